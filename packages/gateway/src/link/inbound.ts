import {
  type BatchFrame,
  type BlobItem,
  type ErrorCode,
  encodeFrame,
  type FaultFrame,
  type Frame,
  type HelloFrame,
  type LaneState,
  LIMITS,
  type LinesFrame,
  parseOrigin,
  RabtError,
} from '@rabt/protocol'
import type { LaneRow } from '../journal/journal.ts'
import { fetchBlobs } from './fetch-blobs.ts'
import { Halts } from './halts.ts'
import type { Kernel } from './kernel.ts'
import { type Continuation, type OpenBatch, openBatch } from './lane/continuation.ts'
import { blobPlaces, type DecodedEntries, decodeEntries, newestDirectory } from './lane/decode-entries.ts'
import { LANE_FAULTS } from './lane/lane-faults.ts'
import { LaneReader, type Received, signedBy } from './lane/lane-reader.ts'
import { RefusedBytes } from './lane/refused-bytes.ts'
import type { SeenIds } from './lane/seen-ids.ts'
import { ownReceipt } from './lane/signed-receipt.ts'
import { laterRun, storedLanes } from './lanes-of-peer.ts'
import type { ReadLane } from './read-lane.ts'
import { ReceiptsOut } from './receipts-out.ts'
import { SPOKEN } from './versions.ts'
import type { Session, Wire } from './wire.ts'

export interface InboundOptions {
  readonly kernel: Kernel
  readonly peer: string
  readonly seen: SeenIds
  /** A batch is durable: act on what was accepted, answer what was refused. */
  readonly onReceived: (received: Received, lane: LaneRow) => void
  /** The peer says that this gateway lost entries that it had receipted; `shown`: with that receipt. */
  readonly onLost: (shown: boolean) => void
  readonly onReady: (ready: boolean) => void
  /** The peer tells of a revocation. */
  readonly onRevocation: (document: Uint8Array) => void
}

const COPY_BATCHES = 16
/** Lanes of one peer that stay in memory: an honest one has two a run, a hostile one can sign new ones without end. */
const KEPT_LANES = 256

/** The accepted side of a link: the peer's lanes come in, receipts go out. One peer's faults cost only its own lanes. */
export class Inbound implements Session {
  readonly #options: InboundOptions
  readonly #lanes = new Map<string, ReadLane>()
  /** By origin: the batch that waits for something (a blob, a directory, the lane's row), and those behind it. */
  readonly #chains = new Map<string, Promise<void>>()
  readonly #refusedBytes = new RefusedBytes(LIMITS.refusedBytesADay)
  #wire: Wire | null = null
  /** Connections that have not said hello: until then the one that has is listened to. */
  readonly #fresh = new Set<Wire>()
  #greeted = false
  /** Whether our hello is out on the connection. */
  #answered = false
  #toldOfLoss = false
  /** Epochs of the newest run that said hello, by slot. */
  #epochs: ReadonlyMap<string, number> = new Map()
  /** Number of the directory version that the peer greeted with. */
  #peerDirectory = 0
  readonly #receipts: ReceiptsOut
  /** Its lanes that a fault stopped. */
  readonly halts: Halts
  /** Sizes that the peer's first hello of this run stated of its lanes. */
  #firstHello: ReadonlyMap<string, number> | null = null

  constructor(options: InboundOptions) {
    this.#options = options
    const { kernel, peer } = options
    this.#receipts = new ReceiptsOut({ kernel, wire: () => this.#wire })
    this.halts = new Halts({
      kernel,
      peer,
      lanes: this.#lanes,
      turn: (origin) => this.#chains.get(origin),
      reconnect: () => this.#reconnect(),
    })
  }

  get ready(): boolean {
    return this.#greeted && this.#wire !== null
  }

  /** Whether an entry was there before this run heard from the peer: a past that this journal lost may know it. */
  isOld(origin: string, index: number): boolean {
    return index < (this.#firstHello?.get(origin) ?? 0)
  }

  opened(wire: Wire): void {
    this.#fresh.add(wire)
  }

  closed(wire: Wire): void {
    this.#leave(wire)
  }

  /** What still comes over a connection that is being closed is not taken: something before it is missing. */
  #leave(wire: Wire): void {
    this.#fresh.delete(wire)
    if (this.#wire !== wire) return
    this.#wire = null
    this.#greeted = false
    this.#answered = false
    this.#options.onReady(false)
  }

  /** Passes a revocation on; a connection that is still to come tells it after hello. */
  tell(document: Uint8Array): void {
    if (this.#answered) this.#wire?.send(encodeFrame({ type: 'revocation', document }))
  }

  frame(wire: Wire, frame: Frame): void {
    if (this.#fresh.has(wire) && frame.type === 'hello') this.#listenTo(wire, frame)
    if (this.#fresh.has(wire)) this.#fault(wire, new RabtError('FRAME_INVALID', {}, { detail: 'before hello' }), null)
    if (wire !== this.#wire) return
    const failed = (error: unknown) => this.#fault(wire, error, null)
    try {
      this.#handle(wire, frame)?.catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  /** Spec link-log §3: for a slot only the highest epoch, and of that the newest connection, is listened to. */
  #listenTo(wire: Wire, { run }: HelloFrame): void {
    this.#fresh.delete(wire)
    // Only while the later run's connection stands: without a lane of it, nothing shows that a restored writer's clock is not right.
    if (this.#wire !== null && run.some(({ slot, epoch }) => epoch < (this.#epochs.get(slot) ?? 0))) {
      this.#fault(wire, new RabtError('LANE_FENCED'), null)
      return
    }
    const before = this.#wire
    this.#wire = wire
    this.#greeted = false
    this.#answered = false
    this.#toldOfLoss = false
    before?.close()
  }

  #handle(wire: Wire, frame: Frame): Promise<void> | undefined {
    switch (frame.type) {
      case 'hello':
        return this.#hello(wire, frame)
      case 'batch':
        return this.#batch(wire, frame)
      case 'lines':
        return this.#lines(frame)
      case 'fault':
        this.#options.kernel.log.alarm('peer-fault', {
          peer: this.#options.peer,
          code: frame.code.slice(0, 64),
          origin: frame.origin ?? '',
        })
        // The peer shows that we lost what we had confirmed: nothing of what it sends again may be run.
        if (frame.code === 'PEER_LOST_DATA') return this.#lost(frame)
        this.#leave(wire)
        wire.close()
        return undefined
      case 'revocation':
        this.#options.onRevocation(frame.document)
        return undefined
      case 'receipt':
        throw new RabtError('FRAME_INVALID', {}, { detail: 'receipt on the reader’s side' })
    }
  }

  /** What the peer says costs only its own requests, until its receipt of ours shows that others' may have run too. */
  async #lost({ origin, message }: FaultFrame): Promise<void> {
    const { kernel, onLost } = this.#options
    // Once a connection: what is said again tells nothing new.
    if (this.#toldOfLoss) return
    this.#toldOfLoss = true
    onLost(false)
    const shown = ownReceipt(message, kernel)
    if (shown === null || shown.origin !== origin) return
    await kernel.committer.drained()
    const held = await kernel.journal.lane(false, shown.origin)
    if ((held?.size ?? 0) < shown.size) onLost(true)
  }

  async #hello(wire: Wire, hello: HelloFrame): Promise<void> {
    const { kernel, peer } = this.#options
    if (hello.gateway !== peer || hello.federation !== kernel.federation) throw new RabtError('PEER_MISMATCH')
    if (hello.versions.max < SPOKEN.min || hello.versions.min > SPOKEN.max) throw new RabtError('UPGRADE_NEEDED')
    for (const { epoch } of hello.run)
      if (epoch > kernel.clock() + LIMITS.futureSkewMs) throw new RabtError('EPOCH_AHEAD')
    // "It is answered after the commits under way."
    await kernel.committer.drained()
    // Spec link-log §3: "For a slot only the highest epoch … is listened to". A writer restored from a backup does not know it.
    const highest = await kernel.journal.highestEpochs(peer)
    for (const own of hello.run) {
      const shown = own.epoch < (highest.get(own.slot) ?? 0) ? await laterRun(kernel, peer, own) : null
      if (shown !== null) return this.#fault(wire, new RabtError('LANE_FENCED'), null, shown)
    }
    this.#forgetHalted()
    this.#peerDirectory = hello.directory.number
    this.#epochs = new Map(hello.run.map(({ slot, epoch }) => [slot, epoch]))
    this.#firstHello ??= new Map(hello.lanes.map(({ origin, size }) => [origin, size]))
    const stored = await storedLanes(kernel, peer, hello)
    const lanes: LaneState[] = []
    // What is durable, whatever came in since: a hello may come twice.
    for (const { origin, size, root } of stored) lanes.push({ origin, size, root })
    wire.send(
      encodeFrame({
        type: 'hello',
        versions: SPOKEN,
        gateway: kernel.gateway,
        federation: kernel.federation,
        directory: kernel.view().version,
        run: [],
        lanes,
      }),
    )
    if (wire === this.#wire) this.#answered = true
    for (const { bytes } of kernel.revocations?.inForce() ?? []) this.tell(bytes)
    for (const row of stored) {
      const theirs = hello.lanes.find((lane) => lane.origin === row.origin)?.size ?? 0
      if (theirs < row.size) await this.#giveBack(wire, row, theirs)
    }
    if (wire !== this.#wire) return
    this.halts.tellAbandoned(wire, stored, hello)
    this.#greeted = true
    this.#options.onReady(true)
    for (const row of stored) await this.#receipts.again(wire, row)
  }

  /** What the operators decided since is in the journal: halted lanes are opened from there again. */
  #forgetHalted(): void {
    for (const [origin, lane] of this.#lanes)
      if (lane.haltKept && lane.underWay === 0 && !this.#chains.has(origin)) this.#lanes.delete(origin)
    this.halts.look()
  }

  #reconnect(): void {
    const wire = this.#wire
    if (wire === null) return
    this.#leave(wire)
    wire.close()
  }

  /** The writer lost what we hold: send it back as it was signed. */
  async #giveBack(wire: Wire, row: LaneRow, from: number): Promise<void> {
    let next = from
    while (next < row.size && wire === this.#wire) {
      const batches = await this.#options.kernel.journal.batches(row.id, next, COPY_BATCHES, true)
      if (batches.length === 0) return
      for (const batch of batches) {
        wire.send(encodeFrame({ type: 'batch', batch: batch.bytes, blobs: batch.blobs, secrets: new Map() }))
        next = batch.first + batch.count
      }
    }
  }

  #batch(wire: Wire, frame: BatchFrame): Promise<void> | undefined {
    if (!this.#greeted) throw new RabtError('FRAME_INVALID', {}, { detail: 'batch before hello' })
    const open = openBatch(frame.batch)
    const { origin } = open.checkpoint
    const lane = this.#lanes.get(origin)
    const before = this.#chains.get(origin)
    if (lane && !before) {
      const later = this.#attempt(wire, lane, frame, open)
      if (later) this.#wait(origin, later)
      return undefined
    }
    const turn = (before ?? Promise.resolve()).then(async () => {
      if (wire !== this.#wire) return
      // What came before may have failed on a connection that is gone: it is no reason to drop this one.
      const opened = this.#lanes.get(origin) ?? (await this.#openLane(origin, open))
      if (wire === this.#wire) await this.#attempt(wire, opened, frame, open)
    })
    this.#wait(
      origin,
      turn.catch((error: unknown) => this.#fault(wire, error, null)),
    )
    return undefined
  }

  /** Later batches of the lane wait for this; other lanes do not. */
  #wait(origin: string, step: Promise<void>): void {
    const chain = step.then(() => {
      if (this.#chains.get(origin) === chain) this.#chains.delete(origin)
    })
    this.#chains.set(origin, chain)
  }

  /** What goes wrong in a lane's batch is that lane's fault. */
  #attempt(wire: Wire, lane: ReadLane, frame: BatchFrame, open: OpenBatch): Promise<void> | undefined {
    const failed = (error: unknown) => this.#fault(wire, error, lane)
    try {
      return this.#take(wire, lane, frame, open)?.catch(failed)
    } catch (error) {
      failed(error)
      return undefined
    }
  }

  /** One batch of a lane, when it is its turn. Asynchronous only if something has to be fetched or looked up first. */
  #take(wire: Wire, lane: ReadLane, frame: BatchFrame, open: OpenBatch): Promise<void> | undefined {
    if (lane.halted) return undefined
    if (open.size <= lane.reader.size) return this.#again(wire, lane, open)
    const { kernel, peer } = this.#options
    // Delisted is not lying: its lanes wait as they are.
    if (!kernel.view().gateways.has(peer)) throw new RabtError('PEER_MISMATCH')
    if (this.#peerDirectory > kernel.view().version.number && !lane.reader.knows(open.note, kernel.view()))
      return this.#takeLater(wire, lane, frame, open)
    const next = lane.reader.verify(open, kernel.view())
    const decoded = decodeEntries(open.batch.entries)
    const wanted = newestDirectory(decoded)
    if (wanted <= kernel.view().version.number && !frame.blobs.includes(null)) {
      this.#receive(lane, frame, next, decoded, frame.blobs)
      return undefined
    }
    const prepare = async () => {
      if (wanted > kernel.view().version.number) await this.#hold(wanted)
      const blobs = await fetchBlobs(kernel, peer, open, decoded, frame.blobs, () => wire === this.#wire)
      // Null: the connection ended meanwhile, and the peer sends the batch again on the next.
      if (blobs !== null) this.#receive(lane, frame, next, decoded, blobs)
    }
    return prepare()
  }

  /** A key of the lane that a newer directory lists is no lane fault: the directory is fetched first, or the connection tried again. */
  async #takeLater(wire: Wire, lane: ReadLane, frame: BatchFrame, open: OpenBatch): Promise<void> {
    const { kernel } = this.#options
    await this.#hold(this.#peerDirectory)
    if (this.#peerDirectory > kernel.view().version.number && !lane.reader.knows(open.note, kernel.view()))
      throw new RabtError('DIRECTORY_AHEAD')
    await this.#take(wire, lane, frame, open)
  }

  #receive(
    lane: ReadLane,
    frame: BatchFrame,
    next: Continuation,
    decoded: DecodedEntries,
    blobs: readonly BlobItem[],
  ): void {
    const { kernel, onReceived, seen } = this.#options
    this.#refusedBytes.check(kernel.clock())
    const { history } = kernel
    const context = { view: kernel.view(), gateway: kernel.gateway, now: kernel.clock(), seen, history }
    history.see(context.view.version, context.now)
    const received = lane.reader.accept(next, decoded, blobs, frame.secrets, context)
    this.#refusedBytes.count(kernel.clock(), received.refusals, decoded, next.open, frame.blobs)
    lane.underWay++
    kernel.committer.submit({
      batch: { ...received.row, blobs: referredTo(decoded, frame.blobs) },
      done: () => {
        lane.underWay--
        lane.unreceipted = { size: received.size, body: received.checkpoint }
        lane.batchesSince++
        this.#receipts.schedule(lane)
        onReceived(received, lane.reader.lane)
      },
    })
  }

  /** At or below the size held: the stored root decides whether it is the same history. */
  async #again(wire: Wire, lane: ReadLane, open: OpenBatch): Promise<void> {
    const { kernel, peer } = this.#options
    await kernel.committer.drained()
    const stored = await kernel.journal.batchEnding(lane.reader.lane.id, open.size)
    if (stored && open.checkpoint.root.equals(stored.root)) {
      lane.unreceipted = { size: open.size, body: open.note.body }
      this.#receipts.send(lane)
      return
    }
    if (!lane.reader.signed(open.note, kernel.view())) throw new RabtError('LANE_SIGNATURE')
    // Two checkpoints of one lane that cannot both be true, both signed: proof against the signer, kept.
    const held = stored ?? (await kernel.journal.batchOf(lane.reader.lane.id, open.size - 1))
    const mine = held ? openBatch(held.bytes).batch.checkpoint : ''
    const proof = Buffer.from(JSON.stringify([mine, open.batch.checkpoint]))
    await kernel.journal.alarm({ peer, origin: lane.reader.lane.origin, code: 'FORK', proof })
    this.#fault(wire, new RabtError('FORK'), lane)
  }

  async #openLane(origin: string, open: OpenBatch): Promise<ReadLane> {
    const { kernel, peer } = this.#options
    const parsed = parseOrigin(origin)
    if (parsed.sender !== peer || parsed.receiver !== kernel.gateway || parsed.federation !== kernel.federation)
      throw new RabtError('PEER_MISMATCH')
    // A run whose clock was wrong leaves lanes in a slot that it gave up: they are copied like any other, their entries judged by their clock.
    if (parsed.epoch > kernel.clock() + LIMITS.futureSkewMs && this.#epochs.has(parsed.slot))
      throw new RabtError('EPOCH_AHEAD')
    // Names cost nothing: a lane that nobody signed gets no row.
    const known = await kernel.journal.lane(false, origin)
    if (!known && !this.#isSigned(open) && this.#peerDirectory > kernel.view().version.number)
      await this.#hold(this.#peerDirectory)
    if (!known && !this.#isSigned(open))
      throw new RabtError('LANE_SIGNATURE', {}, { detail: 'a new lane that no listed lane key signed' })
    const row = await kernel.journal.openLane({ own: false, peer, origin, slot: parsed.slot, epoch: parsed.epoch })
    const halted = await this.halts.isHalted(row)
    const lane: ReadLane = {
      reader: new LaneReader(row),
      underWay: 0,
      unreceipted: null,
      batchesSince: 0,
      timer: null,
      halted,
      haltKept: halted,
    }
    this.#lanes.set(origin, lane)
    this.#forgetQuiet(origin)
    this.halts.look()
    return lane
  }

  #isSigned({ note, checkpoint }: OpenBatch): boolean {
    const keys = this.#options.kernel.view().gateways.get(this.#options.peer)?.keys ?? []
    return keys.some((key) => key.use === 'lane' && signedBy(note, checkpoint.origin, key))
  }

  /** Drops the oldest lanes of which the journal knows everything; the next batch of one opens it again from there. */
  #forgetQuiet(newest: string): void {
    for (const [origin, lane] of this.#lanes) {
      if (this.#lanes.size <= KEPT_LANES) return
      const quiet = lane.underWay === 0 && lane.unreceipted === null && !this.#chains.has(origin)
      if (origin !== newest && (quiet || (lane.halted && lane.underWay === 0))) this.#lanes.delete(origin)
    }
  }

  /** Spec link-log §5.9: a peer ahead of our directory: hold the batch (8 s at most), refresh, then judge. */
  async #hold(wanted: number): Promise<void> {
    const { kernel } = this.#options
    await Promise.race([
      kernel.refreshDirectory(wanted).catch(() => {}),
      new Promise<void>((resolve) => kernel.timers.after(LIMITS.directoryHoldMs, resolve)),
    ])
    if (kernel.view().version.number < wanted)
      kernel.log.event('directory-behind-peer', { peer: this.#options.peer, wanted })
  }

  async #lines(frame: LinesFrame): Promise<void> {
    const lane = this.#lanes.get(frame.origin)
    if (!lane) return
    const { kernel } = this.#options
    await kernel.committer.drained()
    const batch = await kernel.journal.batchEnding(lane.reader.lane.id, frame.size)
    if (!batch) return
    // One line a checkpoint: a second one, valid as it may be, would only make the evidence unreadable.
    const { note } = openBatch(batch.bytes)
    if (note.lines.length > 1 || (await kernel.journal.lines(lane.reader.lane.id, frame.size)).length > 0) return
    const known = () => lane.reader.postQuantum(note.body, frame.line, kernel.view())
    if (this.#peerDirectory > kernel.view().version.number && !known()) await this.#hold(this.#peerDirectory)
    if (!known()) throw new RabtError('LANE_SIGNATURE', {}, { detail: 'late line does not verify' })
    await kernel.journal.addLine({ lane: lane.reader.lane.id, size: frame.size, line: frame.line })
  }

  #fault(wire: Wire, error: unknown, lane: ReadLane | null, message = ''): void {
    const { kernel, peer } = this.#options
    const code: ErrorCode = error instanceof RabtError ? error.code : 'INTERNAL_ERROR'
    const origin = lane?.reader.lane.origin ?? null
    kernel.log.alarm('link-fault', {
      peer,
      code,
      origin: origin ?? '',
      detail: error instanceof RabtError ? (error.detail ?? '') : String(error),
    })
    if (lane && LANE_FAULTS.has(code)) {
      this.halts.halt(wire, lane, code)
      return
    }
    wire.send(encodeFrame({ type: 'fault', code, message, origin }))
    this.#leave(wire)
    wire.close()
  }
}

/** What no entry refers to is not kept. Of an undecodable entry it is not known what it refers to. */
function referredTo(decoded: DecodedEntries, blobs: readonly BlobItem[]): readonly BlobItem[] {
  return decoded.entries.includes(null) ? blobs : blobs.slice(0, blobPlaces(decoded).length)
}
