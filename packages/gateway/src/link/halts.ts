import { type ErrorCode, encodeFrame, type HelloFrame } from '@rabt/protocol'
import type { LaneRow } from '../journal/journal.ts'
import type { Kernel } from './kernel.ts'
import { nextDay } from './lane/refused-bytes.ts'
import { QuotaEnds } from './quota-ends.ts'
import type { ReadLane } from './read-lane.ts'
import type { Wire } from './wire.ts'

export interface HaltsOptions {
  readonly kernel: Kernel
  readonly peer: string
  /** The peer's lanes as they are read in this run, by origin. */
  readonly lanes: ReadonlyMap<string, ReadLane>
  /** When what came of a lane has had its turn. */
  readonly turn: (origin: string) => Promise<void> | undefined
  /** Ends the connection: the peer says hello again. */
  readonly reconnect: () => void
}

/** Lanes of one peer that a fault stopped, and how they go on (spec link-log §5.2). */
export class Halts {
  readonly #options: HaltsOptions
  readonly #quotaEnds: QuotaEnds
  #deaf = false

  constructor(options: HaltsOptions) {
    this.#options = options
    const { kernel, peer } = options
    this.#quotaEnds = new QuotaEnds({ kernel, peer, retry: (row) => this.retry(row) })
  }

  /** Whether a lane of the peer is halted: what it says there is not read. */
  get deaf(): boolean {
    return this.#deaf
  }

  /** After the lanes that are read, or what is decided of them, changed. */
  look(): void {
    this.#deaf = false
    for (const { halted, reader } of this.#options.lanes.values()) if (halted && !reader.lane.settled) this.#deaf = true
  }

  /** Whether a lane that is opened now stands halted; a quota ends with its day. */
  async isHalted(row: LaneRow): Promise<boolean> {
    return row.halted !== null && !(await this.#quotaEnds.hasEnded(row))
  }

  /** Stops a lane, keeps why, and tells its writer. */
  halt(wire: Wire, lane: ReadLane, code: ErrorCode): void {
    const { kernel, peer } = this.#options
    const { id, origin } = lane.reader.lane
    lane.halted = true
    this.look()
    Promise.all([
      kernel.journal.halt(id, code),
      code === 'FORK' ? undefined : kernel.journal.alarm({ peer, origin, code, proof: null }),
    ]).then(
      () => {
        lane.haltKept = true
      },
      () => wire.close(),
    )
    if (code === 'QUOTA') this.#quotaEnds.resumeAt(lane.reader.lane, nextDay(kernel.clock()))
    wire.send(encodeFrame({ type: 'fault', code, message: '', origin }))
  }

  /** Reads a halted lane again from where it stands: the peer copies it anew on its next connection. */
  async retry(row: LaneRow): Promise<void> {
    const { kernel, turn, reconnect } = this.#options
    await kernel.journal.resume(row.id)
    await turn(row.origin)
    reconnect()
  }

  /** Reads a halted lane no more: its writer is told on its next connection, with the size that is held. */
  async abandon(row: LaneRow): Promise<void> {
    await this.#options.kernel.journal.settle(row.id)
    this.#options.reconnect()
  }

  /** Spec link-log §5.2: its writer still holds to a lane that is read no more. */
  tellAbandoned(wire: Wire, stored: readonly LaneRow[], hello: HelloFrame): void {
    for (const { origin, halted, settled } of stored)
      if (halted !== null && settled && hello.lanes.some((lane) => lane.origin === origin))
        wire.send(encodeFrame({ type: 'fault', code: 'LANE_ABANDONED', message: '', origin }))
  }
}
