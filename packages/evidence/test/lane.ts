import {
  Frontier,
  formatCheckpoint,
  formatNote,
  inclusionProof,
  leafHash,
  merkleRoot,
  signCosignature,
  signLane,
  signMlDsaLine,
  signSeal,
} from '@rabt/ledger'
import {
  type Control,
  type DirectoryVersion,
  type Entry,
  encodeEntry,
  formatOrigin,
  KIND,
  keyName,
  memberOf,
  sha256,
  uuid7,
} from '@rabt/protocol'
import type { EvidenceItem, ReceiptEvidence, SealEvidence } from '../src/bundle/bundle.ts'
import { FEDERATION, keyOf, type OwnKey, sealKeyOf, T0 } from './world.ts'

const EMPTY = new Frontier()
let counter = 0

/** An entry with the fields that a test does not care about filled in. */
export function makeEntry(fields: Partial<Entry> & Pick<Entry, 'kind' | 'sender' | 'receiver' | 'directory'>): Entry {
  counter += 1
  return {
    id: uuid7(T0, Buffer.alloc(10, counter)),
    created: T0,
    deadline: T0 + 60_000,
    salt: Buffer.alloc(16, counter),
    head: null,
    body: null,
    correlation: null,
    status: null,
    outcome: null,
    idempotency: null,
    control: null,
    service: null,
    method: null,
    agreement: null,
    extra: null,
    ...fields,
  }
}

interface SignOptions {
  readonly size?: number
  readonly postQuantum?: boolean
  readonly laneKey?: OwnKey
}

/** A lane of one batch: an opening, entries, the list of seals, all kept so that a test can prove anything in it. */
export class TestLane {
  readonly origin: string
  readonly sender: string
  readonly receiver: string
  readonly directory: DirectoryVersion
  readonly entries: Uint8Array[] = []
  readonly #sealed = new Map<string, number[]>()
  readonly #records = new Map<string, Uint8Array>()
  listedAt = -1

  constructor(sender: string, receiver: string, directory: DirectoryVersion, federation = FEDERATION) {
    this.sender = sender
    this.receiver = receiver
    this.directory = directory
    this.origin = formatOrigin({ federation, sender, receiver, slot: '0', epoch: T0, random: Buffer.alloc(8, 1) })
  }

  addControl(control: Control, fields: Partial<Entry> = {}): number {
    const { sender, receiver, directory } = this
    return this.add(makeEntry({ kind: KIND.control, sender, receiver, directory, control, ...fields }))
  }

  open(laneKey = keyOf(this.sender, 'lane')): number {
    const { digest } = laneKey.published
    const slots = [{ slot: '0', epoch: T0, random: Buffer.alloc(8, 1) }]
    const versions = { min: 1, max: 1 }
    return this.addControl({ name: 'open', versions, laneKey: digest, directory: this.directory, slots, earlier: [] })
  }

  add(entry: Entry): number {
    const index = this.entries.push(encodeEntry(entry)) - 1
    if (entry.kind !== KIND.control) {
      const member = memberOf(entry.sender)
      this.#sealed.set(member, [...(this.#sealed.get(member) ?? []), index])
    }
    return index
  }

  /** Seals every member's entries and lists the records. `as`: the member that seals in the place of each sender's own. */
  seal(as: string | null = null): void {
    for (const [owner, indexes] of this.#sealed) {
      const member = as ?? owner
      const { privateKey, published } = sealKeyOf(member)
      const leaves = indexes.map((index) => this.leaf(index))
      const sealed = { member, origin: this.origin, leaves, key: privateKey, keyDigest: published.digest }
      this.#records.set(owner, signSeal(sealed))
    }
    this.listedAt = this.addControl({ name: 'seals', digests: [...this.#records.values()].map(sha256) })
  }

  leaf(index: number): Buffer {
    return leafHash(this.entries[index] as Uint8Array)
  }

  leaves(size = this.entries.length): Buffer[] {
    return this.entries.slice(0, size).map((entry) => leafHash(entry))
  }

  body(size = this.entries.length): string {
    return formatCheckpoint(this.origin, size, merkleRoot(this.leaves(size)))
  }

  sign({ size, postQuantum = false, laneKey = keyOf(this.sender, 'lane') }: SignOptions = {}): string {
    const body = this.body(size)
    const lines = [signLane(body, this.origin, { key: laneKey.privateKey, publicKey: laneKey.published.publicKey })]
    if (postQuantum) {
      const pq = keyOf(this.sender, 'lane-pq')
      const name = keyName(FEDERATION, this.sender, 'lane-pq')
      lines.push(signMlDsaLine(body, name, pq.privateKey, pq.published.publicKey, T0 / 1000))
    }
    return formatNote(body, lines)
  }

  proof(index: number, size = this.entries.length): Buffer[] {
    return inclusionProof(EMPTY, this.leaves(), index, size)
  }

  cosign(gateway: string, use: 'receipt' | 'witness', size = this.entries.length, timeSeconds = T0 / 1000 + 1): string {
    const { privateKey, published } = keyOf(gateway, use)
    const name = keyName(FEDERATION, gateway, use)
    return signCosignature(this.body(size), name, privateKey, published.publicKey, timeSeconds)
  }

  receipt(index: number, size: number | null = null, timeSeconds?: number): ReceiptEvidence {
    const line = this.cosign(this.receiver, 'receipt', size ?? undefined, timeSeconds)
    if (size === null) return { line, other: null }
    return { line, other: { size, root: merkleRoot(this.leaves(size)), proof: this.proof(index, size) } }
  }

  sealEvidence(index: number, member: string): SealEvidence {
    const indexes = this.#sealed.get(member) ?? []
    const record = this.#records.get(member)
    const position = indexes.indexOf(index)
    if (record === undefined || position < 0) throw new Error('entry is not sealed')
    const own = indexes.map((one) => this.leaf(one))
    const listed = {
      entry: this.entries[this.listedAt] as Uint8Array,
      index: this.listedAt,
      proof: this.proof(this.listedAt),
    }
    return { record, position, path: inclusionProof(EMPTY, own, position), listed }
  }

  item(index: number, member: string | null, parts: Partial<EvidenceItem> = {}): EvidenceItem {
    return {
      entry: this.entries[index] as Uint8Array,
      index,
      checkpoint: parts.checkpoint ?? this.sign(),
      proof: this.proof(index),
      receipt: null,
      seal: member === null ? null : this.sealEvidence(index, member),
      head: null,
      body: null,
      open: null,
      witnesses: [],
      stamps: [],
      ocsp: [],
      certificates: [],
      ...parts,
    }
  }
}
