import { leafHash } from '@rabt/ledger'
import {
  type BatchFrame,
  type Correlation,
  decodeBatch,
  formatOrigin,
  KIND,
  type LaneState,
  LIMITS,
  memberOf,
  RabtError,
  type RunSlot,
} from '@rabt/protocol'
import type { Answer, AnswerDraft, IncomingCall, OutgoingCall, Provide } from '../exchange.ts'
import type { LaneRow } from '../journal/journal.ts'
import { Answers } from './call/answers.ts'
import type { PendingCall, PendingCalls } from './call/pending-calls.ts'
import type { Unanswered } from './call/unanswered.ts'
import { Inbound } from './inbound.ts'
import type { Kernel } from './kernel.ts'
import { openBatch } from './lane/continuation.ts'
import { decodeEntries } from './lane/decode-entries.ts'
import type { Blob, Draft } from './lane/draft.ts'
import type { Accepted, Received } from './lane/lane-reader.ts'
import { LaneWriter } from './lane/lane-writer.ts'
import { type BlobKeeper, makeBlob } from './lane/make-blob.ts'
import { SeenIds } from './lane/seen-ids.ts'
import { Outbound } from './outbound.ts'
import { ToldRevocations } from './told-revocations.ts'
import { SPOKEN } from './versions.ts'

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

/** Post-quantum lines come at least this long after the last batch of a burst. */
const LATE_LINE_MS = 1_000
/** A link that broke this lately is expected back: calls wait for it instead of failing. */
const HOPE_MS = 5_000
const OPEN_AGAIN_MS = 500
/** Old requests that wait for settling, with their bodies; more are answered OUTCOME_UNKNOWN. */
const HELD_LIMIT = 1_024
const SEEN_MS = LIMITS.requestLifeMs + 10 * 60_000

/** Everything between this gateway and one other: our lanes to it, its lanes to us, and the calls in both directions. */
export class PeerLink {
  readonly peer: string
  readonly outbound: Outbound
  readonly inbound: Inbound
  readonly seen = new SeenIds(SEEN_MS)
  readonly #options: PeerLinkOptions
  readonly #answers: Answers
  readonly #writers = new Map<string, Promise<LaneWriter> | LaneWriter>()
  readonly #open: LaneWriter[] = []
  /** Lanes of this run that go on no more, since the peer abandoned them or our keys are others: the newest of each slot. */
  readonly #closed = new Map<string, LaneState>()
  #lateLine: { cancel(): void } | null = null
  #inboundReady = false
  #wasReady = false
  #outboundReady = false
  #waiting: (() => void)[] = []
  /** Requests created before this may have run in a past that this journal does not know. */
  #lostBefore: number
  /** Since when the link is not ready. */
  #lostAt: number
  /** Our lanes of earlier runs to this peer are settled: every answer that the peer holds is known. */
  #settledOnce = false
  #tagsKept: Promise<unknown> = Promise.resolve()
  /** What has to wait until then. */
  #held: (() => void)[] = []

  constructor(options: PeerLinkOptions) {
    this.#options = options
    this.peer = options.peer
    this.#answers = new Answers(options.peer, options.pending)
    this.#lostAt = options.kernel.clock()
    this.#lostBefore = options.restoredAt
    const told = new ToldRevocations(options.kernel, options.peer)
    this.outbound = new Outbound({
      kernel: options.kernel,
      peer: options.peer,
      run: options.run,
      writers: () => this.#open,
      earlier: options.lanes.filter((lane) => lane.own && !lane.settled && lane.halted === null),
      settled: options.lanes.filter((lane) => lane.own && lane.settled && lane.halted === null),
      onAdopted: (frame) => this.#adopted(frame),
      onRevocation: (document) => told.take(document),
      onLost: options.onLost,
      onAbandoned: (writer, size) => this.#abandoned(writer, size),
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
      waiting: () => this.#open.reduce((sum, writer) => sum + writer.waiting, 0),
      gather: (submit) => {
        for (const writer of this.#open) {
          const batch = writer.compose()
          if (!batch) continue
          this.outbound.composed(writer, batch)
          submit({ batch: batch.row, done: batch.committed })
          if (writer.waiting > 0) options.kernel.committer.wake()
          if (!batch.postQuantum) this.#scheduleLateLine()
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
    this.#lostBefore = Math.max(this.#lostBefore, at)
  }

  /** Every idempotency key that the peer has seen is in the journal. False if that cannot be had in time. */
  async keysKnown(ms: number): Promise<boolean> {
    if (!this.#settledOnce && !(await this.whenReady(ms))) return false
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
    if (this.inbound.deaf) throw new RabtError('NETWORK_ERROR', { gateway: this.peer })
    if (this.outbound.due.tooMany(kernel.clock())) throw new RabtError('RECEIPT_OWED', { at: 'provider' })
    const head = await makeBlob(this.#options.blobs, call.headSalt, call.head)
    const body = call.body ? await makeBlob(this.#options.blobs, kernel.random(32), call.body) : null
    const writer = await this.#writerBy(until, head.item === null || body?.item === null)
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
    return this.#open.some((writer) => writer.withdraw(draft))
  }

  /** Passes a revocation on, as it was signed. */
  tell(document: Uint8Array): void {
    this.outbound.tell(document)
    this.inbound.tell(document)
  }

  /** A control of this gateway, on its way to the peer. */
  async control(control: NonNullable<Draft['control']>, extra: Partial<Draft> = {}): Promise<void> {
    const writer = await this.#writer(false)
    writer.append(writer.control(control, extra))
    this.#options.kernel.committer.wake()
  }

  /** Signs what is still without a post-quantum line: at the end of a burst and of the run. */
  sealOff(): void {
    for (const writer of this.#open) {
      const late = writer.latePostQuantumLine()
      if (!late) continue
      this.outbound.sendLine(writer.lane.origin, late.size, late.line)
      this.#options.kernel.journal
        .addLine({ lane: writer.lane.id, ...late })
        .catch((error: unknown) => this.#failed('line', error))
    }
  }

  /** The gateway's keys are others now: what comes from here on is signed with them, in new lanes; what has gathered still goes in the old ones. */
  renewLanes(): void {
    for (const [slot, writer] of this.#writers) {
      // One that is being opened takes the keys when it is there.
      if (writer instanceof Promise) continue
      this.#writers.delete(slot)
      this.#closed.set(slot, { origin: writer.lane.origin, size: writer.size, root: writer.root })
    }
  }

  #scheduleLateLine(): void {
    this.#lateLine ??= this.#options.kernel.timers.after(LATE_LINE_MS, () => {
      this.#lateLine = null
      this.sealOff()
    })
  }

  /** A call does not wait beyond its caller for a journal that does not answer. */
  async #writerBy(until: number, bulk: boolean): Promise<LaneWriter> {
    const writer = this.#writer(bulk)
    if (!(writer instanceof Promise)) return writer
    const { timers } = this.#options.kernel
    return new Promise((resolve, reject) => {
      const timer = timers.after(Math.max(0, until - timers.now()), () => reject(new RabtError('NOT_RUN')))
      writer.then(resolve, reject).finally(() => timer.cancel())
    })
  }

  /** The lane of this run: bulk for what carries a large blob. Opened at first use, with `control: open` as its first entry. */
  #writer(bulk: boolean): LaneWriter | Promise<LaneWriter> {
    const slot = this.#options.run[bulk ? 1 : 0] as RunSlot
    const known = this.#writers.get(slot.slot)
    if (known) return known
    // Spec link-log §1.4: a lane of the run that goes on no more is followed by another, with random bytes of its own.
    const closed = this.#closed.has(slot.slot)
    const opening = this.#openWriter(closed ? { ...slot, random: this.#options.kernel.random(8) } : slot)
    this.#writers.set(slot.slot, opening)
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
      directory: () => kernel.view().version,
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
        directory: kernel.view().version,
        slots: run,
        earlier,
      }),
    )
    this.#open.push(writer)
    this.#writers.set(slot.slot, writer)
    this.outbound.laneOpened(writer)
    return writer
  }

  /** Answers wait for their lane; a journal that fails for a while holds them up and loses none. */
  async #openLane(lane: Parameters<Kernel['journal']['openLane']>[0]): Promise<LaneRow> {
    const { journal, timers } = this.#options.kernel
    for (;;) {
      try {
        return await journal.openLane(lane)
      } catch (error) {
        this.#failed('open lane', error)
        await new Promise<void>((resolve) => timers.after(OPEN_AGAIN_MS, resolve))
      }
    }
  }

  /** What the peer does not hold of the lane it will never read: nobody can say what became of it. What was not signed yet goes on the next. */
  #abandoned(writer: LaneWriter, size: number): void {
    const { kernel, pending } = this.#options
    const { origin, slot } = writer.lane
    this.#open.splice(this.#open.indexOf(writer), 1)
    if (this.#writers.get(slot) === writer) {
      this.#writers.delete(slot)
      this.#closed.set(slot, { origin, size: writer.size, root: writer.root })
    }
    pending.lose(origin, size)
    const drafts = writer.takeBack()
    if (drafts.length === 0) return
    Promise.resolve(this.#writer(slot.endsWith('b'))).then(
      (next) => {
        for (const draft of drafts) next.append(draft)
        kernel.committer.wake()
      },
      (error: unknown) => this.#failed('abandon', error),
    )
  }

  #received(received: Received, lane: LaneRow): void {
    for (const item of received.accepted) {
      if (item.entry.kind === KIND.request) this.#request(item, lane)
      else if (item.entry.kind === KIND.response) this.#answers.respond(item)
      else this.#controlled(item)
    }
    // Spec link-log §5.2: nothing acts on a refused answer, but whoever waits for it learns that no other will come.
    for (const { origin, index, leaf } of received.refusedAnswers)
      this.#answers.fail(origin, index, leaf, 'OUTCOME_UNKNOWN')
    if (received.answerable.length > 0) {
      this.#refuse(received, lane)
      for (const refusal of received.answerable)
        this.#options.kernel.log.event('entry-refused', {
          peer: this.peer,
          origin: lane.origin,
          index: refusal.index,
          code: refusal.code,
        })
    }
  }

  /** Before it is known what the peer holds of ours, nothing can be said of its old entries. */
  #waits(origin: string, first: number, again: () => void): boolean {
    if (this.#settledOnce || !this.inbound.isOld(origin, first)) return false
    this.#held.push(again)
    return true
  }

  /** Spec link-log §4: receipted or not, it may have run before the backup was restored. */
  #mayHaveRun(origin: string, index: number, created: number): boolean {
    return this.#lostBefore > 0 && (created <= this.#lostBefore || this.inbound.isOld(origin, index))
  }

  #refuse(received: Received, lane: LaneRow): void {
    const { origin } = lane
    if (this.#waits(origin, received.row.first, () => this.#refuse(received, lane))) return
    const { unanswered } = this.#options
    const items = received.answerable.filter(({ index }) => !unanswered.isAnswered(origin, index))
    const unknown = new Set(
      items.filter(({ index }) => received.refusedRequests.has(index) && this.#mayHaveRun(origin, index, Infinity)),
    )
    for (const { index, leaf } of unknown) this.#outcome('OUTCOME_UNKNOWN', { origin, index, leaf })
    const refused = items.filter((item) => !unknown.has(item))
    if (refused.length > 0)
      this.control({ name: 'refused', origin, items: refused }).catch((error: unknown) => this.#failed('refuse', error))
  }

  #outcome(code: 'OUTCOME_UNKNOWN' | 'NOT_RUN', correlation: Correlation): void {
    this.control({ name: 'outcome', code }, { correlation }).catch((error: unknown) => this.#failed('outcome', error))
  }

  #request(item: Accepted, lane: LaneRow): void {
    const { entry, index, leaf } = item
    const { origin } = lane
    if (this.#held.length < HELD_LIMIT && this.#waits(origin, index, () => this.#request(item, lane))) return
    // Answered in a past that the backup lost, as the peer showed: the first answer counts.
    if (this.#options.unanswered.isAnswered(origin, index)) return
    const unsettled = !this.#settledOnce && this.inbound.isOld(origin, index)
    if (unsettled || this.#mayHaveRun(origin, index, entry.created)) {
      this.#outcome('OUTCOME_UNKNOWN', { origin, index, leaf })
      return
    }
    if (entry.deadline <= this.#options.kernel.clock() || isGone(item)) {
      this.#outcome('NOT_RUN', { origin, index, leaf })
      return
    }
    if (!this.#options.kernel.memberSigner(memberOf(entry.receiver))) {
      // Nobody here could seal the answer: nothing is run.
      this.#failed('no sealing key', memberOf(entry.receiver))
      this.#outcome('NOT_RUN', { origin, index, leaf })
      return
    }
    const call: IncomingCall = {
      id: entry.id,
      consumer: entry.sender,
      provider: entry.receiver,
      serviceCode: entry.service ?? '',
      agreement: entry.agreement,
      method: entry.method ?? '',
      head: item.head?.subarray(32) ?? new Uint8Array(),
      headSalt: item.head?.subarray(0, 32) ?? new Uint8Array(),
      body: item.body?.subarray(32) ?? null,
      secrets: item.secrets,
      created: entry.created,
      deadline: entry.deadline,
      directory: entry.directory,
      consumerGateway: this.peer,
    }
    this.#options
      .provide(call)
      .then((answer) => this.#respond(item, lane, answer))
      .catch((error: unknown) => this.#failed('provide', error))
  }

  async #respond(item: Accepted, lane: LaneRow, answer: AnswerDraft): Promise<void> {
    const { kernel, blobs } = this.#options
    const { entry, index, leaf } = item
    const correlation = { origin: lane.origin, index, leaf }
    let head: Blob
    let body: Blob | null
    try {
      head = await makeBlob(blobs, answer.headSalt, answer.head)
      body = answer.body ? await makeBlob(blobs, kernel.random(32), answer.body) : null
    } catch (error) {
      // Spec link-log §5.1: it ran, and what it gave cannot be sent. Its caller need not wait to learn that.
      const code = error instanceof RabtError ? error.code : 'INTERNAL_ERROR'
      kernel.log.alarm('answer-not-kept', { peer: this.peer, code, origin: lane.origin, index })
      this.#outcome('OUTCOME_UNKNOWN', correlation)
      return
    }
    const writer = await this.#writer(head.item === null || body?.item === null)
    const now = kernel.clock()
    writer.append({
      ...writer.control({ name: 'outcome', code: '' }),
      kind: KIND.response,
      control: null,
      deadline: Math.max(entry.deadline, now),
      sender: entry.receiver,
      receiver: entry.sender,
      service: entry.service,
      method: entry.method,
      agreement: answer.agreement,
      status: answer.status,
      outcome: answer.outcome,
      correlation,
      head,
      body,
      secrets: answer.secrets,
      member: memberOf(entry.receiver),
    })
    kernel.committer.wake()
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
    this.#settledOnce = true
    for (const again of this.#held.splice(0)) again()
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

/** What was asked cannot be read any more: its writer erased or lost the head or body before it came here. */
function isGone({ entry, head, body }: Accepted): boolean {
  return (entry.head !== null && head === null) || (entry.body !== null && body === null)
}
