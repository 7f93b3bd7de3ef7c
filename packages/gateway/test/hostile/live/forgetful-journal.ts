import { EMPTY_ROOT } from '@rabt/ledger'
import type {
  BatchRow,
  Flush,
  Journal,
  LaneRow,
  LineRow,
  RecentBatch,
  StoredBatch,
} from '../../../src/journal/journal.ts'

const MAX_LANES = 512

/**
 * A journal that keeps of each lane its state and its newest batch, and of lanes the newest few hundred: what a database would
 * hold on disk must not count as memory of the process that is measured.
 */
export class ForgetfulJournal implements Journal {
  readonly #lanes = new Map<number, { row: LaneRow; newest: StoredBatch | null }>()
  readonly #ids = new Map<string, number>()
  #next = 1
  committed = 0

  async commit({ batches }: Flush): Promise<void> {
    for (const batch of batches) this.#insert(batch)
  }

  #insert(batch: BatchRow): void {
    this.committed++
    const lane = this.#lanes.get(batch.lane)
    if (lane === undefined) return
    lane.newest = { ...batch, bytes: Buffer.from(batch.bytes), blobs: batch.blobs.map(() => false), run: 1, stored: 0 }
    lane.row = { ...lane.row, size: batch.first + batch.count, root: batch.root, frontier: batch.frontier }
  }

  async openLane(lane: { own: boolean; peer: string; origin: string; slot: string; epoch: number }): Promise<LaneRow> {
    const known = await this.lane(lane.own, lane.origin)
    if (known !== null) return known
    const id = this.#next++
    const row = {
      ...lane,
      id,
      settled: false,
      halted: null,
      haltedAt: null,
      size: 0,
      root: EMPTY_ROOT,
      frontier: new Uint8Array(),
    }
    this.#lanes.set(id, { row, newest: null })
    this.#ids.set(`${lane.own} ${lane.origin}`, id)
    this.#forget()
    return row
  }

  #forget(): void {
    for (const [id, { row }] of this.#lanes) {
      if (this.#lanes.size <= MAX_LANES) return
      if (row.own) continue
      this.#lanes.delete(id)
      this.#ids.delete(`false ${row.origin}`)
    }
  }

  async lane(own: boolean, origin: string): Promise<LaneRow | null> {
    return this.#lanes.get(this.#ids.get(`${own} ${origin}`) ?? 0)?.row ?? null
  }

  async unsettledLanes(): Promise<LaneRow[]> {
    return [...this.#lanes.values()].map(({ row }) => row).filter((row) => !row.settled && row.halted === null)
  }

  async halt(laneId: number, code: string): Promise<void> {
    const lane = this.#lanes.get(laneId)
    if (lane !== undefined) lane.row = { ...lane.row, halted: code, haltedAt: 0 }
  }

  async resume(laneId: number): Promise<void> {
    const lane = this.#lanes.get(laneId)
    if (lane !== undefined) lane.row = { ...lane.row, halted: null, haltedAt: null }
  }

  async batchEnding(laneId: number, size: number): Promise<StoredBatch | null> {
    const newest = this.#lanes.get(laneId)?.newest ?? null
    return newest !== null && newest.first + newest.count === size ? newest : null
  }

  /** What is copied to a peer that lacks everything: the newest batch stands for all. */
  async batches(laneId: number, from: number): Promise<StoredBatch[]> {
    const newest = this.#lanes.get(laneId)?.newest ?? null
    return newest !== null && newest.first >= from ? [newest] : []
  }

  highestEpochs = async (): Promise<ReadonlyMap<string, number>> => new Map()
  settle = async (): Promise<void> => {}
  unsettle = async (): Promise<void> => {}
  settledLately = async (): Promise<LaneRow[]> => []
  receiptedSize = async (): Promise<number> => 0
  alarm = async (): Promise<void> => {}
  batchOf = async (): Promise<StoredBatch | null> => null
  receiptCovering = async (): Promise<LineRow | null> => null
  addLine = async (): Promise<void> => {}
  lines = async (): Promise<string[]> => []
  async *recent(): AsyncIterable<RecentBatch> {}
  startRun = async (slot: string, now: number): Promise<{ slot: string; epoch: number }> => ({ slot, epoch: now })
  restoredAt = async (): Promise<number> => 0
  markRestored = async (): Promise<void> => {}
  abandonSlot = async (): Promise<void> => {}
}
