import {
  type BatchFrame,
  encodeFrame,
  type FaultFrame,
  type Frame,
  type HelloFrame,
  keyName,
  type LaneState,
  LIMITS,
  RabtError,
  type ReceiptFrame,
  type RunSlot,
} from '@rabt/protocol'
import type { LaneRow } from '../journal/journal.ts'
import type { Kernel } from './kernel.ts'
import { openBatch } from './lane/continuation.ts'
import { decodeEntries } from './lane/decode-entries.ts'
import { LANE_FAULTS } from './lane/lane-faults.ts'
import type { Composed, LaneWriter } from './lane/lane-writer.ts'
import { showsLaterRun } from './lane/own-note.ts'
import { signedReceipt } from './lane/signed-receipt.ts'
import { HIGH_WATER_BYTES, LaneCopier } from './lane-copier.ts'
import { ReceiptsDue } from './receipts-due.ts'
import { Settling } from './settling.ts'
import { SPOKEN } from './versions.ts'
import type { Session, Wire } from './wire.ts'

export interface OutboundOptions {
  readonly kernel: Kernel
  readonly peer: string
  readonly run: readonly RunSlot[]
  /** Lanes of this run that are open. */
  readonly writers: () => readonly LaneWriter[]
  readonly earlier: readonly LaneRow[]
  readonly settled: readonly LaneRow[]
  readonly onAdopted: (frame: BatchFrame) => void
  /** The peer shows that this gateway's journal was restored from a backup. */
  readonly onLost: () => void
  /** The peer reads a lane of this run no more, of which it holds `size` entries. */
  readonly onAbandoned: (writer: LaneWriter, size: number) => void
  /** The peer tells of a revocation. */
  readonly onRevocation: (document: Uint8Array) => void
  /** Hello is done and earlier lanes are settled (or no longer so). */
  readonly onReady: (ready: boolean) => void
}

/** A peer that was away gets this long to receipt what it then had: until it did, calls wait instead of finding it in debt. */
const CATCH_UP_MS = 2_000

/**
 * The dialled side of a link: our lanes go out, receipts come back. After hello, lanes are copied from where the peer stands; then new
 * batches go out as they are composed.
 */
export class Outbound implements Session {
  readonly #options: OutboundOptions
  readonly #due = new ReceiptsDue()
  readonly #settling: Settling
  #wire: Wire | null = null
  /** Whether the peer's hello is there. */
  #heard = false
  /** Null until the peer's hello is compared. */
  #copier: LaneCopier | null = null
  /** What the peer gives back while its hello is still being compared. */
  #early: BatchFrame[] = []
  #earlyBytes = 0
  /** Number of the directory version that the peer greeted with. */
  #peerDirectory = 0
  /** What the peer's hello states. */
  #theirs: ReadonlyMap<string, LaneState> = new Map()
  /** Lanes that the peer abandoned, said while its hello is still being compared. */
  readonly #abandonedEarly = new Set<string>()
  readonly #haltedByPeer = new Map<string, string>()
  #ready = false
  /** Null when the peer has had its time to catch up, or there is no connection. */
  #catchingUp: { readonly since: number; readonly timer: { cancel(): void } } | null = null

  constructor(options: OutboundOptions) {
    this.#options = options
    const { kernel, peer, earlier, settled, onAdopted, onLost } = options
    this.#settling = new Settling({
      kernel,
      peer,
      earlier,
      settled,
      onAdopted,
      onSettled: () => this.#checkReady(),
      onLost,
      onFailure: (error) => this.#fail(error),
    })
  }

  get due(): Pick<ReceiptsDue, 'owed' | 'tooMany'> {
    return this.#due
  }

  /** Lanes of ours that the peer said it halted, by origin, with the fault. */
  get haltedByPeer(): ReadonlyMap<string, string> {
    return this.#haltedByPeer
  }

  opened(wire: Wire): void {
    this.#drop()
    this.#wire = wire
    const { kernel, run, writers } = this.#options
    const current = writers().map((writer) => ({ origin: writer.lane.origin, size: writer.size, root: writer.root }))
    wire.send(
      encodeFrame({
        type: 'hello',
        versions: SPOKEN,
        gateway: kernel.gateway,
        federation: kernel.federation,
        directory: kernel.view().version,
        run,
        lanes: [...this.#settling.states(), ...current].map(({ origin, size, root }) => ({ origin, size, root })),
      }),
    )
  }

  closed(wire: Wire): void {
    if (this.#wire === wire) this.#drop()
  }

  frame(wire: Wire, frame: Frame): void {
    if (wire !== this.#wire) return
    switch (frame.type) {
      case 'hello':
        this.#hello(wire, frame)
        break
      case 'batch':
        this.#adopt(frame)
        break
      case 'receipt':
        this.#receipt(frame)
        break
      case 'fault':
        this.#fault(wire, frame)
        break
      case 'revocation':
        if (!this.#heard) throw new RabtError('FRAME_INVALID', {}, { detail: 'before hello' })
        this.#options.onRevocation(frame.document)
        break
      case 'lines':
        throw new RabtError('FRAME_INVALID', {}, { detail: 'lines on the writer’s side' })
    }
  }

  /** A batch was composed: send it if its lane is live on this connection; else the copy from the journal brings it. */
  composed(writer: LaneWriter, batch: Composed): void {
    this.#due.add(writer.lane.origin, batch, this.#options.kernel.clock())
    if (this.#copier && !this.#copier.sendLive(writer.lane.origin, batch.size, batch.frame)) this.#copier.follow(writer)
  }

  laneOpened(writer: LaneWriter): void {
    this.#copier?.opened(writer)
  }

  /** A line added to a checkpoint after its batch. */
  sendLine(origin: string, size: number, line: string): void {
    if (this.#copier) this.#wire?.send(encodeFrame({ type: 'lines', origin, size, line }))
  }

  /** Passes a revocation on; a connection that is still to come tells it after hello. */
  tell(document: Uint8Array): void {
    if (this.#heard) this.#wire?.send(encodeFrame({ type: 'revocation', document }))
  }

  /** Final states of the lanes settled since the last call. */
  takeSettled(): LaneState[] {
    return this.#settling.takeNews()
  }

  #hello(wire: Wire, hello: HelloFrame): void {
    const { kernel, peer } = this.#options
    if (hello.gateway !== peer || hello.federation !== kernel.federation) throw new RabtError('PEER_MISMATCH')
    if (hello.versions.max < SPOKEN.min || hello.versions.min > SPOKEN.max) throw new RabtError('UPGRADE_NEEDED')
    this.#peerDirectory = hello.directory.number
    const theirs = new Map(hello.lanes.map((lane) => [lane.origin, lane]))
    this.#theirs = theirs
    this.#heard = true
    for (const { bytes } of kernel.revocations?.inForce() ?? []) this.tell(bytes)
    this.#settle(wire, theirs).catch((error: unknown) => this.#fail(error))
  }

  /** The peer gives lanes back right after its hello: they wait until it is known which of ours we lost. */
  #adopt(frame: BatchFrame): void {
    if (this.#copier) {
      this.#settling.adopt(frame)
      return
    }
    this.#earlyBytes += frame.batch.length
    if (this.#earlyBytes > HIGH_WATER_BYTES) throw new RabtError('FRAME_LIMIT', { what: 'batches' })
    this.#early.push(frame)
  }

  /** A peer that lost data is told so first and given it again after: it must not run what comes. */
  async #settle(wire: Wire, theirs: ReadonlyMap<string, LaneState>): Promise<void> {
    const { kernel, writers } = this.#options
    this.#settling.reopenLost(theirs)
    await this.#compareReceipts(wire, theirs)
    const lacking = await this.#settling.compare(theirs, (origin) =>
      writers().some((writer) => writer.lane.origin === origin),
    )
    if (this.#wire !== wire) return
    const copier = new LaneCopier(kernel, this.#due, wire, (error) => this.#fail(error))
    this.#copier = copier
    for (const { row, from, size } of lacking)
      copier.finish(row.id, row.origin, from, size).catch((error: unknown) => this.#fail(error))
    for (const writer of writers()) copier.follow(writer, theirs.get(writer.lane.origin)?.size ?? 0)
    for (const frame of this.#early.splice(0)) this.#settling.adopt(frame)
    for (const origin of this.#abandonedEarly) this.#abandoned(origin)
    this.#abandonedEarly.clear()
    this.#catchUp()
    this.#checkReady()
  }

  #catchUp(): void {
    this.#catchingUp?.timer.cancel()
    const { kernel } = this.#options
    const timer = kernel.timers.after(CATCH_UP_MS, () => {
      this.#catchingUp = null
      this.#checkReady()
    })
    this.#catchingUp = { since: kernel.clock(), timer }
  }

  /** A peer that holds less than it receipted lost data (spec link-log §4): it is told, and says OUTCOME_UNKNOWN of what it may have run. */
  async #compareReceipts(wire: Wire, theirs: ReadonlyMap<string, LaneState>): Promise<void> {
    const { kernel, peer, writers } = this.#options
    for (const { id, origin } of [...this.#settling.rows(), ...writers().map(({ lane }) => lane)]) {
      if ((await kernel.journal.receiptedSize(id)) <= (theirs.get(origin)?.size ?? 0)) continue
      kernel.log.alarm('PEER_LOST_DATA', { peer, origin })
      await kernel.journal.alarm({ peer, origin, code: 'PEER_LOST_DATA', proof: null })
      wire.send(encodeFrame({ type: 'fault', code: 'PEER_LOST_DATA', message: await this.#lossShown(id), origin }))
      return
    }
  }

  /** The checkpoint and the peer's own receipt for it: so that it believes nobody who has none. */
  async #lossShown(lane: number): Promise<string> {
    const { journal } = this.#options.kernel
    const size = await journal.receiptedSize(lane)
    const receipt = await journal.receiptCovering(lane, size)
    const batch = await journal.batchEnding(lane, size)
    return receipt && batch ? `${openBatch(batch.bytes).note.body}${receipt.line}` : ''
  }

  #receipt(receipt: ReceiptFrame): void {
    const { kernel, writers } = this.#options
    const due = this.#due.find(receipt.origin, receipt.size)
    const lane = writers().find((writer) => writer.lane.origin === receipt.origin)?.lane
    if (!due || !lane || !this.#signed(receipt, due.body, due.at)) {
      this.#lateReceipt(receipt).catch((error: unknown) => this.#fail(error))
      return
    }
    this.#due.receipted(receipt.origin, receipt.size)
    if (this.#haltedByPeer.size > 0) this.#haltedByPeer.delete(receipt.origin)
    if (!this.#ready) this.#checkReady()
    kernel.committer.submitLazily({ receipt: { lane: lane.id, size: receipt.size, line: receipt.line } })
  }

  /** A receipt for an earlier run's lane, or one again: its checkpoint is in the journal. */
  async #lateReceipt(receipt: ReceiptFrame): Promise<void> {
    const { kernel, peer } = this.#options
    const lane = await kernel.journal.lane(true, receipt.origin)
    const batch = lane && (await kernel.journal.batchEnding(lane.id, receipt.size))
    if (!lane || !batch) return
    const { note, batch: stored } = openBatch(batch.bytes)
    const created = newestCreated(stored.entries)
    // A receipt key that a newer directory lists.
    if (!this.#signed(receipt, note.body, created) && this.#peerDirectory > kernel.view().version.number)
      await kernel.refreshDirectory(this.#peerDirectory)
    if (!kernel.view().gateways.has(peer)) throw new RabtError('PEER_MISMATCH')
    if (!this.#signed(receipt, note.body, created))
      throw new RabtError('LANE_SIGNATURE', {}, { detail: 'receipt that no receipt key of its day signed' })
    this.#due.receipted(receipt.origin, receipt.size)
    this.#haltedByPeer.delete(receipt.origin)
    kernel.committer.submitLazily({ receipt: { lane: lane.id, size: receipt.size, line: receipt.line } })
    this.#settling.receipted(receipt.origin, receipt.size)
  }

  #signed(receipt: ReceiptFrame, body: string, created: number): boolean {
    const { kernel, peer } = this.#options
    const name = keyName(kernel.federation, peer, 'receipt')
    return signedReceipt(body, receipt.line, name, kernel.view().gateways.get(peer)?.keys ?? [], created)
  }

  #fault(wire: Wire, { code, origin, message }: FaultFrame): void {
    const { kernel, peer, run } = this.#options
    if (code === 'LANE_ABANDONED') {
      if (origin !== null && this.#isOpen(origin)) this.#abandoned(origin)
      return
    }
    if (origin !== null && LANE_FAULTS.has(code) && this.#isOpen(origin)) this.#haltedByPeer.set(origin, code)
    kernel.log.alarm('peer-fault', { peer, code: code.slice(0, 64), origin: origin ?? '' })
    // Spec link-log §1.4: "a writer whose slot is seen higher at the peer ends its run and takes a fresh slot".
    if (
      (code === 'LANE_FENCED' && showsLaterRun(message, kernel, peer, run)) ||
      (code === 'EPOCH_AHEAD' && this.#clockWasAhead())
    )
      kernel.onFenced()
    wire.close()
  }

  #isOpen(origin: string): boolean {
    return this.#settling.has(origin) || this.#options.writers().some((writer) => writer.lane.origin === origin)
  }

  /** Spec link-log §5.2: what the peer has not receipted of it has no known outcome, and later lanes flow. */
  #abandoned(origin: string): void {
    if (!this.#copier) {
      this.#abandonedEarly.add(origin)
      return
    }
    const { kernel, peer, writers, onAbandoned } = this.#options
    const size = this.#theirs.get(origin)?.size ?? 0
    kernel.log.alarm('lane-abandoned', { peer, code: 'LANE_ABANDONED', origin, size })
    kernel.journal
      .alarm({ peer, origin, code: 'LANE_ABANDONED', proof: null })
      .catch((error: unknown) => this.#fail(error))
    this.#copier.forget(origin)
    this.#due.forget(origin)
    this.#haltedByPeer.delete(origin)
    const writer = writers().find(({ lane }) => lane.origin === origin)
    if (writer) {
      onAbandoned(writer, size)
      this.#settling.close(writer.lane.id, origin)
    } else this.#settling.abandon(origin)
    this.#checkReady()
  }

  /** This run took its epoch from a clock that has been put back since: no peer accepts its slot before that time comes. */
  #clockWasAhead(): boolean {
    const { kernel, run } = this.#options
    return run.some(({ epoch }) => epoch > kernel.clock() + LIMITS.futureSkewMs)
  }

  #drop(): void {
    this.#wire = null
    this.#heard = false
    this.#copier?.close()
    this.#copier = null
    this.#early = []
    this.#earlyBytes = 0
    this.#abandonedEarly.clear()
    this.#catchingUp?.timer.cancel()
    this.#catchingUp = null
    this.#setReady(false)
  }

  #checkReady(): void {
    const behind = this.#catchingUp !== null && this.#due.waitsSince(this.#catchingUp.since)
    this.#setReady(this.#copier !== null && this.#settling.done && (this.#ready || !behind))
  }

  #setReady(ready: boolean): void {
    if (ready === this.#ready) return
    this.#ready = ready
    this.#options.onReady(ready)
  }

  #fail(error: unknown): void {
    const { kernel, peer } = this.#options
    const known = error instanceof RabtError
    const detail = known ? (error.detail ?? '') : String(error)
    kernel.log.alarm('link-failed', { peer, code: known ? error.code : 'INTERNAL_ERROR', detail })
    this.#wire?.close()
  }
}

/** Of entries of our own. */
function newestCreated(encoded: readonly Uint8Array[]): number {
  return decodeEntries(encoded).entries.reduce((newest, entry) => Math.max(newest, entry?.created ?? 0), 0)
}
