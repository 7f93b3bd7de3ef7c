/** Waits; ends at once when it is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}

/** Does an act again and again, `everyMs` after its end, until it is stopped; a failure is told and the next turn comes. */
export function repeat(
  act: () => Promise<unknown>,
  everyMs: number,
  signal: AbortSignal,
  failed: (error: unknown) => void,
) {
  const turn = async (): Promise<void> => {
    while (!signal.aborted) {
      await act().catch((error: unknown) => {
        if (!signal.aborted) failed(error)
      })
      await pause(everyMs, signal)
    }
  }
  return turn()
}
