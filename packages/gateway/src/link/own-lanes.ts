import { type DirectoryVersion, formatOrigin, type LaneState, RabtError, type RunSlot } from '@rabt/protocol'
import type { LaneRow } from '../journal/journal.ts'
import type { Kernel } from './kernel.ts'
import { LaneWriter } from './lane/lane-writer.ts'
import { SPOKEN } from './versions.ts'

export interface OwnLanesOptions {
  readonly kernel: Kernel
  readonly peer: string
  readonly run: readonly RunSlot[]
  /** All lanes of the journal with this peer, at start. */
  readonly lanes: readonly LaneRow[]
  readonly onOpened: (writer: LaneWriter) => void
  /** A post-quantum line for a checkpoint that went without one. */
  readonly onLine: (origin: string, size: number, line: string) => void
  /** What a lane holds from `size` on has no known outcome. */
  readonly onGivenUp: (origin: string, size: number) => void
  readonly failed: (what: string, error: unknown) => void
}

/** Post-quantum lines come at least this long after the last batch of a burst. */
const LATE_LINE_MS = 1_000
const OPEN_AGAIN_MS = 500

/** The lanes that this run writes to one peer: opened at first use, followed by others when the keys or the peer end them. */
export class OwnLanes {
  /** Those that are written to or still have something to send. */
  readonly open: LaneWriter[] = []
  readonly #options: OwnLanesOptions
  readonly #writers = new Map<string, Promise<LaneWriter> | LaneWriter>()
  /** Lanes of this run that go on no more, since the peer abandoned them or our keys are others: the newest of each slot. */
  readonly #closed = new Map<string, LaneState>()
  #lateLine: { cancel(): void } | null = null
  #lastDirectory: DirectoryVersion | null = null

  constructor(options: OwnLanesOptions) {
    this.#options = options
  }

  /** Signs what is still without a post-quantum line: at the end of a burst and of the run. */
  sealOff(): void {
    for (const writer of this.open) {
      const late = writer.latePostQuantumLine()
      if (!late) continue
      this.#options.onLine(writer.lane.origin, late.size, late.line)
      this.#options.kernel.journal
        .addLine({ lane: writer.lane.id, ...late })
        .catch((error: unknown) => this.#options.failed('line', error))
    }
  }

  /** The gateway's keys are others now: what comes from here on is signed with them, in new lanes; what has gathered still goes in the old ones. */
  renew(): void {
    for (const [slot, writer] of this.#writers) {
      // One that is being opened takes the keys when it is there.
      if (writer instanceof Promise) continue
      this.#writers.delete(slot)
      this.#closed.set(slot, { origin: writer.lane.origin, size: writer.size, root: writer.root })
    }
  }

  /** What entries name: the directory in use, or past all its grace the last that was, since what has gathered is still signed then. */
  #directory(): DirectoryVersion {
    try {
      this.#lastDirectory = this.#options.kernel.view().version
    } catch (error) {
      if (this.#lastDirectory === null) throw error
    }
    return this.#lastDirectory
  }

  scheduleLateLine(): void {
    this.#lateLine ??= this.#options.kernel.timers.after(LATE_LINE_MS, () => {
      this.#lateLine = null
      this.sealOff()
    })
  }

  /** A call does not wait beyond its caller for a journal that does not answer. */
  async writerBy(until: number, bulk: boolean): Promise<LaneWriter> {
    const writer = this.writer(bulk)
    if (!(writer instanceof Promise)) return writer
    const { timers } = this.#options.kernel
    return new Promise((resolve, reject) => {
      const timer = timers.after(Math.max(0, until - timers.now()), () => reject(new RabtError('NOT_RUN')))
      writer.then(resolve, reject).finally(() => timer.cancel())
    })
  }

  /** The lane of this run: bulk for what carries a large blob. Opened at first use, with `control: open` as its first entry. */
  writer(bulk: boolean): LaneWriter | Promise<LaneWriter> {
    const slot = this.#options.run[bulk ? 1 : 0] as RunSlot
    const known = this.#writers.get(slot.slot)
    if (known) return known
    // Spec link-log §1.4: a lane of the run that goes on no more is followed by another, with random bytes of its own.
    const closed = this.#closed.has(slot.slot)
    const opening = this.#openWriter(closed ? { ...slot, random: this.#options.kernel.random(8) } : slot)
    this.#writers.set(slot.slot, opening)
    // One that could not be opened is tried again by whoever needs it next.
    opening.catch(() => {
      if (this.#writers.get(slot.slot) === opening) this.#writers.delete(slot.slot)
    })
    return opening
  }

  async #openWriter(slot: RunSlot): Promise<LaneWriter> {
    const { kernel, peer, run } = this.#options
    const origin = formatOrigin({ federation: kernel.federation, sender: kernel.gateway, receiver: peer, ...slot })
    const lane = await this.#openLane({ own: true, peer, origin, slot: slot.slot, epoch: slot.epoch })
    const writer = new LaneWriter({
      lane,
      gateway: kernel.gateway,
      signer: kernel.signer,
      memberSigner: kernel.memberSigner,
      directory: () => this.#directory(),
      clock: kernel.clock,
      random: kernel.random,
    })
    const earlier: LaneState[] = this.#options.lanes
      .filter((row) => row.own && row.slot === slot.slot && !row.settled)
      .map((row) => ({ origin: row.origin, size: row.size, root: row.root }))
    const closed = this.#closed.get(slot.slot)
    if (closed) earlier.push(closed)
    writer.append(
      writer.control({
        name: 'open',
        versions: SPOKEN,
        laneKey: kernel.signer.laneKeyDigest,
        directory: this.#directory(),
        slots: run,
        earlier,
      }),
    )
    this.open.push(writer)
    this.#writers.set(slot.slot, writer)
    this.#options.onOpened(writer)
    return writer
  }

  /** Answers wait for their lane; a journal that fails for a while holds them up and loses none. */
  async #openLane(lane: Parameters<Kernel['journal']['openLane']>[0]): Promise<LaneRow> {
    const { journal, timers } = this.#options.kernel
    for (;;) {
      try {
        return await journal.openLane(lane)
      } catch (error) {
        this.#options.failed('open lane', error)
        await new Promise<void>((resolve) => timers.after(OPEN_AGAIN_MS, resolve))
      }
    }
  }

  /** What the peer does not hold of the lane it will never read: nobody can say what became of it. What was not signed yet goes on the next. */
  giveUp(writer: LaneWriter, size: number): void {
    const { kernel, onGivenUp, failed } = this.#options
    const { origin, slot } = writer.lane
    this.open.splice(this.open.indexOf(writer), 1)
    if (this.#writers.get(slot) === writer) {
      this.#writers.delete(slot)
      this.#closed.set(slot, { origin, size: writer.size, root: writer.root })
    }
    onGivenUp(origin, size)
    const drafts = writer.takeBack()
    if (drafts.length === 0) return
    Promise.resolve(this.writer(slot.endsWith('b'))).then(
      (next) => {
        for (const draft of drafts) next.append(draft)
        kernel.committer.wake()
      },
      (error: unknown) => failed('abandon', error),
    )
  }
}
