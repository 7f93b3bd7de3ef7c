import { setTimeout as delay } from 'node:timers/promises'
import type { Call } from '../calls/calls.ts'

/** A gateway looks at the directory every 15 s: until then it knows nothing of what was agreed. */
const WITHIN_MS = 30_000
const POLL_MS = 50

/**
 * Sends the call until it is answered 200 with a body of `bytes`; the chain is up, certificates and all. `failure`: why it never will
 * be.
 */
export async function waitForAnswer(
  url: string,
  call: Call,
  bytes: number,
  signal: AbortSignal,
  failure: () => string | undefined = () => undefined,
): Promise<void> {
  const until = performance.now() + WITHIN_MS
  let last = 'nobody listens'
  while (performance.now() < until) {
    signal.throwIfAborted()
    const reason = failure()
    if (reason !== undefined) throw new Error(reason)
    try {
      const response = await fetch(url + call.path, {
        method: 'POST',
        headers: call.headers,
        body: call.body,
        signal: AbortSignal.timeout(5_000),
      })
      const body = Buffer.from(await response.arrayBuffer())
      if (response.status === 200 && body.length === bytes) return
      last = `${response.status} ${body.toString('utf8').slice(0, 200)}`
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error
      last = cause instanceof Error ? cause.message : String(cause)
    }
    await delay(POLL_MS, undefined, { signal })
  }
  throw new Error(`${url} does not answer as it should: ${last}`)
}
