import { type Correlation, KIND, memberOf, RabtError } from '@rabt/protocol'
import type { AnswerDraft, IncomingCall, Provide } from '../../exchange.ts'
import type { LaneRow } from '../../journal/journal.ts'
import type { Kernel } from '../kernel.ts'
import type { Blob, Draft } from '../lane/draft.ts'
import type { Accepted, Received } from '../lane/lane-reader.ts'
import type { LaneWriter } from '../lane/lane-writer.ts'
import { type BlobKeeper, makeBlob } from '../lane/make-blob.ts'
import type { Unanswered } from './unanswered.ts'

export interface IncomingCallsOptions {
  readonly kernel: Kernel
  readonly peer: string
  readonly provide: Provide
  readonly blobs: BlobKeeper
  readonly unanswered: Unanswered
  /** When this gateway's journal was last found to be restored from a backup, Unix ms; 0: never, or too long ago to matter. */
  readonly restoredAt: number
  /** Whether an entry was there before this run heard from the peer. */
  readonly isOld: (origin: string, index: number) => boolean
  /** Our lane to the peer; bulk for what carries a large blob. */
  readonly writer: (bulk: boolean) => LaneWriter | Promise<LaneWriter>
  readonly control: (control: NonNullable<Draft['control']>, extra?: Partial<Draft>) => Promise<void>
  readonly failed: (what: string, error: unknown) => void
}

/** Old requests that wait for settling, with their bodies; more are answered OUTCOME_UNKNOWN. */
const HELD_LIMIT = 1_024

/** What one peer asks: each request is run once and answered once, refused, or said to be unknown. */
export class IncomingCalls {
  readonly #options: IncomingCallsOptions
  /** Requests created before this may have run in a past that this journal does not know. */
  #lostBefore: number
  /** Our lanes of earlier runs to this peer are settled: every answer that the peer holds is known. */
  #settledOnce = false
  /** What has to wait until then. */
  #held: (() => void)[] = []

  constructor(options: IncomingCallsOptions) {
    this.#options = options
    this.#lostBefore = options.restoredAt
  }

  /** Whether every answer of ours that the peer holds is known. */
  get settled(): boolean {
    return this.#settledOnce
  }

  /** From now on it is. */
  settle(): void {
    this.#settledOnce = true
    for (const again of this.#held.splice(0)) again()
  }

  /** This gateway's journal turns out to be restored from a backup. */
  lost(at: number): void {
    this.#lostBefore = Math.max(this.#lostBefore, at)
  }

  /** Before it is known what the peer holds of ours, nothing can be said of its old entries. */
  #waits(origin: string, first: number, again: () => void): boolean {
    if (this.#settledOnce || !this.#options.isOld(origin, first)) return false
    this.#held.push(again)
    return true
  }

  /** Spec link-log §4: receipted or not, it may have run before the backup was restored. */
  #mayHaveRun(origin: string, index: number, created: number): boolean {
    return this.#lostBefore > 0 && (created <= this.#lostBefore || this.#options.isOld(origin, index))
  }

  refuse(received: Received, lane: LaneRow): void {
    const { origin } = lane
    if (this.#waits(origin, received.row.first, () => this.refuse(received, lane))) return
    const { unanswered } = this.#options
    const items = received.answerable.filter(({ index }) => !unanswered.isAnswered(origin, index))
    const unknown = new Set(
      items.filter(({ index }) => received.refusedRequests.has(index) && this.#mayHaveRun(origin, index, Infinity)),
    )
    for (const { index, leaf } of unknown) this.#outcome('OUTCOME_UNKNOWN', { origin, index, leaf })
    const refused = items.filter((item) => !unknown.has(item))
    if (refused.length > 0)
      this.#options
        .control({ name: 'refused', origin, items: refused })
        .catch((error: unknown) => this.#options.failed('refuse', error))
  }

  #outcome(code: 'OUTCOME_UNKNOWN' | 'NOT_RUN', correlation: Correlation): void {
    this.#options
      .control({ name: 'outcome', code }, { correlation })
      .catch((error: unknown) => this.#options.failed('outcome', error))
  }

  request(item: Accepted, lane: LaneRow): void {
    const { entry, index, leaf } = item
    const { origin } = lane
    if (this.#held.length < HELD_LIMIT && this.#waits(origin, index, () => this.request(item, lane))) return
    // Answered in a past that the backup lost, as the peer showed: the first answer counts.
    if (this.#options.unanswered.isAnswered(origin, index)) return
    const unsettled = !this.#settledOnce && this.#options.isOld(origin, index)
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
      this.#options.failed('no sealing key', memberOf(entry.receiver))
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
      consumerGateway: this.#options.peer,
    }
    this.#options
      .provide(call)
      .then((answer) => this.#respond(item, lane, answer))
      .catch((error: unknown) => this.#options.failed('provide', error))
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
      kernel.log.alarm('answer-not-kept', { peer: this.#options.peer, code, origin: lane.origin, index })
      this.#outcome('OUTCOME_UNKNOWN', correlation)
      return
    }
    const writer = await this.#options.writer(head.item === null || body?.item === null)
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
}

/** What was asked cannot be read any more: its writer erased or lost the head or body before it came here. */
function isGone({ entry, head, body }: Accepted): boolean {
  return (entry.head !== null && head === null) || (entry.body !== null && body === null)
}
