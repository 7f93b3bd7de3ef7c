/** Grants bytes of memory in the order of asking; what does not fit now waits. */
export interface ByteBudget {
  /** Calls `granted` when `bytes` are free: at once, or later. Returns what gives them back, or withdraws the request. */
  reserve(bytes: number, granted: () => void): () => void
}

interface Waiting {
  readonly bytes: number
  readonly granted: () => void
}

/** @param total bytes; a single reservation above it is granted when nothing else is. */
export function createByteBudget(total: number): ByteBudget {
  let used = 0
  const waiting = new Set<Waiting>()

  function grantNext(): void {
    for (const next of waiting) {
      if (used > 0 && used + next.bytes > total) return
      waiting.delete(next)
      used += next.bytes
      next.granted()
    }
  }

  return {
    reserve(bytes, granted) {
      const entry: Waiting = { bytes, granted }
      let open = true
      waiting.add(entry)
      grantNext()
      return () => {
        if (!open) return
        open = false
        if (waiting.delete(entry)) return
        used -= bytes
        grantNext()
      }
    },
  }
}
