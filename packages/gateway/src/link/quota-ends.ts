import type { LaneRow } from '../journal/journal.ts'
import type { Kernel } from './kernel.ts'
import { nextDay } from './lane/refused-bytes.ts'

export interface QuotaEndsOptions {
  readonly kernel: Kernel
  readonly peer: string
  /** Reads a halted lane again. */
  readonly retry: (row: LaneRow) => Promise<void>
}

/** The journal failed when a quota ended: it is asked again. */
const RESUME_AGAIN_MS = 30_000

/** Lanes of one peer that a day's quota of refused bytes halted go on when that day is over. */
export class QuotaEnds {
  readonly #options: QuotaEndsOptions
  /** Lanes whose quota ends with the day. */
  readonly #resuming = new Set<string>()

  constructor(options: QuotaEndsOptions) {
    this.#options = options
  }

  /** A day's quota ends with its day (UTC). */
  resumeAt(row: LaneRow, at: number): void {
    const { kernel, peer, retry } = this.#options
    if (this.#resuming.has(row.origin)) return
    this.#resuming.add(row.origin)
    const end = async () => {
      this.#resuming.delete(row.origin)
      // The clock may have been put back since.
      if (kernel.clock() < at) return this.resumeAt(row, at)
      // Its operator may have decided meanwhile.
      const now = await kernel.journal.lane(false, row.origin)
      if (now?.halted === 'QUOTA' && !now.settled) await retry(row)
    }
    const failed = (error: unknown) => {
      kernel.log.alarm('quota-not-ended', { peer, origin: row.origin, detail: String(error) })
      kernel.timers.after(RESUME_AGAIN_MS, () => this.resumeAt(row, at))
    }
    kernel.timers.after(Math.max(0, at - kernel.clock()), () => end().catch(failed))
  }

  /** Of a lane that an earlier run halted. */
  async hasEnded(row: LaneRow): Promise<boolean> {
    if (row.halted !== 'QUOTA' || row.settled) return false
    const { kernel } = this.#options
    const at = nextDay(row.haltedAt ?? 0)
    if (kernel.clock() < at) {
      this.resumeAt(row, at)
      return false
    }
    await kernel.journal.resume(row.id)
    return true
  }
}
