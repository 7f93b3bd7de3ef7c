import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 25

/** Asks until the answer is something; the last reason why not is in the error when the time is over. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | false | undefined | null> | T | false | undefined | null,
  withinMs = 20_000,
): Promise<T> {
  const giveUpAt = performance.now() + withinMs
  let last: unknown
  for (;;) {
    try {
      const answer = await ask()
      if (answer !== false && answer !== undefined && answer !== null) return answer
      last = answer
    } catch (error) {
      last = error
    }
    if (performance.now() > giveUpAt) throw new Error(`not within ${withinMs} ms: ${what} (${last})`, { cause: last })
    await delay(POLL_MS)
  }
}
