import { KIND, RabtError, type RunSlot, uuid7Time } from '@rabt/protocol'
import type { Answer, Exchange, OutgoingCall, Provide } from '../exchange.ts'
import type { Claim, IdempotencyKeys } from '../journal/idempotency.ts'
import type { IndexedEntries, LaneRow, RecentBatch } from '../journal/journal.ts'
import { type PendingCall, PendingCalls } from './call/pending-calls.ts'
import { Unanswered } from './call/unanswered.ts'
import { HaltedLanes } from './halted-lanes.ts'
import type { Kernel } from './kernel.ts'
import { openBatch } from './lane/continuation.ts'
import { decodeEntries } from './lane/decode-entries.ts'
import type { BlobKeeper } from './lane/make-blob.ts'
import { PeerLink } from './peer-link.ts'

export interface LinkOptions {
  readonly kernel: Kernel
  readonly slot: string
  readonly provide: Provide
  readonly blobs: BlobKeeper
  /** Idempotency keys, and the answer that the journal holds for a request's id (null: none). */
  readonly idempotency: Pick<IdempotencyKeys, 'claim' | 'release' | 'restore'>
  readonly recall: (id: Uint8Array) => Promise<Answer | null>
}

/** Errors after which a request may have run all the same. */
const MAY_HAVE_RUN: ReadonlySet<string> = new Set(['OUTCOME_UNKNOWN', 'INCONSISTENT_RESPONSE'])
const KEEP_AGAIN_MS = 500
/** A call waits this long for a link that is coming up before it is refused. */
const CONNECT_WAIT_MS = 5_000
/** How far back the journal is read at start: ids and unanswered requests older than this cannot matter any more. */
const REMEMBER_MS = 25 * 60_000
const FORGET_EVERY_MS = 60_000

/** All links of this gateway in one run of its process: what the edges see as {@link Exchange}. */
export class Link implements Exchange {
  readonly halted: HaltedLanes
  readonly #options: LinkOptions
  readonly #pending: PendingCalls
  readonly #unanswered = new Unanswered()
  readonly #peers = new Map<string, PeerLink>()
  #run: readonly RunSlot[] = []
  #lanes: readonly LaneRow[] = []
  /** Calls with an idempotency key, by the hex of their id. */
  readonly #underWay = new Map<string, Promise<Answer>>()
  #restoredAt = 0
  #stopping = false

  constructor(options: LinkOptions) {
    this.#options = options
    const { kernel } = options
    this.halted = new HaltedLanes({ journal: kernel.journal, peers: () => this.#peers.values() })
    this.#pending = new PendingCalls({
      timers: kernel.timers,
      withdraw: (pending: PendingCall) =>
        pending.position === null && (this.#peers.get(pending.peer)?.withdraw(pending.draft) ?? false),
    })
  }

  /** Begins the run: takes its epoch, and reads from the journal what earlier runs left. */
  async start(): Promise<void> {
    const { kernel } = this.#options
    this.#seeDirectory()
    const random = kernel.random(8)
    const { slot, epoch } = await kernel.journal.startRun(this.#options.slot, kernel.clock(), random)
    this.#run = [
      { slot, epoch, random },
      { slot: `${slot}b`, epoch, random },
    ]
    this.#lanes = [...(await kernel.journal.unsettledLanes()), ...(await kernel.journal.settledLately(true))]
    this.#restoredAt = await kernel.journal.restoredAt(kernel.clock())
    if (this.#restoredAt > kernel.clock() - REMEMBER_MS) kernel.log.alarm('journal-restored', { at: this.#restoredAt })
    else this.#restoredAt = 0
    await this.#recall()
    const forget = () => {
      for (const peer of this.#peers.values()) peer.seen.forget(kernel.clock())
      kernel.timers.after(FORGET_EVERY_MS, forget)
    }
    kernel.timers.after(FORGET_EVERY_MS, forget)
  }

  /** Past all its grace there is none to go by: the run begins all the same, and links with nobody. */
  #seeDirectory(): void {
    const { history, view, clock, log } = this.#options.kernel
    try {
      history.see(view().version, clock())
    } catch (error) {
      if (!(error instanceof RabtError)) throw error
      log.alarm('directory-expired', { code: error.code })
    }
  }

  get run(): readonly RunSlot[] {
    return this.#run
  }

  get waiting(): number {
    return this.#pending.count
  }

  peers(): Iterable<PeerLink> {
    return this.#peers.values()
  }

  /** The link with a gateway of the directory, made at first need. */
  peer(gateway: string): PeerLink {
    const { kernel } = this.#options
    let peer = this.#peers.get(gateway)
    if (!peer) {
      peer = new PeerLink({
        kernel,
        peer: gateway,
        run: this.#run,
        lanes: this.#lanes.filter((lane) => lane.peer === gateway),
        pending: this.#pending,
        unanswered: this.#unanswered,
        restoredAt: this.#restoredAt,
        onLost: () => this.#lost(),
        provide: this.#options.provide,
        blobs: this.#options.blobs,
        onTagAdopted: (tag, id, created) => this.#keepTag(tag, id, created),
      })
      this.#peers.set(gateway, peer)
    }
    return peer
  }

  /** Tells every linked peer of a revocation, but the one that told it: whoever knows it already passes it on no more. */
  passOn(document: Uint8Array, from: string | null): void {
    for (const peer of this.#peers.values()) if (peer.peer !== from) peer.tell(document)
  }

  /** The gateway has left the directory: calls that wait for it end now, NOT_RUN or OUTCOME_UNKNOWN, not at their deadlines. */
  cut(gateway: string): void {
    this.#pending.cut(gateway)
  }

  /** One peer shows that this journal was restored: what any peer sends again may have run before. */
  #lost(): void {
    const { kernel } = this.#options
    this.#restoredAt = kernel.clock()
    kernel.log.alarm('journal-restored', { at: this.#restoredAt })
    for (const peer of this.#peers.values()) peer.lost(this.#restoredAt)
    kernel.journal.markRestored(this.#restoredAt).catch((error: unknown) => {
      kernel.log.alarm('restore-not-kept', { detail: String(error) })
    })
  }

  reachable(gateway: string): true | RabtError {
    const peer = this.#peers.get(gateway)
    return peer?.hopeful ? true : new RabtError('NETWORK_ERROR', { gateway })
  }

  async call(call: OutgoingCall): Promise<Answer> {
    if (this.#stopping) throw new RabtError('SHUTTING_DOWN')
    const until = this.#until(call)
    if (!call.idempotency) return this.#send(call, null, until)
    const { idempotency, kernel } = this.#options
    // A journal restored from a backup lost keys that the peer gives back: nothing is sent under a key before they are known.
    const wait = Math.min(CONNECT_WAIT_MS, until - kernel.timers.now())
    if (!(await this.#peers.get(call.gateway)?.keysKnown(wait)))
      throw new RabtError('NETWORK_ERROR', { gateway: call.gateway })
    const claim = await durable(
      idempotency.claim({ consumer: call.consumer, ...call.idempotency, id: call.id, now: kernel.clock() }),
    )
    if (!claim.claimed) return this.#inTime(until, this.#repeat(claim))
    const name = Buffer.from(call.id).toString('hex')
    const sent = this.#send(call, claim.tag, until)
    this.#underWay.set(name, sent)
    try {
      return await sent
    } catch (error) {
      // What certainly did not run may be asked again under the same key.
      if (error instanceof RabtError && !MAY_HAVE_RUN.has(error.code)) await this.#release(claim.tag, call.id)
      throw error
    } finally {
      this.#underWay.delete(name)
    }
  }

  /** The end of a caller's wait, by the clock that nobody sets. The deadline is the wall clock's, which may have been set since the call began. */
  #until({ created, deadline }: OutgoingCall): number {
    const { clock, timers } = this.#options.kernel
    return timers.now() + Math.min(deadline - clock(), deadline - created)
  }

  /** A key that is not free again costs its caller a new key; what became of the call it is told all the same. */
  async #release(tag: Uint8Array, id: Uint8Array): Promise<void> {
    try {
      await this.#options.idempotency.release(tag, id)
    } catch (error) {
      this.#options.kernel.log.alarm('idempotency-not-released', { detail: String(error) })
    }
  }

  async #keepTag(tag: Uint8Array, id: Uint8Array, created: number): Promise<void> {
    const { idempotency, kernel } = this.#options
    for (;;) {
      try {
        return await idempotency.restore(tag, id, created)
      } catch (error) {
        kernel.log.alarm('idempotency-lost', { detail: String(error) })
        await new Promise<void>((resolve) => kernel.timers.after(KEEP_AGAIN_MS, resolve))
      }
    }
  }

  /** Another call's deadline may be later than this one's. */
  #inTime(until: number, answer: Promise<Answer>): Promise<Answer> {
    const { timers } = this.#options.kernel
    return new Promise((resolve, reject) => {
      const timer = timers.after(Math.max(0, until - timers.now()), () => reject(new RabtError('OUTCOME_UNKNOWN')))
      answer.then(resolve, reject).finally(() => timer.cancel())
    })
  }

  /** The same key again (spec link-log §5.5): the first call's answer, or what is known of it; never a second call. */
  async #repeat(claim: Extract<Claim, { claimed: false }>): Promise<Answer> {
    if (!claim.sameRequest) throw new RabtError('IDEMPOTENCY_CONFLICT')
    const answer = (await this.#underWay.get(Buffer.from(claim.id).toString('hex'))) ?? (await this.#recalled(claim.id))
    if (!answer) throw new RabtError('OUTCOME_UNKNOWN')
    return { ...answer, repeated: true }
  }

  /** What a journal that does not answer knows of it, nobody can say. */
  async #recalled(id: Uint8Array): Promise<Answer | null> {
    try {
      return await this.#options.recall(id)
    } catch (cause) {
      throw new RabtError('OUTCOME_UNKNOWN', {}, { cause })
    }
  }

  async #send(call: OutgoingCall, tag: Uint8Array | null, until: number): Promise<Answer> {
    const { timers } = this.#options.kernel
    const peer = this.#peers.get(call.gateway)
    if (!peer) throw new RabtError('NETWORK_ERROR', { gateway: call.gateway })
    if (!peer.ready && !(await peer.whenReady(Math.min(CONNECT_WAIT_MS, until - timers.now()))))
      throw new RabtError('NETWORK_ERROR', { gateway: call.gateway })
    return peer.call(call, tag, until)
  }

  /** The gateway signs with other lane keys from now on (spec link-log §1.4). */
  renewLanes(): void {
    for (const peer of this.#peers.values()) peer.renewLanes()
  }

  /** No new calls; waits until none is under way or the time is over; then signs off what still lacks a post-quantum line. */
  async drain(ms: number): Promise<void> {
    const { kernel } = this.#options
    this.#stopping = true
    const giveUpAt = kernel.timers.now() + ms
    while (this.#pending.count > 0 && kernel.timers.now() < giveUpAt)
      await new Promise<void>((resolve) => kernel.timers.after(20, resolve))
    this.#pending.giveUp()
    await kernel.committer.drained()
    for (const peer of this.#peers.values()) peer.sealOff()
  }

  /** Ids that may not come again, and requests of earlier runs that nobody answered. */
  async #recall(): Promise<void> {
    const { kernel } = this.#options
    for await (const part of kernel.journal.recent(kernel.clock() - REMEMBER_MS)) {
      if ('ids' in part) this.#recallIndexed(part)
      else this.#recallBatch(part)
    }
  }

  #recallIndexed({ own, peer, origin, ids, indexes, answers }: IndexedEntries): void {
    if (own) {
      for (const { origin: answered, indexes: places } of answers)
        for (const index of places) this.#unanswered.answered(answered, index)
      return
    }
    const { seen } = this.peer(peer)
    indexes.forEach((index, at) => {
      const id = ids.subarray(16 * at, 16 * at + 16)
      seen.add(id, uuid7Time(id))
      this.#unanswered.received(peer, origin, index)
    })
  }

  #recallBatch(batch: RecentBatch): void {
    decodeEntries(openBatch(batch.bytes).batch.entries).entries.forEach((entry, at) => {
      if (!entry) return
      if (batch.own) this.#unanswered.answers(entry)
      else if (entry.kind === KIND.request) {
        this.peer(batch.peer).seen.add(entry.id, uuid7Time(entry.id))
        this.#unanswered.received(batch.peer, batch.origin, batch.first + at)
      }
    })
  }
}

/** Spec link-log §5.5: "the request is sent only after (member, HMAC(local key, key)) → id … is committed". */
async function durable<T>(commit: Promise<T>): Promise<T> {
  try {
    return await commit
  } catch (cause) {
    throw new RabtError('LOGGING_FAILED', {}, { cause })
  }
}
