import { EMPTY_ROOT } from '@rabt/ledger'
import {
  type BatchRow,
  Fenced,
  type Flush,
  type LaneRow,
  type LineRow,
  type StoredBatch,
} from '../../src/journal/journal.ts'

/** The slot's lock is a later run's: whatever became of an earlier attempt, this run is over. */
export class LaterRun extends Fenced {}

export interface DiskLane {
  row: LaneRow
  readonly batches: StoredBatch[]
}

export interface Alarm {
  readonly peer: string
  readonly origin: string | null
  readonly code: string
  readonly proof: Uint8Array | null
}

export interface KeyClaim {
  readonly request: string | null
  readonly id: Uint8Array
}

interface Content {
  lanes: DiskLane[]
  receipts: LineRow[]
  lines: LineRow[]
  alarms: Alarm[]
  runs: Map<string, number>
  abandoned: Set<string>
  claims: Map<string, KeyClaim>
  restoredAt: number
  /** Large blobs by the hex of their digest. They are backed up with the database or apart from it. */
  files: Map<string, Uint8Array>
}

/** What is durable at one gateway: it outlives its runs, and can be put back to an older copy. */
export class Disk {
  #content: Content = {
    lanes: [],
    receipts: [],
    lines: [],
    alarms: [],
    runs: new Map(),
    abandoned: new Set(),
    claims: new Map(),
    restoredAt: 0,
    files: new Map(),
  }
  /** Another database than before: the next run finds out, as it does by PostgreSQL's system id and timeline. */
  #changed = false
  /** No query is answered until then (virtual time). */
  downUntil = 0
  /** Sees each batch that becomes durable. */
  onStored: (lane: LaneRow, batch: StoredBatch) => void = () => {}

  get content(): Readonly<Content> {
    return this.#content
  }

  snapshot(): Content {
    const { lanes, receipts, lines, alarms, runs, abandoned, claims, restoredAt, files } = this.#content
    return {
      lanes: lanes.map(({ row, batches }) => ({ row, batches: [...batches] })),
      receipts: [...receipts],
      lines: [...lines],
      alarms: [...alarms],
      runs: new Map(runs),
      abandoned: new Set(abandoned),
      claims: new Map(claims),
      restoredAt,
      files: new Map(files),
    }
  }

  /** Puts a copy back, of the database alone or with the files. `told`: the database shows that it is another one. */
  restore(copy: Content, told: boolean, withFiles = true): void {
    const { files } = this.#content
    this.#content = copy
    this.#content = this.snapshot()
    if (!withFiles) this.#content.files = files
    this.#changed = told
  }

  /** As the journal erases: the blobs of a batch say that they are gone, its bytes stay. */
  erase(lane: DiskLane, at: number, gone: ReadonlySet<number>): void {
    const batch = lane.batches[at] as StoredBatch
    lane.batches[at] = { ...batch, blobs: batch.blobs.map((item, i) => (gone.has(i) ? false : item)) }
  }

  /** @throws Fenced as the unique index and the slot's lock of the real journal do; all rows or none */
  commit(flush: Flush, run: { slot: string; epoch: number }, now: number): void {
    if ((this.#content.runs.get(run.slot) ?? 0) > run.epoch) throw new LaterRun('a later run of the slot exists')
    const first = new Map<number, number>()
    for (const batch of flush.batches) {
      const next = first.get(batch.lane) ?? this.#lane(batch.lane).row.size
      if (batch.first !== next) throw new Fenced(`index ${batch.first} of a lane of ${next}`)
      first.set(batch.lane, batch.first + batch.count)
    }
    for (const batch of flush.batches) this.#insert(batch, run.epoch, now)
    this.#content.receipts.push(...flush.receipts)
  }

  holds(batches: readonly BatchRow[]): boolean {
    return batches.every((batch) =>
      this.#lane(batch.lane).batches.some((b) => b.first === batch.first && Buffer.compare(b.root, batch.root) === 0),
    )
  }

  #insert(batch: BatchRow, run: number, now: number): void {
    const lane = this.#lane(batch.lane)
    const stored = { ...batch, run, stored: now }
    lane.batches.push(stored)
    lane.row = { ...lane.row, size: batch.first + batch.count, root: batch.root, frontier: batch.frontier }
    this.onStored(lane.row, stored)
  }

  #lane(id: number): DiskLane {
    const lane = this.#content.lanes[id - 1]
    if (!lane) throw new Error('no such lane')
    return lane
  }

  openLane(lane: { own: boolean; peer: string; origin: string; slot: string; epoch: number }): LaneRow {
    const known = this.find(lane.own, lane.origin)
    if (known) return known.row
    const row: LaneRow = {
      ...lane,
      id: this.#content.lanes.length + 1,
      settled: false,
      halted: null,
      haltedAt: null,
      size: 0,
      root: EMPTY_ROOT,
      frontier: new Uint8Array(),
    }
    this.#content.lanes.push({ row, batches: [] })
    return row
  }

  find(own: boolean, origin: string): DiskLane | undefined {
    return this.#content.lanes.find((lane) => lane.row.own === own && lane.row.origin === origin)
  }

  /** As the real journal does: the first fault is kept. */
  halt(laneId: number, code: string, now: number): void {
    if (this.#lane(laneId).row.halted === null) this.change(laneId, { halted: code, haltedAt: now })
  }

  change(laneId: number, change: Partial<LaneRow>): void {
    const lane = this.#lane(laneId)
    lane.row = { ...lane.row, ...change }
  }

  startRun(wanted: string, now: number): { slot: string; epoch: number } {
    let slot = Number(wanted)
    while (this.#content.abandoned.has(String(slot))) slot += 100
    const epoch = Math.max((this.#content.runs.get(String(slot)) ?? 0) + 1, now)
    this.#content.runs.set(String(slot), epoch)
    return { slot: String(slot), epoch }
  }

  restoredAt(now: number): number {
    if (this.#changed) this.#content.restoredAt = now
    this.#changed = false
    return this.#content.restoredAt
  }

  markRestored(now: number): void {
    this.#content.restoredAt = Math.max(this.#content.restoredAt, now)
  }
}
