import type { Timers } from '../link/wire.ts'

/** Does something again and again, each time so long after the last one ended: it never runs twice at once. */
export function repeat(after: Timers['after'], ms: number, fn: () => Promise<unknown>): { cancel(): void } {
  let cancelled = false
  let timer = after(ms, next)
  async function next(): Promise<void> {
    await fn()
    if (!cancelled) timer = after(ms, next)
  }
  return {
    cancel: () => {
      cancelled = true
      timer.cancel()
    },
  }
}

/** Does something, and tells what it throws or rejects with: a look that fails ends neither the looks after it nor the process. */
export function caught(fn: () => unknown, failed: (error: unknown) => void): () => Promise<void> {
  return async () => {
    try {
      await fn()
    } catch (error) {
      failed(error)
    }
  }
}
