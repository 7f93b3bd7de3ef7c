import { EMPTY_ROOT } from '@rabt/ledger'
import {
  type BatchRow,
  Fenced,
  type Flush,
  type Journal,
  type LaneRow,
  type LineRow,
  type RecentBatch,
  type StoredBatch,
} from '../../journal/journal.ts'

interface MemoryLane {
  row: LaneRow
  readonly batches: StoredBatch[]
}

/** A journal in memory with the semantics of the real one: what was committed survives, what was not does not. */
export class MemoryJournal implements Journal {
  readonly #lanes: MemoryLane[] = []
  readonly #receipts: LineRow[] = []
  readonly #lines: LineRow[] = []
  readonly alarms: { peer: string; origin: string | null; code: string; proof: Uint8Array | null }[] = []
  readonly #runs = new Map<string, number>()
  readonly #abandoned = new Set<string>()
  readonly #clock: () => number
  #run = 0
  /** When this journal was put back from a copy. */
  restored = 0
  /** Called before each commit takes effect; may wait or throw. */
  beforeCommit: (flush: Flush) => Promise<void> | void = () => {}

  constructor(clock: () => number) {
    this.#clock = clock
  }

  async commit(flush: Flush): Promise<void> {
    await this.beforeCommit(flush)
    for (const batch of flush.batches) this.#insert(batch)
    this.#receipts.push(...flush.receipts)
  }

  #insert(batch: BatchRow): void {
    const lane = this.#lanes[batch.lane - 1]
    if (!lane) throw new Error('no such lane')
    if (lane.row.size !== batch.first) throw new Fenced(`index ${batch.first} of a lane of ${lane.row.size}`)
    lane.batches.push({ ...batch, run: this.#run, stored: this.#clock() })
    lane.row = { ...lane.row, size: batch.first + batch.count, root: batch.root, frontier: batch.frontier }
  }

  async openLane(lane: { own: boolean; peer: string; origin: string; slot: string; epoch: number }): Promise<LaneRow> {
    const known = await this.lane(lane.own, lane.origin)
    if (known) return known
    const row: LaneRow = {
      ...lane,
      id: this.#lanes.length + 1,
      settled: false,
      halted: null,
      haltedAt: null,
      size: 0,
      root: EMPTY_ROOT,
      frontier: new Uint8Array(),
    }
    this.#lanes.push({ row, batches: [] })
    return row
  }

  /** For tests: every lane. */
  async lanes(): Promise<LaneRow[]> {
    return this.#lanes.map((lane) => lane.row)
  }

  async unsettledLanes(): Promise<LaneRow[]> {
    return this.#lanes.map((lane) => lane.row).filter((row) => !row.settled)
  }

  async highestEpochs(peer: string): Promise<ReadonlyMap<string, number>> {
    const highest = new Map<string, number>()
    for (const { row } of this.#lanes)
      if (!row.own && row.peer === peer) highest.set(row.slot, Math.max(row.epoch, highest.get(row.slot) ?? 0))
    return highest
  }

  async lane(own: boolean, origin: string): Promise<LaneRow | null> {
    return this.#lanes.find((lane) => lane.row.own === own && lane.row.origin === origin)?.row ?? null
  }

  async settle(laneId: number): Promise<void> {
    this.#change(laneId, { settled: true })
  }

  async unsettle(laneId: number): Promise<void> {
    this.#change(laneId, { settled: false })
  }

  async settledLately(own: boolean): Promise<LaneRow[]> {
    return this.#lanes.map((lane) => lane.row).filter((row) => row.own === own && row.settled)
  }

  async receiptedSize(laneId: number): Promise<number> {
    return this.#receipts.reduce((size, receipt) => (receipt.lane === laneId ? Math.max(size, receipt.size) : size), 0)
  }

  async halt(laneId: number, code: string): Promise<void> {
    if (this.#lanes[laneId - 1]?.row.halted === null) this.#change(laneId, { halted: code, haltedAt: this.#clock() })
  }

  async resume(laneId: number): Promise<void> {
    this.#change(laneId, { halted: null, haltedAt: null })
  }

  #change(laneId: number, change: Partial<LaneRow>): void {
    const lane = this.#lanes[laneId - 1]
    if (lane) lane.row = { ...lane.row, ...change }
  }

  async alarm(alarm: { peer: string; origin: string | null; code: string; proof: Uint8Array | null }): Promise<void> {
    this.alarms.push(alarm)
  }

  async batches(laneId: number, from: number, limit: number): Promise<StoredBatch[]> {
    return (this.#lanes[laneId - 1]?.batches ?? []).filter((batch) => batch.first >= from).slice(0, limit)
  }

  async batchOf(laneId: number, index: number): Promise<StoredBatch | null> {
    return (
      this.#lanes[laneId - 1]?.batches.find((batch) => batch.first <= index && index < batch.first + batch.count) ??
      null
    )
  }

  async batchEnding(laneId: number, size: number): Promise<StoredBatch | null> {
    return this.#lanes[laneId - 1]?.batches.find((batch) => batch.first + batch.count === size) ?? null
  }

  async receiptCovering(laneId: number, size: number): Promise<LineRow | null> {
    const covering = this.#receipts.filter((receipt) => receipt.lane === laneId && receipt.size >= size)
    return covering.sort((a, b) => a.size - b.size)[0] ?? null
  }

  async addLine(line: LineRow): Promise<void> {
    this.#lines.push(line)
  }

  async lines(laneId: number, size: number): Promise<string[]> {
    return this.#lines.filter((line) => line.lane === laneId && line.size === size).map((line) => line.line)
  }

  async *recent(since: number): AsyncIterable<RecentBatch> {
    for (const { row, batches } of this.#lanes)
      for (const batch of batches)
        if (batch.stored >= since) yield { ...batch, own: row.own, peer: row.peer, origin: row.origin }
  }

  async startRun(wanted: string, now: number): Promise<{ slot: string; epoch: number }> {
    let slot = Number(wanted)
    while (this.#abandoned.has(String(slot))) slot += 100
    const epoch = Math.max((this.#runs.get(String(slot)) ?? 0) + 1, now)
    this.#runs.set(String(slot), epoch)
    this.#run = epoch
    return { slot: String(slot), epoch }
  }

  async restoredAt(): Promise<number> {
    return this.restored
  }

  async markRestored(now: number): Promise<void> {
    this.restored = now
  }

  async abandonSlot(slot: string): Promise<void> {
    this.#abandoned.add(slot)
  }

  /** Forgets the newest batches of a lane, as an older backup would. */
  loseAfter(own: boolean, origin: string, size: number): void {
    const lane = this.#lanes.find((candidate) => candidate.row.own === own && candidate.row.origin === origin)
    if (!lane) return
    while ((lane.batches.at(-1)?.first ?? -1) >= size) lane.batches.pop()
    const last = lane.batches.at(-1)
    lane.row = {
      ...lane.row,
      size: last ? last.first + last.count : 0,
      root: last?.root ?? EMPTY_ROOT,
      frontier: last?.frontier ?? new Uint8Array(),
    }
  }
}
