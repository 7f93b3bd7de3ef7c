import type { DirectoryView, GatewayKey } from '@rabt/directory'
import { Frontier, formatLine, laneKeyId, type Note, verifyLane, verifyMlDsaLine } from '@rabt/ledger'
import {
  type BlobItem,
  type Correlation,
  type Entry,
  type ErrorCode,
  KIND,
  keyName,
  LIMITS,
  RabtError,
  type Refusal,
  type Secret,
} from '@rabt/protocol'
import type { BatchRow, LaneRow } from '../../journal/journal.ts'
import { answerable } from './answerable.ts'
import { checkBlobs } from './check-blobs.ts'
import { type Continuation, continueLane, type OpenBatch } from './continuation.ts'
import type { DecodedEntries } from './decode-entries.ts'
import { inForce } from './in-force.ts'
import { type EntryContext, judgeEntry } from './judge-entry.ts'
import { verifySeals } from './verify-seals.ts'

/** An entry of a verified batch that may be acted on once the batch is durable. */
export interface Accepted {
  readonly entry: Entry
  readonly index: number
  readonly leaf: Uint8Array
  /** salt32 || bytes, null if the entry has none or it was erased. */
  readonly head: Uint8Array | null
  readonly body: Uint8Array | null
  readonly secrets: readonly Secret[]
}

/** A verified batch: to be stored as it is; then `accepted` may be acted on, and `answerable` is answered. */
export interface Received {
  readonly row: BatchRow
  readonly size: number
  /** Body of the batch's checkpoint: what a receipt cosigns. */
  readonly checkpoint: string
  readonly accepted: readonly Accepted[]
  readonly refusals: readonly Refusal[]
  /** Those of `refusals` that the peer is told. */
  readonly answerable: readonly Refusal[]
  /** Indexes of refused entries that are requests. */
  readonly refusedRequests: ReadonlySet<number>
  /** What refused entries meant to answer. */
  readonly refusedAnswers: readonly Correlation[]
}

/** The reading side of one lane of a peer: verifies batches in order. Sans I/O; a lane fault throws and changes nothing. */
export class LaneReader {
  readonly lane: LaneRow
  #frontier: Frontier
  #lastCreated: number
  #laneKey: { readonly listed: GatewayKey; readonly id: Buffer } | null = null

  constructor(lane: LaneRow) {
    this.lane = lane
    this.#frontier = Frontier.decode(lane.size, lane.frontier)
    this.#lastCreated = lane.epoch
  }

  get size(): number {
    return this.#frontier.size
  }

  get root(): Uint8Array {
    return this.#frontier.root()
  }

  /**
   * Whether a batch continues the lane and its writer signed it. Lane faults (spec link-log §5.2) throw: LANE_SIZE, LANE_ROOT,
   * LANE_SIGNATURE. Changes nothing; comes before entries are decoded (§3).
   */
  verify(open: OpenBatch, view: DirectoryView): Continuation {
    const next = continueLane(open, this.lane.origin, this.#frontier)
    if (!this.signed(open.note, view))
      throw new RabtError('LANE_SIGNATURE', {}, { detail: 'no line of a lane key that the directory lists' })
    // Spec link-log §2: "exactly one lane line and at most one ML-DSA-44 line".
    const others = this.#others(open.note)
    if (open.note.lines.length !== others.length + 1 || others.length > 1)
      throw new RabtError('LANE_SIGNATURE', {}, { detail: 'lines of the checkpoint' })
    // Both sides keep these bytes as evidence, so a line that does not verify may not stand among them.
    if (!this.#allVerify(open.note, view))
      throw new RabtError('LANE_SIGNATURE', {}, { detail: 'a line of the checkpoint does not verify' })
    return next
  }

  /** Whether the directory lists every key that a line of the note names: if it does not, a newer one may. */
  knows(note: Note, view: DirectoryView): boolean {
    return this.signed(note, view) && this.#allVerify(note, view)
  }

  #others(note: Note): Note['lines'] {
    return note.lines.filter((line) => line.name !== this.lane.origin)
  }

  #allVerify(note: Note, view: DirectoryView): boolean {
    return this.#others(note).every(({ name, keyId, signature }) =>
      this.postQuantum(note.body, formatLine(name, keyId, signature), view),
    )
  }

  /** Whether a lane key of the peer signed the note. */
  signed(note: Note, view: DirectoryView): boolean {
    const known = this.#laneKey
    if (known) return signedBy(note, this.lane.origin, known.listed, known.id)
    for (const listed of view.gateways.get(this.lane.peer)?.keys ?? []) {
      if (listed.use !== 'lane') continue
      const id = laneKeyId(this.lane.origin, listed.publicKey)
      if (!signedBy(note, this.lane.origin, listed, id)) continue
      this.#laneKey = { listed, id }
      return true
    }
    return false
  }

  /** Whether a line is an ML-DSA-44 line of the peer over this checkpoint body. */
  postQuantum(body: string, line: string, view: DirectoryView): boolean {
    const name = keyName(view.federation, this.lane.peer, 'lane-pq')
    return (view.gateways.get(this.lane.peer)?.keys ?? []).some(
      (listed) =>
        listed.use === 'lane-pq' && verifies(() => verifyMlDsaLine(body, line, name, listed.publicKey, listed.key)),
    )
  }

  /** The lane key has to be one of the day (spec link-log §5.9); the listing is read again, since it may have changed since the first batch. */
  #laneKeyFault(entry: Entry, context: EntryContext): ErrorCode | null {
    const listed =
      this.#laneKey &&
      context.view.gatewayKey(this.lane.peer, 'lane', Buffer.from(this.#laneKey.listed.digest).toString('hex'))
    if (!listed || entry.created + LIMITS.futureSkewMs < listed.from) return 'CERTIFICATE_INVALID'
    return inForce(listed.retired, entry, context.now) ? null : 'CERTIFICATE_INVALID'
  }

  /** Spec link-log §1.4: a lane begins with `open`, which names the key that signs it. */
  #checkOpening(first: Entry | null): void {
    const control = first?.control
    const digest = this.#laneKey?.listed.digest
    if (control?.name !== 'open' || !digest || Buffer.compare(control.laneKey, digest) !== 0)
      throw new RabtError('LANE_SIGNATURE', {}, { detail: 'the lane does not open with its key' })
  }

  /** Takes the batch in: judges each entry. What is wrong with single entries comes back as refusals. */
  accept(
    next: Continuation,
    decoded: DecodedEntries,
    blobs: readonly BlobItem[],
    secrets: ReadonlyMap<number, readonly Secret[]>,
    context: EntryContext,
  ): Received {
    const { entries } = decoded
    const { batch, note } = next.open
    if (batch.first === 0) this.#checkOpening(entries[0] ?? null)
    const matched = checkBlobs(entries, blobs)
    const seals = verifySeals({
      origin: this.lane.origin,
      entries,
      leaves: next.leaves,
      sealRecords: batch.seals,
      view: context.view,
      now: context.now,
    })
    const accepted: Accepted[] = []
    const refusals: Refusal[] = []
    const refusedRequests = new Set<number>()
    const refusedAnswers: Correlation[] = []
    entries.forEach((entry, at) => {
      const leaf = next.leaves[at] as Buffer
      const index = batch.first + at
      const code =
        decoded.codes[at] ??
        seals[at] ??
        matched.codes[at] ??
        (entry && (this.#laneKeyFault(entry, context) ?? judgeEntry(entry, this.#lastCreated, this.lane, context)))
      if (entry && entry.created > this.#lastCreated && entry.created <= context.now + LIMITS.futureSkewMs)
        this.#lastCreated = entry.created
      if (code) {
        refusals.push({ index, leaf, code })
        if (entry?.kind === KIND.request) refusedRequests.add(index)
        if (entry?.correlation) refusedAnswers.push(entry.correlation)
      } else if (entry)
        accepted.push({
          entry,
          index,
          leaf,
          head: matched.heads[at] ?? null,
          body: matched.bodies[at] ?? null,
          secrets: secrets.get(at) ?? [],
        })
    })
    this.#frontier = next.frontier
    return {
      row: {
        lane: this.lane.id,
        first: batch.first,
        count: batch.entries.length,
        root: next.root,
        frontier: next.frontier.encode(),
        bytes: next.open.bytes,
        blobs,
      },
      size: next.open.size,
      checkpoint: note.body,
      accepted,
      refusals,
      answerable: refusals.length > 0 ? answerable(refusals, entries, batch.first) : refusals,
      refusedRequests,
      refusedAnswers,
    }
  }
}

/** Whether a listed key signed the note as the lane's writer. */
export function signedBy(
  note: Note,
  origin: string,
  listed: GatewayKey,
  id: Buffer = laneKeyId(origin, listed.publicKey),
): boolean {
  return verifies(() => verifyLane(note, origin, listed.publicKey, listed.key, id))
}

function verifies(check: () => unknown): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (error instanceof RabtError) return false
    throw error
  }
}
