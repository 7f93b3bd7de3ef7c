import { setTimeout as delay } from 'node:timers/promises'

/** First soon, then more rarely: asking costs the processors of what is waited for. */
const FIRST_POLL_MS = 20
const LONGEST_POLL_MS = 100

/** Asks until the answer is something; the last reason why not is in the error when the time is over. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | false | undefined | null> | T | false | undefined | null,
  withinMs = 20_000,
): Promise<T> {
  const giveUpAt = performance.now() + withinMs
  let last: unknown
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * 1.5, LONGEST_POLL_MS)) {
    try {
      const answer = await ask()
      if (answer !== false && answer !== undefined && answer !== null) return answer
      last = answer
    } catch (error) {
      last = error
    }
    if (performance.now() > giveUpAt) throw new Error(`not within ${withinMs} ms: ${what} (${last})`, { cause: last })
    await delay(pollMs)
  }
}
