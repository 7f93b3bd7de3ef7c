import type { LaneReader } from './lane/lane-reader.ts'

/** A lane of the peer as it is read in this run. */
export interface ReadLane {
  readonly reader: LaneReader
  /** Batches that are not durable yet: until they are, the journal knows less than the reader. */
  underWay: number
  /** Newest durable checkpoint that has no receipt yet. */
  unreceipted: { size: number; body: string } | null
  batchesSince: number
  timer: { cancel(): void } | null
  halted: boolean
  /** The journal knows that it is halted, and is asked again at the next hello. */
  haltKept: boolean
}
