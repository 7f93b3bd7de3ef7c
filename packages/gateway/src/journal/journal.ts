import type { BlobItem } from '@rabt/protocol'

/** A lane as the journal knows it. `id` is the journal's own number. */
export interface LaneRow {
  readonly id: number
  readonly own: boolean
  readonly peer: string
  readonly origin: string
  readonly slot: string
  readonly epoch: number
  readonly settled: boolean
  /** Fault that stopped the lane. Settled all the same: it was abandoned, and is read no more. */
  readonly halted: string | null
  /** Unix ms; null if it is not halted, or was before this was kept. */
  readonly haltedAt: number | null
  /** Entries stored, their RFC 6962 root and peaks. */
  readonly size: number
  readonly root: Uint8Array
  readonly frontier: Uint8Array
}

/** A batch to be stored, or stored: `bytes` are the same at both sides. */
export interface BatchRow {
  readonly lane: number
  readonly first: number
  readonly count: number
  readonly root: Uint8Array
  readonly frontier: Uint8Array
  readonly bytes: Uint8Array
  readonly blobs: readonly BlobItem[]
}

/** A stored batch with the epoch of the run that stored it. */
export interface StoredBatch extends BatchRow {
  readonly run: number
  readonly stored: number
}

/** A stored batch with its lane's parties. */
export interface RecentBatch extends StoredBatch {
  readonly own: boolean
  readonly peer: string
  readonly origin: string
}

/** What the search index knows of some entries of one lane. */
export interface IndexedEntries {
  readonly own: boolean
  readonly peer: string
  readonly origin: string
  /** Ids of its requests, 16 bytes each, and their indexes in the same order. */
  readonly ids: Uint8Array
  readonly indexes: readonly number[]
  /** Places of what its entries answer, by the origin of the lane where they stand. */
  readonly answers: readonly { readonly origin: string; readonly indexes: readonly number[] }[]
}

/** A cosignature of the lane's receiver, or a line added later (`late`). */
export interface LineRow {
  readonly lane: number
  readonly size: number
  readonly line: string
}

/** What one flush makes durable together. */
export interface Flush {
  readonly batches: readonly BatchRow[]
  readonly receipts: readonly LineRow[]
}

/**
 * The kernel's view of durable storage. Every promise settles: a store that does not answer within its deadline rejects.
 * `commit` resolves only when all rows are durable; it rejects with `Fenced` when another writer holds one of the indexes, with
 * `JournalDamaged` when rows are there whose batch is not, and with RabtError LOGGING_FAILED when its limit is over.
 */
export interface Journal {
  commit(flush: Flush): Promise<void>
  openLane(lane: { own: boolean; peer: string; origin: string; slot: string; epoch: number }): Promise<LaneRow>
  /** Lanes of both directions that are not settled. */
  unsettledLanes(): Promise<LaneRow[]>
  /** Highest epoch known of each of the peer's slots. */
  highestEpochs(peer: string): Promise<ReadonlyMap<string, number>>
  lane(own: boolean, origin: string): Promise<LaneRow | null>
  settle(laneId: number): Promise<void>
  /** A peer lost part of a lane that was settled: it is to be copied again. */
  unsettle(laneId: number): Promise<void>
  /** The newest settled lanes of one direction with each peer, 32 at most: whoever lost them sees so in a hello. */
  settledLately(own: boolean): Promise<LaneRow[]>
  /** Size of the lane's newest receipt, 0 without one. */
  receiptedSize(laneId: number): Promise<number>
  /** Stops a lane; what stopped it first stays. */
  halt(laneId: number, code: string): Promise<void>
  resume(laneId: number): Promise<void>
  alarm(alarm: { peer: string; origin: string | null; code: string; proof: Uint8Array | null }): Promise<void>
  /** Batches with first >= `from`, ascending, at most `limit`. */
  batches(laneId: number, from: number, limit: number, withBlobs: boolean): Promise<StoredBatch[]>
  /** The batch that holds `index`. */
  batchOf(laneId: number, index: number): Promise<StoredBatch | null>
  /** The batch that ends at `size`. */
  batchEnding(laneId: number, size: number): Promise<StoredBatch | null>
  /** The earliest receipt that covers `size` entries. */
  receiptCovering(laneId: number, size: number): Promise<LineRow | null>
  addLine(line: LineRow): Promise<void>
  lines(laneId: number, size: number): Promise<string[]>
  /**
   * All batches stored since `since` (Unix ms), without blobs, in lane order; instead of those that are indexed, and say all there, what the index
   * knows of them.
   */
  recent(since: number): AsyncIterable<RecentBatch | IndexedEntries>
  /** Registers a new run of the slot, or of the next free one if the slot was given up: epoch = max(last + 1, now). */
  startRun(slot: string, now: number, random: Uint8Array): Promise<{ slot: string; epoch: number }>
  /** When the database was last found to be another one than before (a restored backup, a promoted standby that lagged): Unix ms; 0: never. */
  restoredAt(now: number): Promise<number>
  /** A peer showed that the database lost what was confirmed: as if another one had been found at `now`. */
  markRestored(now: number): Promise<void>
  /** Gives a slot up for good. */
  abandonSlot(slot: string): Promise<void>
}

/** Another writer committed at an index that this run meant to fill: the run is over. */
export class Fenced extends Error {
  override readonly name = 'Fenced'
}

/** Rows of the journal contradict each other: somebody changed or lost some. The message names what was found; no run can mend it. */
export class JournalDamaged extends Error {
  override readonly name = 'JournalDamaged'

  constructor(found: string) {
    super(`the journal is damaged: ${found}`)
  }
}
