import { Frontier, formatCheckpoint, formatNote, leafHash } from '@rabt/ledger'
import {
  type BatchFrame,
  type DirectoryVersion,
  type Entry,
  encodeBatch,
  encodeEntry,
  encodeFrame,
  KIND,
  LIMITS,
  type Secret,
  uuid7,
} from '@rabt/protocol'
import type { BatchRow, LaneRow } from '../../journal/journal.ts'
import type { GatewaySigner, MemberSigner } from '../signer.ts'
import type { Draft } from './draft.ts'
import { sealDigest } from './seal-digest.ts'

export interface LaneWriterOptions {
  readonly lane: LaneRow
  readonly gateway: string
  readonly signer: GatewaySigner
  readonly memberSigner: (member: string) => MemberSigner | undefined
  readonly directory: () => DirectoryVersion
  readonly clock: () => number
  readonly random: (count: number) => Uint8Array
}

/** A batch ready for the wire and the journal. */
export interface Composed {
  readonly frame: Buffer
  readonly row: BatchRow
  readonly size: number
  /** Body of the checkpoint: what the peer's receipt cosigns. */
  readonly checkpoint: string
  readonly secrets: ReadonlyMap<number, readonly Secret[]>
  readonly postQuantum: boolean
  readonly committed: () => void
}

/** Room that the checkpoint, seals and their control entry may take in a frame. */
const RESERVE_BYTES = 256 * 1024
/** Blobs of a batch that the peer has to fetch, below what it accepts. */
const LARGE_BYTES = LIMITS.largeBlobsBytes / 2
const POST_QUANTUM_INTERVAL_MS = 1_000

/** The writing side of one lane in one run: gathers drafts, and composes them into signed batches. Sans I/O. */
export class LaneWriter {
  readonly lane: LaneRow
  readonly #options: LaneWriterOptions
  readonly #frontier: Frontier
  #pending: Draft[] = []
  #lastPostQuantum = 0
  #checkpoint: { size: number; body: string; postQuantum: boolean } | null = null

  constructor(options: LaneWriterOptions) {
    this.lane = options.lane
    this.#options = options
    this.#frontier = Frontier.decode(options.lane.size, options.lane.frontier)
  }

  get size(): number {
    return this.#frontier.size
  }

  get root(): Uint8Array {
    return this.#frontier.root()
  }

  get waiting(): number {
    return this.#pending.length
  }

  append(draft: Draft): void {
    this.#pending.push(draft)
  }

  /** Takes a draft back that has not been composed yet. @returns whether it was still here: it was then never sent. */
  withdraw(draft: Draft): boolean {
    const at = this.#pending.indexOf(draft)
    if (at < 0) return false
    this.#pending.splice(at, 1)
    return true
  }

  /** Takes everything back that has not been composed. */
  takeBack(): Draft[] {
    return this.#pending.splice(0)
  }

  /** Signs everything that has gathered, up to the frame's limits. Null if nothing has. */
  compose(): Composed | null {
    const drafts = this.#take()
    if (drafts.length === 0) return null
    const { lane, clock, directory } = {
      lane: this.lane,
      clock: this.#options.clock,
      directory: this.#options.directory(),
    }
    const now = clock()
    const first = this.#frontier.size
    const entries: Uint8Array[] = []
    const blobs: BatchFrame['blobs'][number][] = []
    const secrets = new Map<number, readonly Secret[]>()
    const leavesByMember = new Map<string, Uint8Array[]>()
    for (const draft of drafts) {
      const bytes = encodeEntry(this.#entry(draft, directory))
      const leaf = leafHash(bytes)
      this.#frontier.append(leaf)
      if (draft.head) blobs.push(draft.head.item)
      if (draft.body) blobs.push(draft.body.item)
      if (draft.secrets.length > 0) secrets.set(entries.length, draft.secrets)
      if (draft.member !== null) {
        const leaves = leavesByMember.get(draft.member)
        if (leaves) leaves.push(leaf)
        else leavesByMember.set(draft.member, [leaf])
      }
      draft.onAppended?.({ origin: lane.origin, index: first + entries.length, leaf })
      entries.push(bytes)
    }
    const seals = this.#seal(leavesByMember)
    if (seals.length > 0) {
      const bytes = encodeEntry(this.#entry(this.control({ name: 'seals', digests: seals.map(sealDigest) }), directory))
      this.#frontier.append(leafHash(bytes))
      entries.push(bytes)
    }
    const root = this.#frontier.root()
    const size = this.#frontier.size
    const body = formatCheckpoint(lane.origin, size, root)
    const lines = [this.#options.signer.laneLine(body, lane.origin)]
    const postQuantum = now - this.#lastPostQuantum >= POST_QUANTUM_INTERVAL_MS
    if (postQuantum) {
      lines.push(this.#options.signer.postQuantumLine(body, Math.floor(now / 1000)))
      this.#lastPostQuantum = now
    }
    this.#checkpoint = { size, body, postQuantum }
    const batch = encodeBatch({ first, entries, seals, checkpoint: formatNote(body, lines) })
    const frame = encodeFrame({ type: 'batch', batch, blobs, secrets })
    const row = {
      lane: lane.id,
      first,
      count: entries.length,
      root,
      frontier: this.#frontier.encode(),
      bytes: batch,
      blobs,
    }
    return {
      frame,
      row,
      size,
      checkpoint: body,
      secrets,
      postQuantum,
      committed: () => {
        for (const draft of drafts) draft.onCommitted?.()
      },
    }
  }

  /** An ML-DSA-44 line for the newest checkpoint if it has none yet (at the end of a burst or of the run). */
  latePostQuantumLine(): { size: number; line: string } | null {
    const newest = this.#checkpoint
    if (!newest || newest.postQuantum) return null
    const now = this.#options.clock()
    this.#checkpoint = { ...newest, postQuantum: true }
    this.#lastPostQuantum = now
    return {
      size: newest.size,
      line: this.#options.signer.postQuantumLine(newest.body, Math.floor(now / 1000)),
    }
  }

  /** A control of the gateway itself. */
  control(control: NonNullable<Draft['control']>, extra: Partial<Draft> = {}): Draft {
    const now = this.#options.clock()
    return {
      kind: KIND.control,
      id: uuid7(now, this.#options.random(10)),
      created: now,
      deadline: now,
      sender: this.#options.gateway,
      receiver: this.lane.peer,
      service: null,
      method: null,
      agreement: null,
      status: null,
      outcome: null,
      correlation: null,
      control,
      idempotency: null,
      head: null,
      body: null,
      secrets: [],
      member: null,
      ...extra,
    }
  }

  #take(): Draft[] {
    const pending = this.#pending
    let bytes = RESERVE_BYTES
    let large = 0
    let n = 0
    const members = new Set<string>()
    for (const draft of pending) {
      bytes += LIMITS.entryBytes / 16 + blobBytes(draft)
      large += largeBytes(draft)
      if (draft.member !== null) members.add(draft.member)
      if (
        n > 0 &&
        (n >= LIMITS.batchEntries - 1 ||
          bytes > LIMITS.frameBytes ||
          large > LARGE_BYTES ||
          members.size > LIMITS.batchSeals)
      )
        break
      n++
    }
    if (n === pending.length) {
      this.#pending = []
      return pending
    }
    return pending.splice(0, n)
  }

  #seal(leavesByMember: ReadonlyMap<string, Uint8Array[]>): Uint8Array[] {
    const seals: Uint8Array[] = []
    for (const [member, leaves] of leavesByMember) {
      const signer = this.#options.memberSigner(member)
      if (!signer) throw new Error(`no sealing key for ${member}`)
      seals.push(signer.seal(this.lane.origin, leaves))
    }
    return seals
  }

  #entry(draft: Draft, directory: DirectoryVersion): Entry {
    return {
      id: draft.id,
      created: draft.created,
      deadline: draft.deadline,
      salt: this.#options.random(16),
      head: draft.head?.ref ?? null,
      body: draft.body?.ref ?? null,
      correlation: draft.correlation,
      status: draft.status,
      outcome: draft.outcome,
      idempotency: draft.idempotency,
      control: draft.control,
      kind: draft.kind,
      sender: draft.sender,
      receiver: draft.receiver,
      directory,
      service: draft.service,
      method: draft.method,
      agreement: draft.agreement,
      extra: null,
    }
  }
}

function largeBytes({ head, body }: Draft): number {
  return (head?.item === null ? head.ref.size : 0) + (body?.item === null ? body.ref.size : 0)
}

function blobBytes(draft: Draft): number {
  return (draft.head?.item ? draft.head.item.length : 0) + (draft.body?.item ? draft.body.item.length : 0)
}
