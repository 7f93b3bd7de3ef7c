import { setTimeout as delay } from 'node:timers/promises'

export interface WaitOptions {
  readonly withinMs: number
  readonly signal: AbortSignal
  /** The error when the time is over; gets what the last attempt said. */
  readonly failed: (last: string) => Error
}

const POLL_MS = 50

/** Asks until the answer is `true`; any other answer is the reason why not yet. */
export async function waitUntil(ask: () => Promise<true | string>, options: WaitOptions): Promise<void> {
  const until = performance.now() + options.withinMs
  let last = ''
  while (performance.now() < until) {
    options.signal.throwIfAborted()
    const answer = await ask().catch((error: unknown) => describe(error))
    if (answer === true) return
    last = answer
    await delay(POLL_MS, undefined, { signal: options.signal })
  }
  throw options.failed(last)
}

/** Whether an address answers 200; else its status and the beginning of its body. */
export async function answersOk(url: string, headers: Readonly<Record<string, string>> = {}): Promise<true | string> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(5_000) })
  const body = await response.text()
  return response.status === 200 || `${response.status} ${body.slice(0, 300)}`
}

function describe(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error ? cause.message : String(cause)
}
