import { type BlobItem, RabtError, type Refusal } from '@rabt/protocol'
import type { OpenBatch } from './continuation.ts'
import type { DecodedEntries } from './decode-entries.ts'

const DAY_MS = 24 * 3_600_000

/** When the UTC day after the one of `ms` begins: a quota that was used up is whole again. */
export function nextDay(ms: number): number {
  return (Math.floor(ms / DAY_MS) + 1) * DAY_MS
}

/**
 * Counts what one peer makes us keep though it is refused (spec link-log §5.2: refused entries are stored). Past the day's quota its batches
 * are a lane fault, so that nobody fills a disk with entries that nothing may act on.
 */
export class RefusedBytes {
  readonly #limit: number
  #day = -1
  #bytes = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** @throws RabtError QUOTA when the day's bytes are used up */
  check(now: number): void {
    if (Math.floor(now / DAY_MS) === this.#day && this.#bytes > this.#limit)
      throw new RabtError('QUOTA', {}, { detail: `${this.#bytes} refused bytes today` })
  }

  count(
    now: number,
    refusals: readonly Refusal[],
    decoded: DecodedEntries,
    open: OpenBatch,
    blobs: readonly BlobItem[],
  ): void {
    if (refusals.length === 0) return
    const day = Math.floor(now / DAY_MS)
    if (day !== this.#day) {
      this.#day = day
      this.#bytes = 0
    }
    for (const { index } of refusals) {
      const at = index - open.batch.first
      const entry = decoded.entries[at]
      this.#bytes += (open.batch.entries[at]?.length ?? 0) + (entry?.head?.size ?? 0) + (entry?.body?.size ?? 0)
    }
    // What an undecodable entry refers to is unknown, and nothing behind it can be matched: all blobs of the batch count.
    if (decoded.entries.includes(null)) for (const item of blobs) this.#bytes += item ? item.length : 0
  }
}
