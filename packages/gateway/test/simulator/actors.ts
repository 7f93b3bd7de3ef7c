import type { Disk } from './disk.ts'

/** A gateway and its journal, as those see it who watch from outside. */
export interface Actor {
  readonly gateway: string
  readonly disk: Disk
  /** Large blobs that it once had are gone from its disk. */
  readonly lostFiles: boolean
  /** No large blob of its own can be kept: what ran may be said to be unknown. */
  readonly fullDisk: boolean
  clock(): number
}

/** One run of its process. */
export interface ActorRun {
  readonly name: string
  readonly machine: Actor
  readonly journal: { readonly epoch: number }
  readonly alive: boolean
}

/** A call as its client knows it. */
export interface ClientCall {
  readonly id: Uint8Array
  readonly from: string
  readonly to: string
  readonly key: string | null
  readonly head: Uint8Array
  readonly body: Uint8Array | null
  readonly run: ActorRun
  /** The end of its wait, by the time of the world: whatever the caller's gateway takes for the time. */
  readonly until: number
  /** The caller's gateway stood still meanwhile. */
  disturbed: boolean
  state: 'waiting' | 'answered' | 'refused' | 'unknown' | 'failed'
  code: string
  /** Id of the first call under the same key, whose answer this is. */
  answeredId: Uint8Array | null
  status: number
}
