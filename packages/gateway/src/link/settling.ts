import { Frontier } from '@rabt/ledger'
import { type BatchFrame, type LaneState, parseOrigin, RabtError } from '@rabt/protocol'
import type { LaneRow } from '../journal/journal.ts'
import type { Kernel } from './kernel.ts'
import { continueLane, openBatch } from './lane/continuation.ts'
import { signedBy } from './lane/lane-reader.ts'

const CLOSE_AGAIN_MS = 500

interface Earlier {
  readonly row: LaneRow
  frontier: Frontier
  /** What the peer holds, by its last hello; null before. */
  theirs: number | null
  /** Batches given back whose commit is under way: what they answer is not known before. */
  adopting: number
  /** The peer reads it no more: it is over when what it gave back is durable. */
  abandoned: boolean
  /** Only the peer knew of it: once our own signature on it is seen, this journal is shown to be restored from a backup. */
  recovered: boolean
}

export interface SettlingOptions {
  readonly kernel: Kernel
  readonly peer: string
  /** Unsettled lanes of earlier runs. */
  readonly earlier: readonly LaneRow[]
  /** The newest settled ones: a peer that was restored from a backup shows that it lacks them. */
  readonly settled: readonly LaneRow[]
  /** A batch that the peer gave back is durable here. */
  readonly onAdopted: (frame: BatchFrame) => void
  readonly onSettled: () => void
  /** The peer gave back, signed by us, a lane that this journal did not even name: it was restored from a backup. */
  readonly onLost: () => void
  readonly onFailure: (error: unknown) => void
}

/**
 * The lanes of earlier runs to one peer, until both sides hold the same (spec link-log §4): what the peer lacks is sent again, what it
 * holds and we lost is adopted back, and a lane is settled when both state the same size and root or a receipt for its final size is there.
 */
export class Settling {
  readonly #options: SettlingOptions
  readonly #earlier = new Map<string, Earlier>()
  readonly #settled = new Map<string, LaneRow>()
  readonly #news: LaneState[] = []
  /** Abandoned by the peer, which the journal does not know yet. */
  readonly #closing = new Set<string>()

  constructor(options: SettlingOptions) {
    this.#options = options
    for (const row of options.earlier) this.#earlier.set(row.origin, openEarlier(row))
    for (const row of options.settled) this.#settled.set(row.origin, row)
  }

  get done(): boolean {
    return this.#earlier.size === 0
  }

  /** What our hello says of them. */
  states(): LaneState[] {
    return [...this.#earlier.values()]
      .map(({ row, frontier }) => stateOf(row, frontier))
      .concat([...this.#settled.values()])
  }

  /** Unsettled lanes, for the comparison with receipts. */
  rows(): LaneRow[] {
    return [...this.#earlier.values()].map(({ row }) => row)
  }

  /** Final states of the lanes settled since the last call, to be named in `control: settled`. */
  takeNews(): LaneState[] {
    return this.#news.splice(0)
  }

  /** Lanes that were settled and that the peer holds no longer whole, or holds more of, are open again. */
  reopenLost(theirs: ReadonlyMap<string, LaneState>): void {
    for (const row of [...this.#settled.values()]) {
      if ((theirs.get(row.origin)?.size ?? 0) === row.size) continue
      this.#settled.delete(row.origin)
      this.#earlier.set(row.origin, openEarlier(row))
      this.#options.kernel.journal.unsettle(row.id).catch(this.#options.onFailure)
    }
  }

  /** Compares with the peer's hello. @returns the lanes that it lacks part of, with the size that it holds */
  async compare(
    theirs: ReadonlyMap<string, LaneState>,
    isCurrent: (origin: string) => boolean,
  ): Promise<{ row: LaneRow; from: number; size: number }[]> {
    for (const lane of theirs.values())
      if (
        lane.size > 0 &&
        !this.#earlier.has(lane.origin) &&
        !this.#settled.has(lane.origin) &&
        !this.#closing.has(lane.origin) &&
        !isCurrent(lane.origin)
      )
        await this.#openLost(lane)
    const lacking: { row: LaneRow; from: number; size: number }[] = []
    for (const [origin, mine] of [...this.#earlier]) {
      const lane = theirs.get(origin)
      mine.theirs = lane?.size ?? 0
      if (mine.theirs < mine.frontier.size) lacking.push({ row: mine.row, from: mine.theirs, size: mine.frontier.size })
      else if (mine.theirs === mine.frontier.size) this.#judge(origin, mine, lane)
      // Else the peer gives the rest back: adopt.
    }
    return lacking
  }

  /** Takes back a batch of ours that the peer holds and this journal lost. @throws RabtError lane faults */
  adopt(frame: BatchFrame): void {
    const { kernel } = this.#options
    const open = openBatch(frame.batch)
    const { origin } = open.checkpoint
    const mine = this.#earlier.get(origin)
    if (!mine || open.size <= mine.frontier.size) return
    const next = continueLane(open, origin, mine.frontier)
    const own =
      kernel
        .view()
        .gateways.get(kernel.gateway)
        ?.keys.filter((key) => key.use === 'lane') ?? []
    // Nobody but a key of ours can have signed it: a peer cannot give back what we never wrote.
    if (!own.some((key) => signedBy(open.note, origin, key))) throw new RabtError('LANE_SIGNATURE')
    if (mine.recovered) this.#options.onLost()
    mine.recovered = false
    mine.frontier = next.frontier
    mine.adopting++
    const { first, entries } = open.batch
    kernel.committer.submit({
      batch: {
        lane: mine.row.id,
        first,
        count: entries.length,
        root: next.root,
        frontier: next.frontier.encode(),
        bytes: frame.batch,
        blobs: frame.blobs,
      },
      done: () => {
        mine.adopting--
        this.#options.onAdopted(frame)
        if (mine.abandoned) this.abandon(origin)
        else if (mine.theirs !== null && open.size >= mine.theirs) this.#settle(origin, mine)
      },
    })
  }

  has(origin: string): boolean {
    return this.#earlier.has(origin)
  }

  /** The peer reads an earlier lane no more (spec link-log §5.2): it is neither copied nor named again. */
  abandon(origin: string): void {
    const mine = this.#earlier.get(origin)
    if (!mine) return
    mine.abandoned = true
    if (mine.adopting > 0) return
    this.#earlier.delete(origin)
    this.close(mine.row.id, origin)
    this.#options.onSettled()
  }

  /** An own lane that its reader abandoned is over, though the two sides do not hold the same of it. */
  close(laneId: number, origin: string): void {
    this.#closing.add(origin)
    const { journal, committer, timers, log } = this.#options.kernel
    const keep = async () => {
      await committer.drained()
      await journal.halt(laneId, 'LANE_ABANDONED')
      await journal.settle(laneId)
      this.#closing.delete(origin)
    }
    keep().catch((error: unknown) => {
      log.alarm('abandoned-lane-not-closed', { peer: this.#options.peer, origin, detail: String(error) })
      timers.after(CLOSE_AGAIN_MS, () => this.close(laneId, origin))
    })
  }

  /** The peer has receipted an earlier lane at this size. */
  receipted(origin: string, size: number): void {
    const mine = this.#earlier.get(origin)
    // A receipt for what a restored backup still holds is not one for the final size: the peer gives the rest back.
    if (mine && mine.adopting === 0 && mine.frontier.size === size && mine.theirs !== null && mine.theirs <= size)
      this.#settle(origin, mine)
  }

  /** The peer holds a lane of ours that this journal lacks: a backup was restored, or the run died before its first commit. */
  async #openLost(lane: LaneState): Promise<void> {
    const { kernel, peer } = this.#options
    const parsed = parseOrigin(lane.origin)
    if (parsed.sender !== kernel.gateway || parsed.receiver !== peer || parsed.federation !== kernel.federation)
      throw new RabtError('PEER_MISMATCH')
    const known = await kernel.journal.lane(true, lane.origin)
    if (known?.settled && known.size >= lane.size) return
    // A fork that was seen before: both checkpoints are kept, and nothing of it is settled.
    if (known?.halted) return
    const row =
      known ??
      (await kernel.journal.openLane({ own: true, peer, origin: lane.origin, slot: parsed.slot, epoch: parsed.epoch }))
    this.#earlier.set(lane.origin, { ...openEarlier(row), recovered: !known })
    kernel.log.alarm('lane-recovered-from-peer', { peer, origin: lane.origin, size: lane.size })
  }

  #judge(origin: string, mine: Earlier, theirs: LaneState | undefined): void {
    if (mine.frontier.size === 0 || (theirs && mine.frontier.root().equals(theirs.root))) {
      this.#settle(origin, mine)
      return
    }
    const { kernel, peer, onFailure } = this.#options
    this.#earlier.delete(origin)
    kernel.log.alarm('fork', { peer, origin })
    const proof = Buffer.from(
      JSON.stringify({
        size: mine.frontier.size,
        mine: mine.frontier.root().toString('hex'),
        theirs: Buffer.from(theirs?.root ?? []).toString('hex'),
      }),
    )
    Promise.all([
      kernel.journal.halt(mine.row.id, 'FORK'),
      kernel.journal.alarm({ peer, origin, code: 'FORK', proof }),
    ]).catch(onFailure)
  }

  #settle(origin: string, mine: Earlier): void {
    if (this.#earlier.get(origin) !== mine) return
    this.#earlier.delete(origin)
    const state = stateOf(mine.row, mine.frontier)
    this.#news.push(state)
    this.#settled.set(origin, { ...mine.row, ...state, frontier: mine.frontier.encode(), settled: true })
    this.#options.kernel.journal.settle(mine.row.id).catch(this.#options.onFailure)
    this.#options.onSettled()
  }
}

function openEarlier(row: LaneRow): Earlier {
  return {
    row,
    frontier: Frontier.decode(row.size, row.frontier),
    theirs: null,
    adopting: 0,
    abandoned: false,
    recovered: false,
  }
}

function stateOf(row: LaneRow, frontier: Frontier): LaneState {
  return { origin: row.origin, size: frontier.size, root: frontier.root() }
}
