import { Frontier, verifyCosignature } from '@rabt/ledger'
import {
  type BatchFrame,
  encodeFrame,
  type Frame,
  type HelloFrame,
  keyName,
  type LaneState,
  LIMITS,
  parseOrigin,
  RabtError,
  type ReceiptFrame,
  type RunSlot,
  type Secret,
} from '@rabt/protocol'
import type { LaneRow, StoredBatch } from '../journal/journal.ts'
import type { Kernel } from './kernel.ts'
import { continueLane, openBatch } from './lane/continuation.ts'
import { signedBy } from './lane/lane-reader.ts'
import type { Composed, LaneWriter } from './lane/lane-writer.ts'
import { SPOKEN } from './versions.ts'
import type { Session, Wire } from './wire.ts'

export interface OutboundOptions {
  readonly kernel: Kernel
  readonly peer: string
  readonly run: readonly RunSlot[]
  /** Lanes of this run, open or not. */
  readonly writers: () => readonly LaneWriter[]
  /** Unsettled lanes of earlier runs to this peer. */
  readonly earlier: readonly LaneRow[]
  /** Settled ones, the newest: a peer that was restored from a backup shows that it lacks them. */
  readonly settled: readonly LaneRow[]
  /** Called for every batch given back by the peer, once it is durable. */
  readonly onAdopted: (frame: BatchFrame, origin: string) => void
  /** Hello is done and earlier lanes are settled (or no longer so). */
  readonly onReady: (ready: boolean) => void
}

/** Above this many unsent bytes a lane is copied from the journal instead, as the peer takes it. */
const HIGH_WATER_BYTES = 16 * 1024 * 1024
const COPY_BATCHES = 16
/** More batches than allowed may be under way for a moment under load: only if the oldest is older than this they count. */
const OWED_BATCHES_AFTER_MS = 2_000
/** Copying to one peer, so that a large backlog leaves room for everyone else: bytes a second. */
const COPY_BYTES_A_SECOND = 20 * 1024 * 1024
const COPY_PAUSE_MS = 20

interface Copy {
  /** First index that the peer has not been sent on this connection. */
  next: number
  /** New batches go straight out. */
  live: boolean
  copying: boolean
}

/**
 * The dialled side of a link: our lanes go out, receipts come back. After hello, lanes are copied from where the peer stands; what
 * the peer holds and we lost is adopted back; then new batches go out as they are composed.
 */
export class Outbound implements Session {
  readonly #options: OutboundOptions
  #wire: Wire | null = null
  #greeted = false
  #ready = false
  #copies = new Map<string, Copy>()
  /** Earlier lanes with the peer's and our state; settled ones leave. */
  readonly #earlier = new Map<string, { row: LaneRow; frontier: Frontier; theirs: number | null }>()
  readonly #settledNow: LaneState[] = []
  readonly #settledLanes = new Map<string, LaneRow>()
  /** Checkpoint bodies that await a receipt, by origin and size. */
  readonly #awaiting = new Map<string, { size: number; body: string; at: number }[]>()
  readonly #secrets = new Map<string, Map<number, readonly Secret[]>>()

  constructor(options: OutboundOptions) {
    this.#options = options
    for (const row of options.earlier)
      this.#earlier.set(row.origin, { row, frontier: Frontier.decode(row.size, row.frontier), theirs: null })
    for (const row of options.settled) this.#settledLanes.set(row.origin, row)
  }

  get ready(): boolean {
    return this.#ready
  }

  /** Whether the peer owes so many receipts for so long that it gets nothing more to answer (spec link-log §3). */
  owesReceipts(now: number): boolean {
    const { ms, batches } = this.owed(now)
    return ms > LIMITS.receiptOwedMs || (batches > LIMITS.receiptOwedBatches && ms > OWED_BATCHES_AFTER_MS)
  }

  /** Milliseconds that the oldest unreceipted batch has waited, and how many wait. */
  owed(now: number): { ms: number; batches: number } {
    let oldest = now
    let batches = 0
    for (const list of this.#awaiting.values()) {
      batches += list.length
      if (list[0] && list[0].at < oldest) oldest = list[0].at
    }
    return { ms: now - oldest, batches }
  }

  opened(wire: Wire): void {
    this.#wire = wire
    this.#greeted = false
    this.#copies = new Map()
    const { kernel, run } = this.#options
    const lanes: LaneState[] = [...this.#earlier.values()].map(({ row, frontier }) => ({
      origin: row.origin,
      size: frontier.size,
      root: frontier.root(),
    }))
    for (const writer of this.#options.writers())
      lanes.push({ origin: writer.lane.origin, size: writer.size, root: writer.root })
    for (const row of this.#settledLanes.values()) lanes.push({ origin: row.origin, size: row.size, root: row.root })
    wire.send(
      encodeFrame({
        type: 'hello',
        versions: SPOKEN,
        gateway: kernel.gateway,
        federation: kernel.federation,
        directory: kernel.view().version,
        run,
        lanes,
      }),
    )
  }

  closed(wire: Wire): void {
    if (this.#wire !== wire) return
    this.#wire = null
    this.#setReady(false)
  }

  frame(wire: Wire, frame: Frame): void {
    if (wire !== this.#wire) return
    switch (frame.type) {
      case 'hello':
        this.#hello(frame)
        break
      case 'batch':
        this.#adopt(frame)
        break
      case 'receipt':
        this.#receipt(frame)
        break
      case 'fault':
        this.#options.kernel.log.alarm('peer-fault', {
          peer: this.#options.peer,
          code: frame.code.slice(0, 64),
          origin: frame.origin ?? '',
        })
        // Spec link-log §1.4: "a writer whose slot is seen higher at the peer ends its run and takes a fresh slot".
        if (frame.code === 'LANE_FENCED') this.#options.kernel.onFenced()
        wire.close()
        break
      case 'lines':
        throw new RabtError('FRAME_INVALID', {}, { detail: 'lines on the writer’s side' })
    }
  }

  /** A batch was composed: send it if its lane is live on this connection; else the copy from the journal will bring it. */
  composed(writer: LaneWriter, batch: Composed): void {
    const origin = writer.lane.origin
    const awaiting = this.#awaiting.get(origin)
    const item = { size: batch.size, body: batch.checkpoint, at: this.#options.kernel.clock() }
    if (awaiting) awaiting.push(item)
    else this.#awaiting.set(origin, [item])
    this.#keepSecrets(origin, batch)
    const wire = this.#wire
    const copy = this.#greeted ? this.#copyOf(origin, 0) : null
    if (!wire || !copy?.live) return
    if (wire.buffered > HIGH_WATER_BYTES) {
      copy.live = false
      this.#startCopy(writer)
      return
    }
    wire.send(batch.frame)
    copy.next = batch.size
  }

  /** A line added to a checkpoint after its batch. */
  sendLine(origin: string, size: number, line: string): void {
    if (this.#greeted) this.#wire?.send(encodeFrame({ type: 'lines', origin, size, line }))
  }

  /** Final states of the lanes settled since the last call, to be named in `control: settled`. */
  takeSettled(): LaneState[] {
    return this.#settledNow.splice(0)
  }

  #hello(hello: HelloFrame): void {
    const { kernel, peer } = this.#options
    if (hello.gateway !== peer || hello.federation !== kernel.federation) throw new RabtError('PEER_MISMATCH')
    if (hello.versions.max < SPOKEN.min || hello.versions.min > SPOKEN.max) throw new RabtError('UPGRADE_NEEDED')
    this.#greeted = true
    const theirs = new Map(hello.lanes.map((lane) => [lane.origin, lane]))
    for (const lane of this.#lostByPeer(theirs)) this.#reopen(lane)
    const unknown = hello.lanes.filter(
      (lane) =>
        lane.size > 0 &&
        !this.#earlier.has(lane.origin) &&
        !this.#isCurrent(lane.origin) &&
        !this.#settledLanes.has(lane.origin),
    )
    this.#settle(theirs, unknown).catch((error: unknown) => this.#fail(error))
  }

  /** Told first what it lost, then given it again: the peer must not run what comes. */
  async #settle(theirs: ReadonlyMap<string, LaneState>, unknown: readonly LaneState[]): Promise<void> {
    const wire = this.#wire
    await this.#compareReceipts(theirs)
    if (this.#wire !== wire) return
    for (const [origin, mine] of [...this.#earlier]) this.#compareEarlier(origin, mine, theirs.get(origin))
    await Promise.all(unknown.map((lane) => this.#openLost(lane)))
    if (this.#wire === wire) this.#afterHello(theirs)
  }

  #afterHello(theirs: ReadonlyMap<string, LaneState>): void {
    for (const writer of this.#options.writers()) {
      const copy = this.#copyOf(writer.lane.origin, theirs.get(writer.lane.origin)?.size ?? 0)
      copy.live = false
      this.#startCopy(writer)
    }
    this.#checkReady()
  }

  /** A lane opened while the connection stands starts live: the peer holds nothing of it. */
  laneOpened(writer: LaneWriter): void {
    if (this.#greeted && !this.#copies.has(writer.lane.origin))
      this.#copies.set(writer.lane.origin, { next: writer.size, live: writer.size === 0, copying: false })
  }

  /** Settled lanes that the peer once held whole and now lacks. */
  #lostByPeer(theirs: ReadonlyMap<string, LaneState>): LaneRow[] {
    return [...this.#settledLanes.values()].filter((row) => (theirs.get(row.origin)?.size ?? 0) < row.size)
  }

  #reopen(row: LaneRow): void {
    this.#settledLanes.delete(row.origin)
    this.#earlier.set(row.origin, { row, frontier: Frontier.decode(row.size, row.frontier), theirs: null })
    this.#options.kernel.journal.unsettle(row.id).catch((error: unknown) => this.#fail(error))
  }

  /** A peer that holds less than it receipted lost data (spec link-log §4): it is told, and says OUTCOME_UNKNOWN of what it may have run. */
  async #compareReceipts(theirs: ReadonlyMap<string, LaneState>): Promise<void> {
    const { kernel, peer } = this.#options
    const lanes = [
      ...[...this.#earlier.values()].map(({ row }) => row),
      ...this.#options.writers().map(({ lane }) => lane),
    ]
    for (const { id, origin } of lanes) {
      if ((await kernel.journal.receiptedSize(id)) <= (theirs.get(origin)?.size ?? 0)) continue
      kernel.log.alarm('PEER_LOST_DATA', { peer, origin })
      await kernel.journal.alarm({ peer, origin, code: 'PEER_LOST_DATA', proof: null })
      this.#wire?.send(encodeFrame({ type: 'fault', code: 'PEER_LOST_DATA', message: '', origin }))
      return
    }
  }

  #isCurrent(origin: string): boolean {
    return this.#options.writers().some((writer) => writer.lane.origin === origin)
  }

  /** The peer holds a lane of ours that this journal lacks: a backup was restored, or the run died before its first commit. */
  async #openLost(lane: LaneState): Promise<void> {
    const { kernel, peer } = this.#options
    const parsed = parseOrigin(lane.origin)
    if (parsed.sender !== kernel.gateway || parsed.receiver !== peer || parsed.federation !== kernel.federation)
      throw new RabtError('PEER_MISMATCH')
    const known = await kernel.journal.lane(true, lane.origin)
    if (known?.settled && known.size >= lane.size) return
    const row =
      known ??
      (await kernel.journal.openLane({ own: true, peer, origin: lane.origin, slot: parsed.slot, epoch: parsed.epoch }))
    const mine = { row, frontier: Frontier.decode(row.size, row.frontier), theirs: null }
    this.#earlier.set(lane.origin, mine)
    kernel.log.alarm('lane-recovered-from-peer', { peer, origin: lane.origin, size: lane.size })
    this.#compareEarlier(lane.origin, mine, lane)
  }

  #compareEarlier(
    origin: string,
    mine: { row: LaneRow; frontier: Frontier; theirs: number | null },
    theirs: LaneState | undefined,
  ): void {
    mine.theirs = theirs?.size ?? 0
    if (mine.theirs === mine.frontier.size) {
      const same = mine.theirs === 0 || (theirs !== undefined && mine.frontier.root().equals(theirs.root))
      if (same) this.#settled(origin)
      else this.#fork(origin)
    } else if (mine.theirs < mine.frontier.size) {
      this.#copyOf(origin, mine.theirs)
      this.#copyEarlier(mine.row, mine.frontier).catch((error: unknown) => this.#fail(error))
    }
    // Else the peer gives the rest back: #adopt.
  }

  async #copyEarlier(row: LaneRow, frontier: Frontier): Promise<void> {
    const wire = this.#wire
    let next = this.#copyOf(row.origin, 0).next
    while (wire && this.#wire === wire && next < frontier.size) {
      next = await this.#copySome(wire, row.id, row.origin, next)
    }
    // Sent is not stored: the lane is settled by the receipt for its final size.
  }

  /** Sends some stored batches as they were signed. @returns the next index. */
  async #copySome(wire: Wire, laneId: number, origin: string, from: number): Promise<number> {
    let next = from
    let bytes = 0
    for (const batch of await this.#options.kernel.journal.batches(laneId, from, COPY_BATCHES, true)) {
      const frame = encodeFrame({
        type: 'batch',
        batch: batch.bytes,
        blobs: batch.blobs,
        secrets: this.#heldSecrets(origin, batch),
      })
      wire.send(frame)
      bytes += frame.length
      next = batch.first + batch.count
    }
    const pauseMs = Math.floor((bytes / COPY_BYTES_A_SECOND) * 1000)
    if (pauseMs > 0) await this.#pause(pauseMs)
    while (this.#wire === wire && wire.buffered > HIGH_WATER_BYTES) await this.#pause(COPY_PAUSE_MS)
    return next
  }

  #startCopy(writer: LaneWriter): void {
    const wire = this.#wire
    const copy = this.#copyOf(writer.lane.origin, 0)
    if (!wire || copy.copying) return
    copy.copying = true
    const finish = async () => {
      while (this.#wire === wire && !copy.live) {
        if (copy.next === writer.size) {
          copy.live = true
          break
        }
        const next = await this.#copySome(wire, writer.lane.id, writer.lane.origin, copy.next)
        // What was composed and not yet committed is not in the journal: wait for the flush under way.
        if (next === copy.next) await this.#options.kernel.committer.drained()
        copy.next = next
      }
    }
    finish()
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        copy.copying = false
        this.#checkReady()
      })
  }

  #adopt(frame: BatchFrame): void {
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
    mine.frontier = next.frontier
    kernel.committer.submit({
      batch: {
        lane: mine.row.id,
        first: open.batch.first,
        count: open.batch.entries.length,
        root: next.root,
        frontier: next.frontier.encode(),
        bytes: frame.batch,
        blobs: frame.blobs,
      },
      done: () => {
        this.#options.onAdopted(frame, origin)
        if (mine.theirs !== null && open.size >= mine.theirs) this.#settled(origin)
      },
    })
  }

  #receipt(receipt: ReceiptFrame): void {
    const awaiting = this.#awaiting.get(receipt.origin)
    const at = awaiting?.findIndex((item) => item.size === receipt.size) ?? -1
    const item = at >= 0 ? awaiting?.[at] : undefined
    if (!awaiting || !item) {
      this.#lateReceipt(receipt).catch((error: unknown) => this.#fail(error))
      return
    }
    this.#verifyReceipt(receipt, item.body)
    awaiting.splice(0, at + 1)
    this.#dropSecrets(receipt.origin, receipt.size)
    const lane = this.#options.writers().find((writer) => writer.lane.origin === receipt.origin)?.lane
    if (lane)
      this.#options.kernel.committer.submit({ receipt: { lane: lane.id, size: receipt.size, line: receipt.line } })
  }

  /** A receipt for an earlier run's lane, or one again: its checkpoint is in the journal. */
  async #lateReceipt(receipt: ReceiptFrame): Promise<void> {
    const { kernel } = this.#options
    const lane = await kernel.journal.lane(true, receipt.origin)
    const batch = lane && (await kernel.journal.batchEnding(lane.id, receipt.size))
    if (!lane || !batch) return
    this.#verifyReceipt(receipt, openBatch(batch.bytes).note.body)
    kernel.committer.submit({ receipt: { lane: lane.id, size: receipt.size, line: receipt.line } })
    if (this.#earlier.get(receipt.origin)?.frontier.size === receipt.size) this.#settled(receipt.origin)
  }

  #verifyReceipt(receipt: ReceiptFrame, body: string): void {
    const { kernel, peer } = this.#options
    const name = keyName(kernel.federation, peer, 'receipt')
    const keys =
      kernel
        .view()
        .gateways.get(peer)
        ?.keys.filter((key) => key.use === 'receipt') ?? []
    for (const key of keys) {
      try {
        verifyCosignature(body, receipt.line, name, key.publicKey, key.key)
        return
      } catch (error) {
        if (!(error instanceof RabtError)) throw error
      }
    }
    throw new RabtError('LANE_SIGNATURE', {}, { detail: 'receipt that no listed receipt key signed' })
  }

  #settled(origin: string): void {
    const mine = this.#earlier.get(origin)
    if (!mine) return
    this.#earlier.delete(origin)
    const state = { origin, size: mine.frontier.size, root: mine.frontier.root() }
    this.#settledNow.push(state)
    this.#settledLanes.set(origin, { ...mine.row, ...state, frontier: mine.frontier.encode(), settled: true })
    this.#options.kernel.journal.settle(mine.row.id).catch((error: unknown) => this.#fail(error))
    this.#checkReady()
  }

  #fork(origin: string): void {
    const { kernel, peer } = this.#options
    kernel.log.alarm('fork', { peer, origin })
    const mine = this.#earlier.get(origin)
    this.#earlier.delete(origin)
    if (mine) kernel.journal.halt(mine.row.id, 'FORK').catch((error: unknown) => this.#fail(error))
    kernel.journal.alarm({ peer, origin, code: 'FORK', proof: null }).catch((error: unknown) => this.#fail(error))
  }

  #checkReady(): void {
    this.#setReady(this.#greeted && this.#wire !== null && this.#earlier.size === 0)
  }

  #setReady(ready: boolean): void {
    if (ready === this.#ready) return
    this.#ready = ready
    this.#options.onReady(ready)
  }

  #copyOf(origin: string, from: number): Copy {
    let copy = this.#copies.get(origin)
    if (!copy) {
      copy = { next: from, live: false, copying: false }
      this.#copies.set(origin, copy)
    }
    return copy
  }

  #keepSecrets(origin: string, batch: Composed): void {
    if (batch.secrets.size === 0) return
    const kept = this.#secrets.get(origin) ?? new Map<number, readonly Secret[]>()
    for (const [at, secrets] of batch.secrets) kept.set(batch.row.first + at, secrets)
    this.#secrets.set(origin, kept)
  }

  #heldSecrets(origin: string, batch: StoredBatch): Map<number, readonly Secret[]> {
    const held = new Map<number, readonly Secret[]>()
    for (const [index, secrets] of this.#secrets.get(origin) ?? [])
      if (index >= batch.first && index < batch.first + batch.count) held.set(index - batch.first, secrets)
    return held
  }

  #dropSecrets(origin: string, size: number): void {
    const kept = this.#secrets.get(origin)
    if (kept) for (const index of kept.keys()) if (index < size) kept.delete(index)
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#options.kernel.timers.after(ms, resolve))
  }

  #fail(error: unknown): void {
    const { kernel, peer } = this.#options
    kernel.log.alarm('link-failed', {
      peer,
      code: error instanceof RabtError ? error.code : 'INTERNAL_ERROR',
      detail: String(error instanceof RabtError ? (error.detail ?? '') : error),
    })
    this.#wire?.close()
  }
}
