import { RabtError } from '@rabt/protocol'
import type { Journal, LaneRow } from '../journal/journal.ts'
import type { Halts } from './halts.ts'
import type { Outbound } from './outbound.ts'

/** A lane that a fault stopped, as its operator sees it. */
export interface HaltedLane {
  /** The journal's own number of it. */
  readonly id: number
  readonly peer: string
  readonly direction: 'incoming' | 'outgoing'
  readonly origin: string
  /** Lane fault (spec link-log §5.2). */
  readonly code: string
  /** Unix ms; null if it was not kept, or if the peer halted it. */
  readonly since: number | null
  /** Entries held here. */
  readonly size: number
  /** What this side can decide; nothing of a lane that the peer halted. */
  readonly may: readonly Decision[]
}

export type Decision = 'retry' | 'abandon'

export interface HaltedLanesOptions {
  readonly journal: Pick<Journal, 'unsettledLanes' | 'settle'>
  readonly peers: () => Iterable<{
    readonly peer: string
    readonly inbound: { readonly halts: Pick<Halts, 'retry' | 'abandon'> }
    readonly outbound: Pick<Outbound, 'haltedByPeer'>
  }>
}

/**
 * Lanes that stopped at a fault, and what their operators decide after they have agreed what happened (spec link-log §5.2). Nothing is
 * decided by itself, save that a day's quota ends with its day.
 */
export class HaltedLanes {
  readonly #options: HaltedLanesOptions

  constructor(options: HaltedLanesOptions) {
    this.#options = options
  }

  async list(): Promise<HaltedLane[]> {
    const unsettled = await this.#options.journal.unsettledLanes()
    const byPeer = new Map<string, string>()
    for (const { outbound } of this.#options.peers())
      for (const [origin, code] of outbound.haltedByPeer) byPeer.set(origin, code)
    return unsettled.flatMap((row): HaltedLane[] => {
      const { id, peer, own, origin, size } = row
      const code = row.halted ?? (own ? byPeer.get(origin) : undefined)
      if (code === undefined) return []
      const direction = own ? 'outgoing' : 'incoming'
      return [{ id, peer, direction, origin, code, since: row.haltedAt, size, may: decisions(row) }]
    })
  }

  /**
   * Reads a lane again from where it stands. What is still wrong halts it again.
   *
   * @throws RabtError NOT_FOUND for what is not halted here, CONFLICT for a fork: no reading makes one history of two
   */
  async retry(id: number): Promise<HaltedLane> {
    return this.#decide(id, 'retry', (row) => this.#halts(row).retry(row))
  }

  /**
   * Reads a lane no more, for ever. What is held of it stays as evidence; its writer learns it at the next hello.
   *
   * @throws RabtError NOT_FOUND for what is not halted here
   */
  async abandon(id: number): Promise<HaltedLane> {
    return this.#decide(id, 'abandon', (row) =>
      row.own ? this.#options.journal.settle(row.id) : this.#halts(row).abandon(row),
    )
  }

  async #decide(id: number, decision: Decision, act: (row: LaneRow) => Promise<void>): Promise<HaltedLane> {
    const row = (await this.#options.journal.unsettledLanes()).find((lane) => lane.id === id && lane.halted !== null)
    const lane = (await this.list()).find((halted) => halted.id === id)
    if (!row || !lane) throw new RabtError('NOT_FOUND', { what: `halted lane ${id}` })
    if (!lane.may.includes(decision)) throw new RabtError('CONFLICT', { what: `lane ${id}: ${lane.code}` })
    await act(row)
    return lane
  }

  #halts(row: LaneRow): Pick<Halts, 'retry' | 'abandon'> {
    for (const { peer, inbound } of this.#options.peers()) if (peer === row.peer) return inbound.halts
    throw new RabtError('NOT_FOUND', { what: row.peer })
  }
}

/** Spec link-log §5.2: a fork is never read on. An own lane is halted only by a fork, of which the peer has another history. */
function decisions({ own, halted }: LaneRow): readonly Decision[] {
  if (halted === null) return []
  return own || halted === 'FORK' ? ['abandon'] : ['retry', 'abandon']
}
