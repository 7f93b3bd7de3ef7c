import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  Frontier,
  formatCheckpoint,
  formatNote,
  leafHash,
  publicKeyDigest,
  rawPublicKey,
  signLane,
  signSeal,
} from '@rabt/ledger'
import {
  type Batch,
  type DirectoryVersion,
  type Entry,
  encodeBatch,
  encodeEntry,
  encodeFrame,
  formatOrigin,
  KIND,
  memberOf,
  type RunSlot,
  serialiseRequestHead,
  sha256,
  uuid7,
  uuidToString,
} from '@rabt/protocol'
import type { Code, Network } from '../../support/network.ts'

const SALT_BYTES = 32
const LIFE_MS = 20_000

/** One request with what travels beside its entry. */
export interface Request {
  readonly entry: Entry
  readonly blobs: readonly Uint8Array[]
}

/** The keys of a gateway and of one member of it, and what its words have to name. */
export interface Identity {
  readonly gateway: string
  readonly peer: string
  readonly federation: string
  readonly directory: DirectoryVersion
  readonly consumer: string
  readonly laneKey: KeyObject
  readonly sealKey: KeyObject
  readonly run: RunSlot
  /** That its requests name. */
  readonly agreement: string | null
}

export function identityOf(
  network: Network,
  code: Code,
  peer: Code,
  directory: DirectoryVersion,
  agreement: string | null,
): Identity {
  const node = network.at.node(code)
  const consumer = `${code}/GOV/MOI/traffic`
  const read = (file: string): KeyObject => createPrivateKey(readFileSync(join(node, 'keys', file)))
  const { federation } = JSON.parse(readFileSync(join(node, 'node.json'), 'utf8')) as { readonly federation: string }
  return {
    gateway: `${code}/GOV/EGOV/gw1`,
    peer: `${peer}/GOV/EGOV/gw1`,
    federation,
    directory,
    consumer,
    laneKey: read('lane.pem'),
    sealKey: read(join('members', `${encodeURIComponent(memberOf(consumer))}.pem`)),
    run: { slot: '1', epoch: Date.now(), random: randomBytes(8) },
    agreement,
  }
}

export interface Signing {
  readonly laneKey?: KeyObject
  readonly sealKey?: KeyObject
  /** Leaves that the seal speaks of, in place of those of the batch. */
  readonly leaves?: readonly Uint8Array[]
}

/** A lane of one's own making: what it is told to say it says, rightly signed unless told otherwise. */
export class OwnLane {
  readonly origin: string
  readonly #identity: Identity
  #frontier = new Frontier()

  constructor(identity: Identity) {
    const { federation, gateway: sender, peer: receiver, run } = identity
    this.#identity = identity
    this.origin = formatOrigin({ federation, sender, receiver, ...run, random: randomBytes(8) })
  }

  /** Goes back to an earlier state: what comes then is another history. */
  fork(): () => void {
    const before = this.#frontier.clone()
    return () => {
      this.#frontier = before.clone()
    }
  }

  /** The next batch with these requests. The first one of a lane opens it. */
  next(requests: readonly Request[], signing: Signing = {}): Batch {
    const { laneKey, sealKey, directory, run, consumer } = this.#identity
    const first = this.#frontier.size
    const entries: Buffer[] = []
    if (first === 0) {
      const digest = sha256(rawPublicKey(createPublicKey(laneKey)))
      const versions = { min: 1, max: 1 }
      entries.push(this.#control({ name: 'open', versions, laneKey: digest, directory, slots: [run], earlier: [] }))
    }
    const sealed = requests.map(({ entry }) => encodeEntry(entry))
    entries.push(...sealed)
    const seals: Uint8Array[] = []
    if (sealed.length > 0) {
      const key = signing.sealKey ?? sealKey
      const leaves = [...(signing.leaves ?? sealed.map(leafHash))]
      const keyDigest = publicKeyDigest(createPublicKey(key))
      seals.push(signSeal({ member: memberOf(consumer), origin: this.origin, leaves, key, keyDigest }))
      entries.push(this.#control({ name: 'seals', digests: seals.map(sha256) }))
    }
    for (const entry of entries) this.#frontier.append(leafHash(entry))
    const body = formatCheckpoint(this.origin, this.#frontier.size, this.#frontier.root())
    const key = signing.laneKey ?? laneKey
    const line = signLane(body, this.origin, { key, publicKey: rawPublicKey(createPublicKey(key)) })
    return { first, entries, seals, checkpoint: formatNote(body, [line]) }
  }

  #control(control: NonNullable<Entry['control']>): Buffer {
    const { gateway: sender, peer: receiver, directory } = this.#identity
    const created = Date.now()
    const id = uuid7(created, randomBytes(10))
    return encodeEntry({
      ...NOTHING,
      id,
      created,
      deadline: created,
      control,
      kind: KIND.control,
      sender,
      receiver,
      directory,
    })
  }
}

export function frameOf(batch: Batch, requests: readonly Request[]): Buffer {
  const blobs = requests.flatMap((request) => request.blobs)
  return encodeFrame({ type: 'batch', batch: encodeBatch(batch), blobs, secrets: new Map() })
}

/** A request to a service (five parts) that asks it to run `name`, with a body. */
export function requestOf(
  identity: Identity,
  service: string,
  name: string,
  id = uuid7(Date.now(), randomBytes(10)),
): Request {
  const { consumer: sender, directory, agreement } = identity
  const created = Date.now()
  const head = blob(
    serialiseRequestHead({
      method: 'POST',
      target: `/r1/${service}/${name}`,
      headers: [
        ['X-Road-Client', sender],
        ['x-road-id', name],
        ['x-road-request-id', uuidToString(id)],
      ],
    }),
  )
  const body = blob(Buffer.from(name))
  const at = service.lastIndexOf('/')
  const entry: Entry = {
    ...NOTHING,
    id,
    created,
    deadline: created + LIFE_MS,
    salt: randomBytes(16),
    head: head.ref,
    body: body.ref,
    kind: KIND.request,
    sender,
    receiver: service.slice(0, at),
    directory,
    service: service.slice(at + 1),
    method: 'POST',
    agreement,
  }
  return { entry, blobs: [head.item, body.item] }
}

function blob(bytes: Buffer) {
  const item = Buffer.concat([randomBytes(SALT_BYTES), bytes])
  return { item, ref: { size: bytes.length, digest: sha256(item) } }
}

const NOTHING = {
  salt: new Uint8Array(16),
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
} as const
