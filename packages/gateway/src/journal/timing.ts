/** Time for waits and limits: milliseconds on a clock that nobody sets, and a timer. */
export interface Timing {
  readonly now: () => number
  readonly after: (ms: number, fn: () => void) => { cancel(): void }
}

export const MACHINE_TIME: Timing = {
  now: () => performance.now(),
  after: (ms, fn) => {
    const timer = setTimeout(fn, ms)
    return { cancel: () => clearTimeout(timer) }
  },
}

export function pause(timing: Timing, ms: number): Promise<void> {
  return new Promise((resolve) => timing.after(ms, resolve))
}

/** Waits between attempts: each twice as long as the one before, up to a longest. */
export function* pauses(firstMs: number, longestMs: number): Generator<number, never> {
  for (let ms = firstMs; ; ms = Math.min(2 * ms, longestMs)) yield ms
}
