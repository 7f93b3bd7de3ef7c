import { leafHash } from '@rabt/ledger'
import {
  type BatchFrame,
  decodeBatch,
  KIND,
  type LaneState,
  LIMITS,
  memberOf,
  RabtError,
  type RunSlot,
} from '@rabt/protocol'
import type { Answer, OutgoingCall, Provide } from '../exchange.ts'
import type { LaneRow } from '../journal/journal.ts'
import { Answers } from './call/answers.ts'
import { IncomingCalls } from './call/incoming-calls.ts'
import type { PendingCall, PendingCalls } from './call/pending-calls.ts'
import type { Unanswered } from './call/unanswered.ts'
import { Inbound } from './inbound.ts'
import type { Kernel } from './kernel.ts'
import { openBatch } from './lane/continuation.ts'
import { decodeEntries } from './lane/decode-entries.ts'
import type { Draft } from './lane/draft.ts'
import type { Accepted, Received } from './lane/lane-reader.ts'
import { type BlobKeeper, makeBlob } from './lane/make-blob.ts'
import { SeenIds } from './lane/seen-ids.ts'
import { Outbound } from './outbound.ts'
import { OwnLanes } from './own-lanes.ts'
import { ToldRevocations } from './told-revocations.ts'

export interface PeerLinkOptions {
  readonly kernel: Kernel
  readonly peer: string
  readonly run: readonly RunSlot[]
  /** All lanes of the journal with this peer, at start. */
  readonly lanes: readonly LaneRow[]
  readonly pending: PendingCalls
  readonly unanswered: Unanswered
  /** When this gateway's journal was last found to be restored from a backup, Unix ms; 0: never, or too long ago to matter. */
  readonly restoredAt: number
  /** The peer shows that this gateway's journal was restored from a backup. */
  readonly onLost: () => void
  readonly provide: Provide
  readonly blobs: BlobKeeper
  /** A request of ours with an idempotency tag came back from the peer. */
  readonly onTagAdopted: (tag: Uint8Array, id: Uint8Array, created: number) => Promise<void>
}

/** A link that broke this lately is expected back: calls wait for it instead of failing. */
const HOPE_MS = 5_000
const SEEN_MS = LIMITS.requestLifeMs + 10 * 60_000

/** Everything between this gateway and one other: our lanes to it, its lanes to us, and the calls in both directions. */
export class PeerLink {
  readonly peer: string
  readonly outbound: Outbound
  readonly inbound: Inbound
  readonly seen = new SeenIds(SEEN_MS)
  readonly #options: PeerLinkOptions
  readonly #answers: Answers
  readonly #lanes: OwnLanes
  readonly #incoming: IncomingCalls
  #inboundReady = false
  #wasReady = false
  #outboundReady = false
  #waiting: (() => void)[] = []
  /** Since when the link is not ready. */
  #lostAt: number
  #tagsKept: Promise<unknown> = Promise.resolve()

  constructor(options: PeerLinkOptions) {
    this.#options = options
    this.peer = options.peer
    this.#answers = new Answers(options.peer, options.pending)
    this.#lostAt = options.kernel.clock()
    const { kernel, peer, run, lanes, pending } = options
    this.#lanes = new OwnLanes({
      kernel,
      peer,
      run,
      lanes,
      onOpened: (writer) => this.outbound.laneOpened(writer),
      onLine: (origin, size, line) => this.outbound.sendLine(origin, size, line),
      onGivenUp: (origin, size) => pending.lose(origin, size),
      failed: (what, error) => this.#failed(what, error),
    })
    this.#incoming = new IncomingCalls({
      ...options,
      isOld: (origin, index) => this.inbound.isOld(origin, index),
      writer: (bulk) => this.#lanes.writer(bulk),
      control: (control, extra) => this.control(control, extra),
      failed: (what, error) => this.#failed(what, error),
    })
    const told = new ToldRevocations(kernel, peer)
    this.outbound = new Outbound({
      kernel: options.kernel,
      peer: options.peer,
      run: options.run,
      writers: () => this.#lanes.open,
      earlier: options.lanes.filter((lane) => lane.own && !lane.settled && lane.halted === null),
      settled: options.lanes.filter((lane) => lane.own && lane.settled && lane.halted === null),
      onAdopted: (frame) => this.#adopted(frame),
      onRevocation: (document) => told.take(document),
      onLost: options.onLost,
      onAbandoned: (writer, size) => this.#lanes.giveUp(writer, size),
      onReady: (ready) => {
        this.#outboundReady = ready
        this.#readyChanged()
      },
    })
    this.inbound = new Inbound({
      kernel: options.kernel,
      peer: options.peer,
      seen: this.seen,
      onReceived: (received, lane) => this.#received(received, lane),
      onRevocation: (document) => told.take(document),
      onLost: (shown) => (shown ? options.onLost() : this.lost(options.kernel.clock())),
      onReady: (ready) => {
        this.#inboundReady = ready
        this.#readyChanged()
      },
    })
    options.kernel.committer.addGatherer({
      waiting: () => this.#lanes.open.reduce((sum, writer) => sum + writer.waiting, 0),
      gather: (submit) => {
        for (const writer of this.#lanes.open) {
          const batch = writer.compose()
          if (!batch) continue
          this.outbound.composed(writer, batch)
          submit({ batch: batch.row, done: batch.committed })
          if (writer.waiting > 0) options.kernel.committer.wake()
          if (!batch.postQuantum) this.#lanes.scheduleLateLine()
        }
      },
    })
  }

  /** Hello is done in both directions and earlier lanes are settled: requests may go. */
  get ready(): boolean {
    return this.#inboundReady && this.#outboundReady
  }

  /** Ready, or lost so lately that a call may well wait for it. */
  get hopeful(): boolean {
    return this.ready || this.#options.kernel.clock() - this.#lostAt < HOPE_MS
  }

  /** This gateway's journal turns out to be restored from a backup. */
  lost(at: number): void {
    this.#incoming.lost(at)
  }

  /** Every idempotency key that the peer has seen is in the journal. False if that cannot be had in time. */
  async keysKnown(ms: number): Promise<boolean> {
    if (!this.#incoming.settled && !(await this.whenReady(ms))) return false
    await this.#tagsKept
    return true
  }

  /** Resolves when the link is ready or the time is over. */
  whenReady(ms: number): Promise<boolean> {
    if (this.ready) return Promise.resolve(true)
    return new Promise((resolve) => {
      const timer = this.#options.kernel.timers.after(ms, () => resolve(this.ready))
      this.#waiting.push(() => {
        timer.cancel()
        resolve(true)
      })
    })
  }

  /** `until`: the end of its caller's wait ({@link PendingCall}). */
  async call(call: OutgoingCall, tag: Uint8Array | null, until: number): Promise<Answer> {
    const { kernel, pending } = this.#options
    if (!kernel.memberSigner(memberOf(call.consumer))) throw new RabtError('CANNOT_SIGN')
    // Spec link-log §5.2: the answer would come in a lane that is not read.
    if (this.inbound.halts.deaf) throw new RabtError('NETWORK_ERROR', { gateway: this.peer })
    if (this.outbound.due.tooMany(kernel.clock())) throw new RabtError('RECEIPT_OWED', { at: 'provider' })
    const head = await makeBlob(this.#options.blobs, call.headSalt, call.head)
    const body = call.body ? await makeBlob(this.#options.blobs, kernel.random(32), call.body) : null
    const writer = await this.#lanes.writerBy(until, head.item === null || body?.item === null)
    return new Promise<Answer>((resolve, reject) => {
      const service = call.service.slice(0, call.service.lastIndexOf('/'))
      const draft: Draft = {
        kind: KIND.request,
        id: call.id,
        created: call.created,
        deadline: call.deadline,
        sender: call.consumer,
        receiver: service,
        service: call.service.slice(call.service.lastIndexOf('/') + 1),
        method: call.method,
        agreement: call.agreement,
        status: null,
        outcome: null,
        correlation: null,
        control: null,
        idempotency: tag,
        head,
        body,
        secrets: call.secrets,
        member: memberOf(call.consumer),
        onAppended: (position) => pending.placed(waiting, position),
      }
      const waiting: PendingCall = { call, peer: this.peer, draft, until, position: null, resolve, reject }
      pending.add(waiting)
      writer.append(draft)
      kernel.committer.wake()
    })
  }

  /** Takes a request back that was not composed yet. */
  withdraw(draft: Draft): boolean {
    return this.#lanes.open.some((writer) => writer.withdraw(draft))
  }

  /** Passes a revocation on, as it was signed. */
  tell(document: Uint8Array): void {
    this.outbound.tell(document)
    this.inbound.tell(document)
  }

  /** A control of this gateway, on its way to the peer. */
  async control(control: NonNullable<Draft['control']>, extra: Partial<Draft> = {}): Promise<void> {
    const writer = await this.#lanes.writer(false)
    writer.append(writer.control(control, extra))
    this.#options.kernel.committer.wake()
  }

  /** Signs what is still without a post-quantum line: at the end of the run. */
  sealOff(): void {
    this.#lanes.sealOff()
  }

  /** The gateway's keys are others now ({@link OwnLanes.renew}). */
  renewLanes(): void {
    this.#lanes.renew()
  }

  #received(received: Received, lane: LaneRow): void {
    for (const item of received.accepted) {
      if (item.entry.kind === KIND.request) this.#incoming.request(item, lane)
      else if (item.entry.kind === KIND.response) this.#answers.respond(item)
      else this.#controlled(item)
    }
    // Spec link-log §5.2: nothing acts on a refused answer, but whoever waits for it learns that no other will come.
    for (const { origin, index, leaf } of received.refusedAnswers)
      this.#answers.fail(origin, index, leaf, 'OUTCOME_UNKNOWN')
    if (received.answerable.length > 0) {
      this.#incoming.refuse(received, lane)
      for (const refusal of received.answerable)
        this.#options.kernel.log.event('entry-refused', {
          peer: this.peer,
          origin: lane.origin,
          index: refusal.index,
          code: refusal.code,
        })
    }
  }

  #controlled(item: Accepted): void {
    const { control, correlation } = item.entry
    if (control?.name === 'refused') {
      for (const refusal of control.items) this.#answers.fail(control.origin, refusal.index, refusal.leaf, refusal.code)
    } else if (control?.name === 'outcome' && correlation) {
      this.#answers.fail(correlation.origin, correlation.index, correlation.leaf, control.code)
    } else if (control?.name === 'settled') {
      this.#settled(control.lanes).catch((error: unknown) => this.#failed('settled', error))
    }
  }

  /** The peer names the final size and root of its earlier lanes: if they are ours too, the lanes are done. */
  async #settled(lanes: readonly LaneState[]): Promise<void> {
    const { kernel } = this.#options
    for (const state of lanes) {
      const row = await kernel.journal.lane(false, state.origin)
      if (!row || row.peer !== this.peer) continue
      if (row.size === state.size && Buffer.compare(row.root, state.root) === 0) await kernel.journal.settle(row.id)
      else
        kernel.log.alarm('settled-differently', {
          peer: this.peer,
          origin: state.origin,
          size: state.size,
          held: row.size,
        })
    }
  }

  /** The peer gave back a batch that we had lost: what it answers is answered. */
  #adopted(frame: BatchFrame): void {
    const { unanswered } = this.#options
    for (const entry of decodeEntries(openBatch(frame.batch).batch.entries).entries) {
      if (!entry) continue
      unanswered.answers(entry)
      if (!entry.idempotency) continue
      const kept = this.#options.onTagAdopted(entry.idempotency, entry.id, entry.created)
      this.#tagsKept = Promise.all([this.#tagsKept, kept])
    }
  }

  #readyChanged(): void {
    if (!this.ready && this.#wasReady) this.#lostAt = this.#options.kernel.clock()
    this.#wasReady = this.ready
    if (!this.#outboundReady) return
    this.#afterSettling().catch((error: unknown) => this.#failed('settle', error))
    this.#incoming.settle()
    if (!this.ready) return
    for (const resolve of this.#waiting.splice(0)) resolve()
    this.#options.kernel.log.event('link-ready', { peer: this.peer })
  }

  /** Earlier lanes are settled: their final state is named in the new lane, and what stayed without an answer is said to be unknown. */
  async #afterSettling(): Promise<void> {
    const lanes = this.outbound.takeSettled()
    if (lanes.length > 0) await this.control({ name: 'settled', lanes })
    for (const { origin, index } of this.#options.unanswered.take(this.peer)) {
      const leaf = await this.#leafOf(origin, index)
      if (leaf)
        await this.control({ name: 'outcome', code: 'OUTCOME_UNKNOWN' }, { correlation: { origin, index, leaf } })
    }
  }

  /** Leaf hash of an entry of the peer that this journal holds. */
  async #leafOf(origin: string, index: number): Promise<Uint8Array | null> {
    const { journal } = this.#options.kernel
    const lane = await journal.lane(false, origin)
    const batch = lane && (await journal.batchOf(lane.id, index))
    const entry = batch && decodeBatch(batch.bytes).entries[index - batch.first]
    return entry ? leafHash(entry) : null
  }

  #failed(what: string, error: unknown): void {
    this.#options.kernel.log.alarm('link-internal', {
      peer: this.peer,
      what,
      detail: error instanceof Error ? error.message : String(error),
    })
  }
}
