import { z } from 'zod'

/** What a reader thinks of a page. Neither name nor network address is kept. */
export const feedback = z.object({
  /** Path of the page. */
  page: z
    .string()
    .regex(/^\/(ar|en)([/?][^\s\p{Cc}]*)?$/u)
    .max(300),
  useful: z.enum(['yes', 'no']).optional(),
  text: z.string().trim().max(1_000).optional(),
})
export type FeedbackOf = z.infer<typeof feedback>

/** How much is taken in a minute from one network address, and from all: a page is judged once or twice. */
export const FEEDBACK_LIMITS = { perAddress: 10, perMinute: 600, addresses: 5_000, windowMs: 60_000 } as const

/** Counts within windows of a minute; beyond a bound of addresses all share what is left. */
export function feedbackLimiter(clock: () => number): (address: string) => boolean {
  let window = 0
  let all = 0
  const by = new Map<string, number>()
  return (address) => {
    const now = Math.floor(clock() / FEEDBACK_LIMITS.windowMs)
    if (now !== window) {
      window = now
      all = 0
      by.clear()
    }
    const known = by.get(address) ?? 0
    if (all >= FEEDBACK_LIMITS.perMinute || known >= FEEDBACK_LIMITS.perAddress) return false
    if (known === 0 && by.size >= FEEDBACK_LIMITS.addresses) return false
    all++
    by.set(address, known + 1)
    return true
  }
}
