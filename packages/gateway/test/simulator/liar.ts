import { generateKeyPairSync } from 'node:crypto'
import { Frontier, formatCheckpoint, formatNote, leafHash, publicKeyDigest, signLane, signSeal } from '@rabt/ledger'
import {
  type BatchFrame,
  decodeFrame,
  decodeSeal,
  type Entry,
  encodeBatch,
  encodeEntry,
  encodeFrame,
  type Frame,
  type HelloFrame,
  KIND,
  LIMITS,
  memberOf,
  sha256,
  uuid7,
} from '@rabt/protocol'
import { openBatch } from '../../src/link/lane/continuation.ts'
import { decodeEntries } from '../../src/link/lane/decode-entries.ts'
import { registerKey } from './fast-crypto.ts'
import { type KeySet, memberOfGateway, publicOf, rawOf } from './identities.ts'
import type { Prng } from './prng.ts'
import type { Tongue } from './world.ts'

/** A sealing key that no directory lists. */
const STRANGER = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
registerKey(STRANGER)

/** Further back than is allowed, and not so far that its deadline would be too far off. */
const BACKDATED_MS = 360_000

/** How an entry may be falsified before it is signed with the liar's own valid keys. */
export const ENTRY_LIES: Readonly<Record<string, (entry: Entry, prng: Prng) => Entry | Uint8Array>> = {
  'back-dated': (entry) => ({
    ...entry,
    created: entry.created - BACKDATED_MS,
    id: uuid7(entry.created - BACKDATED_MS, sha256(entry.id).subarray(0, 10)),
  }),
  'forward-dated': (entry) => ({
    ...entry,
    created: entry.created + 3_600_000,
    deadline: entry.deadline + 3_600_000,
    id: uuid7(entry.created + 3_600_000, sha256(entry.id).subarray(0, 10)),
  }),
  'past its deadline': (entry) => ({ ...entry, deadline: entry.created }),
  'too long a life': (entry) => ({ ...entry, deadline: entry.created + 86_400_000 }),
  'of a foreign member': (entry) => ({ ...entry, sender: entry.receiver }),
  'of a system that is not registered': (entry) => ({ ...entry, sender: `${memberOf(entry.sender)}/unlisted` }),
  'with a body that is not there': (entry) => ({
    ...entry,
    body: { size: LIMITS.bodyBytes, digest: sha256(entry.salt) },
  }),
  'to nobody': (entry) => ({ ...entry, receiver: 'KW/GOV/NOBODY/none' }),
  'of a kind not acted on': (entry) => ({ ...entry, kind: KIND.transfer }),
  'without a head': (entry) => ({ ...entry, head: null }),
  'of another directory': (entry) => ({ ...entry, directory: { ...entry.directory, hash: sha256(entry.id) } }),
  'of a directory to come': (entry) => ({
    ...entry,
    directory: { number: entry.directory.number + 5, hash: sha256(entry.id) },
  }),
  'answering what was not asked': (entry, prng) =>
    entry.correlation ? { ...entry, correlation: { ...entry.correlation, index: prng.int(0, 50) } } : entry,
  'answering with another leaf': (entry) =>
    entry.correlation
      ? { ...entry, correlation: { ...entry.correlation, leaf: sha256(entry.correlation.leaf) } }
      : entry,
  'saying unknown': (entry) =>
    entry.control?.name === 'refused' ? { ...entry, control: { name: 'outcome', code: 'NOT_RUN' } } : entry,
  'of bytes': (_, prng) => prng.bytes(prng.int(1, 80)),
  'another id': (entry, prng) => ({ ...entry, id: uuid7(entry.created, prng.bytes(10)) }),
}

export const SEAL_LIES = ['none', 'foreign key', 'other leaves', 'not listed', 'broken'] as const

interface Told {
  frontier: Frontier
  /** Frames as they went out. */
  readonly frames: Uint8Array[]
}

/** Chances of each kind of lie, for one message. */
export interface LieWeather {
  /** Damage to bytes on the way out: no key is needed. */
  readonly damage: number
  /** Falsified and signed again with the liar's own keys. */
  readonly falsify: number
  /** Lies about sizes, roots, lanes and slots in a hello. */
  readonly hello: number
  /** Receipts kept back, altered, or given for something else. */
  readonly receipts: number
  /** The same again, and things nobody asked for. */
  readonly flood: number
}

/** A gateway's mouth that lies: its kernel is honest, what leaves it is not. It holds its own keys and nobody else's. */
export class Liar implements Tongue {
  readonly #gateway: string
  readonly #keys: () => KeySet
  readonly #prng: Prng
  readonly #weather: LieWeather
  readonly #told = new Map<string, Told>()
  #heldBack: Uint8Array | null = null
  readonly #note: (text: string) => void

  constructor(options: {
    gateway: string
    keys: () => KeySet
    prng: Prng
    weather: LieWeather
    note: (text: string) => void
  }) {
    this.#gateway = options.gateway
    this.#keys = options.keys
    this.#prng = options.prng
    this.#weather = options.weather
    this.#note = options.note
  }

  says(_to: string, role: 'writer' | 'reader', bytes: Uint8Array): readonly Uint8Array[] {
    const frame = decodeFrame(bytes)
    const said = this.#change(frame, role, bytes)
    const { flood } = this.#weather
    if (!this.#prng.chance(flood)) return said
    this.#note(`lie: flood after ${frame.type}`)
    return [...said, ...this.#nonsense(frame, bytes)]
  }

  #change(frame: Frame, role: 'writer' | 'reader', bytes: Uint8Array): readonly Uint8Array[] {
    const { damage, falsify, hello, receipts } = this.#weather
    if (this.#prng.chance(damage)) return this.#damage(bytes)
    switch (frame.type) {
      case 'hello':
        return this.#prng.chance(hello) ? [encodeFrame(this.#falseHello(frame))] : [bytes]
      case 'receipt':
        return this.#prng.chance(receipts) ? this.#falseReceipt(frame, bytes) : [bytes]
      case 'batch':
        return role === 'writer' ? this.#tell(frame, bytes, this.#prng.chance(falsify)) : [bytes]
      default:
        return [bytes]
    }
  }

  /** Altered, truncated, dropped, sent twice, or out of order. */
  #damage(bytes: Uint8Array): readonly Uint8Array[] {
    const how = this.#prng.pick(['alter', 'truncate', 'drop', 'twice', 'swap'] as const)
    this.#note(`lie: ${how}`)
    switch (how) {
      case 'alter': {
        const altered = Buffer.from(bytes)
        const at = Math.floor(this.#prng.float() * altered.length)
        altered[at] = (altered[at] as number) ^ (1 << this.#prng.int(0, 7))
        return [altered]
      }
      case 'truncate':
        return [bytes.subarray(0, Math.floor(this.#prng.float() * bytes.length))]
      case 'drop':
        return []
      case 'twice':
        return [bytes, bytes]
      case 'swap': {
        const before = this.#heldBack
        this.#heldBack = bytes
        return before ? [before] : []
      }
    }
  }

  #falseHello(hello: HelloFrame): HelloFrame {
    const prng = this.#prng
    const how = prng.pick([
      'gateway',
      'federation',
      'versions',
      'epoch',
      'hide',
      'more',
      'less',
      'root',
      'foreign',
    ] as const)
    this.#note(`lie: hello ${how}`)
    const change = (fn: (lane: HelloFrame['lanes'][number]) => HelloFrame['lanes'][number]) => ({
      ...hello,
      lanes: hello.lanes.map(fn),
    })
    switch (how) {
      case 'gateway':
        return { ...hello, gateway: 'QA/GOV/EGOV/gw9' }
      case 'federation':
        return { ...hello, federation: 'other' }
      case 'versions':
        return { ...hello, versions: { min: 7, max: 9 } }
      case 'epoch':
        return {
          ...hello,
          run: hello.run.map((slot) => ({ ...slot, epoch: slot.epoch + prng.pick([-9_999_999, 9_999_999]) })),
        }
      case 'hide':
        return { ...hello, lanes: [] }
      case 'more':
        return change((lane) => ({ ...lane, size: lane.size + prng.int(1, 9) }))
      case 'less':
        return change((lane) => ({ ...lane, size: Math.max(0, lane.size - prng.int(1, 9)) }))
      case 'root':
        return change((lane) => ({ ...lane, root: sha256(lane.root) }))
      case 'foreign':
        return change((lane) => ({ ...lane, origin: lane.origin.replace('gw1', 'gw2') }))
    }
  }

  #falseReceipt(frame: Extract<Frame, { type: 'receipt' }>, bytes: Uint8Array): readonly Uint8Array[] {
    const how = this.#prng.pick(['silent', 'silent', 'size', 'line', 'early'] as const)
    this.#note(`lie: receipt ${how}`)
    switch (how) {
      case 'silent':
        return []
      case 'size':
        return [encodeFrame({ ...frame, size: frame.size + this.#prng.pick([-1, 1, 100]) < 0 ? 0 : frame.size + 1 })]
      case 'line':
        return [encodeFrame({ ...frame, line: frame.line.replace(/.{6}$/, 'AAAAA=') })]
      case 'early':
        return [bytes, encodeFrame({ ...frame, size: 0 })]
    }
  }

  /** Tells its lane as the kernel signed it, or another one, signed again. Once false, a lane goes on as it was told. */
  #tell(frame: BatchFrame, bytes: Uint8Array, falsify: boolean): readonly Uint8Array[] {
    const open = openBatch(frame.batch)
    const { origin } = open.checkpoint
    const told = this.#told.get(origin)
    if (!told && !falsify) return [bytes]
    if (told && told.frontier.size !== open.batch.first) return told.frames
    if (!told && open.batch.first > 0) return this.#fork(frame)
    const state = told ?? { frontier: new Frontier(), frames: [] }
    this.#told.set(origin, state)
    const said = this.falsified(frame, state.frontier, falsify)
    state.frames.push(said)
    return [said]
  }

  /** A second history from the same place: the batch as it was, and another of the same size. */
  #fork(frame: BatchFrame): readonly Uint8Array[] {
    this.#note('lie: fork')
    return this.#prng.chance(0.5) ? [encodeFrame(frame), this.twin(frame)] : [this.twin(frame)]
  }

  /** Another batch of the same size in the same place, validly signed. */
  twin(frame: BatchFrame): Uint8Array {
    const open = openBatch(frame.batch)
    const { origin } = open.checkpoint
    const body = formatCheckpoint(origin, open.size, sha256(open.checkpoint.root))
    const checkpoint = formatNote(body, [this.#lane(body, origin)])
    return encodeFrame({ ...frame, batch: encodeBatch({ ...open.batch, checkpoint }) })
  }

  #lane(body: string, origin: string): string {
    const { lane } = this.#keys()
    return signLane(body, origin, { key: lane, publicKey: rawOf(lane) })
  }

  /** The batch with one entry, or its seals, falsified, and everything signed again so that the lane itself verifies. */
  falsified(
    frame: BatchFrame,
    frontier: Frontier,
    falsify: boolean,
    how?: { entry?: string; seal?: (typeof SEAL_LIES)[number] },
  ): Uint8Array {
    const open = openBatch(frame.batch)
    const { origin } = open.checkpoint
    const decoded = decodeEntries(open.batch.entries).entries.filter((entry) => entry?.control?.name !== 'seals')
    const encode = (entry: Entry, honest: Entry): Uint8Array => {
      try {
        return encodeEntry(entry)
      } catch {
        // Not every falsehood can be written down.
        return encodeEntry(honest)
      }
    }
    const at = how
      ? decoded.findLastIndex((entry) => entry !== null && entry.kind !== KIND.control)
      : this.#prng.int(0, decoded.length - 1)
    const lie = how?.entry ?? (how ? undefined : this.#prng.pick(Object.keys(ENTRY_LIES)))
    const sealLie = how?.seal ?? (!how && this.#prng.chance(0.4) ? this.#prng.pick(SEAL_LIES) : null)
    if (falsify) this.#note(`lie: entry ${lie ?? ''} seal ${sealLie ?? ''}`)
    const entries: Uint8Array[] = []
    const own: Buffer[] = []
    let pattern: Entry | null = null
    decoded.forEach((entry, i) => {
      if (!entry) return
      pattern = entry
      const told = falsify && lie && i === at ? ENTRY_LIES[lie]?.(entry, this.#prng) : entry
      const bytes = told instanceof Uint8Array ? told : encode(told ?? entry, entry)
      entries.push(bytes)
      const kept = told instanceof Uint8Array ? null : told
      if (kept && kept.kind !== KIND.control && memberOf(kept.sender) === memberOfGateway(this.#gateway))
        own.push(leafHash(bytes))
    })
    const seals = own.length > 0 ? this.#seals(origin, own, falsify ? sealLie : null) : []
    if (seals.length > 0 && pattern) {
      const digests = seals.map((record) =>
        falsify && sealLie === 'not listed' ? sha256(sha256(record)) : sha256(record),
      )
      entries.push(encodeEntry(this.#control(pattern, digests)))
    }
    for (const entry of entries) frontier.append(leafHash(entry))
    const body = formatCheckpoint(origin, frontier.size, frontier.root())
    const checkpoint = formatNote(body, [this.#lane(body, origin)])
    const batch = encodeBatch({ first: open.batch.first, entries, seals, checkpoint })
    return encodeFrame({ ...frame, batch })
  }

  #seals(origin: string, leaves: Buffer[], lie: (typeof SEAL_LIES)[number] | null): Uint8Array[] {
    if (lie === 'none') return []
    const { seal } = this.#keys()
    const key = lie === 'foreign key' ? STRANGER : seal
    const made = signSeal({
      member: memberOfGateway(this.#gateway),
      origin,
      leaves: lie === 'other leaves' ? leaves.map(sha256) : leaves,
      key,
      keyDigest: publicKeyDigest(publicOf(key)),
    })
    if (lie !== 'broken') return [made]
    const broken = Buffer.from(made)
    const { signature } = decodeSeal(made)
    broken[broken.length - signature.length + 9] = 0x55
    return [broken]
  }

  #control(pattern: Entry, digests: readonly Uint8Array[]): Entry {
    const { created, directory } = pattern
    return {
      ...pattern,
      id: uuid7(created, this.#prng.bytes(10)),
      deadline: created,
      salt: this.#prng.bytes(16),
      head: null,
      body: null,
      correlation: null,
      status: null,
      outcome: null,
      idempotency: null,
      control: { name: 'seals', digests },
      kind: KIND.control,
      sender: this.#gateway,
      receiver: pattern.kind === KIND.control ? pattern.receiver : this.#peerOf(pattern),
      directory,
      service: null,
      method: null,
      agreement: null,
    }
  }

  #peerOf(entry: Entry): string {
    return `${entry.receiver.slice(0, 2)}/GOV/EGOV/gw1`
  }

  #nonsense(frame: Frame, bytes: Uint8Array): readonly Uint8Array[] {
    const origin = frame.type === 'batch' ? openBatch(frame.batch).checkpoint.origin : null
    switch (this.#prng.pick(['again', 'fault', 'loss', 'bytes', 'lines', 'receipt'] as const)) {
      case 'again':
        return Array.from({ length: 30 }, () => bytes)
      case 'fault':
        return [
          encodeFrame({
            type: 'fault',
            code: this.#prng.pick(['FORK', 'LANE_SIZE', 'LANE_FENCED', 'X']),
            message: 'x',
            origin,
          }),
        ]
      case 'loss':
        return [
          encodeFrame({
            type: 'fault',
            code: 'PEER_LOST_DATA',
            message: this.#prng.chance(0.5) ? '' : 'a\n1\nb\nc',
            origin,
          }),
        ]
      case 'bytes':
        return [this.#prng.bytes(this.#prng.int(0, 60))]
      case 'lines':
        return origin ? [encodeFrame({ type: 'lines', origin, size: this.#prng.int(0, 9), line: '— x AAAA' })] : []
      case 'receipt':
        return origin ? [encodeFrame({ type: 'receipt', origin, size: this.#prng.int(0, 9), line: '— x AAAA' })] : []
    }
  }
}
