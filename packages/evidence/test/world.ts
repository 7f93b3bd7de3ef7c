import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { DirectoryView, GatewayKey, GatewayKeyUse, GatewayRecord, SealKey } from '@rabt/directory'
import { publicKeyDigest, rawPublicKey } from '@rabt/ledger'
import { type DirectoryVersion, RabtError } from '@rabt/protocol'
import type { VerifyDirectory } from '../src/verify/directory.ts'

/** A federation of three gateways under generated keys, and a stand-in for the directory's verification. */

export const FEDERATION = 'test'
export const KW = 'KW/GOV/EGOV/gw1'
export const SA = 'SA/GOV/EGOV/gw1'
export const QA = 'QA/GOV/EGOV/gw1'
export const CONSUMER = 'KW/GOV/MOI/traffic'
export const PROVIDER = 'SA/GOV/MOI/traffic'
/** Another subsystem of the provider's member, at the same gateway. */
export const SIBLING = 'SA/GOV/MOI/licences'
export const T0 = 1_790_000_000_000

export interface OwnKey {
  readonly privateKey: KeyObject
  readonly published: GatewayKey
}
export interface OwnSealKey {
  readonly privateKey: KeyObject
  readonly published: SealKey
}

const text = (en: string) => ({ ar: en, en })
const USES: readonly GatewayKeyUse[] = ['lane', 'lane-pq', 'receipt', 'witness']

function makeKey(use: GatewayKeyUse): OwnKey {
  const { privateKey, publicKey } =
    use === 'lane-pq' ? generateKeyPairSync('ml-dsa-44') : generateKeyPairSync('ed25519')
  const raw = rawPublicKey(publicKey)
  const digest = createHash('sha256').update(raw).digest()
  return {
    privateKey,
    published: { use, publicKey: raw, digest, key: publicKey, from: T0 - 86_400_000, retired: null },
  }
}

function makeSealKey(): OwnSealKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const published: SealKey = {
    digest: publicKeyDigest(publicKey),
    key: publicKey,
    certificate: Buffer.alloc(0),
    notBefore: T0 - 86_400_000,
    notAfter: T0 + 86_400_000,
    retired: null,
  }
  return { privateKey, published }
}

/** Keys of a gateway or a member by name; made once, as ML-DSA keys are slow to make. */
const gatewayKeys = new Map([KW, SA, QA].map((id) => [id, new Map(USES.map((use) => [use, makeKey(use)]))] as const))
const sealKeys = new Map(['KW/GOV/MOI', 'SA/GOV/MOI'].map((member) => [member, makeSealKey()] as const))

export function keyOf(gateway: string, use: GatewayKeyUse): OwnKey {
  const key = gatewayKeys.get(gateway)?.get(use)
  if (key === undefined) throw new Error(`no ${use} key of ${gateway}`)
  return key
}

export function sealKeyOf(member: string): OwnSealKey {
  const key = sealKeys.get(member)
  if (key === undefined) throw new Error(`no sealing key of ${member}`)
  return key
}

/** What a test changes of the directory. */
export interface Changes {
  readonly gatewayKey?: (gateway: string, key: GatewayKey) => GatewayKey | null
  readonly sealKey?: (member: string, key: SealKey) => SealKey | null
  readonly hosts?: (subsystem: string) => readonly string[]
}

function makeView(version: DirectoryVersion, changes: Changes): DirectoryView {
  const gateways = new Map<string, GatewayRecord>()
  for (const id of [KW, SA, QA]) {
    const keys = USES.map((use) => keyOf(id, use).published).map(
      (key) => changes.gatewayKey?.(id, key) ?? (changes.gatewayKey ? null : key),
    )
    gateways.set(id, {
      id,
      state: id.slice(0, 2),
      owner: id.slice(0, id.lastIndexOf('/')),
      name: text(id),
      linkUrl: 'wss://gateway.example/link',
      tlsKeys: [],
      keys: keys.filter((key) => key !== null),
    })
  }
  const members = new Map(
    [...sealKeys].map(([id, { published }]) => {
      const key = changes.sealKey ? changes.sealKey(id, published) : published
      const sealKeys = key === null ? [] : [key]
      return [id, { id, state: id.slice(0, 2), name: text(id), stage: 'live' as const, contacts: [], sealKeys }]
    }),
  )
  const subsystems = new Map(
    [CONSUMER, PROVIDER, SIBLING].map((id) => {
      const gateway = id.startsWith('KW') ? KW : SA
      const member = id.slice(0, id.lastIndexOf('/'))
      return [id, { id, member, name: text(id), gateways: changes.hosts?.(id) ?? [gateway], groups: [] }]
    }),
  )
  return {
    federation: FEDERATION,
    version,
    expires: T0 + 86_400_000,
    states: new Map(),
    gateways,
    members,
    subsystems,
    services: new Map(),
    cas: [],
    maintenance: [],
    agreements: new Map(),
    agreementsFor: () => [],
    gatewayKey: (gateway, use, digest) =>
      gateways.get(gateway)?.keys.find((key) => key.use === use && Buffer.from(key.digest).toString('hex') === digest),
    sealKey: (member, digest) =>
      members.get(member)?.sealKeys.find((key) => Buffer.from(key.digest).toString('hex') === digest),
  }
}

export const ROOT = Buffer.from('{"signed":{"version":1}}')
export const SECOND_ROOT = Buffer.from('{"signed":{"version":2}}')

/** A stand-in for the directory's repository: versions with their files, and the verification that knows them byte for byte. */
export class World {
  readonly #views = new Map<string, { readonly version: DirectoryVersion; readonly changes: Changes }>()
  readonly #document = Buffer.from('{"document":"trust"}')
  readonly rootChain: readonly Uint8Array[] = [SECOND_ROOT]

  addVersion(number: number, changes: Changes = {}): DirectoryVersion {
    const hash = createHash('sha256').update(this.#snapshot(number)).digest()
    const version = { number, hash }
    this.#views.set(`${number}`, { version, changes })
    return version
  }

  filesOf({ number }: DirectoryVersion): Map<string, Uint8Array> {
    return new Map([
      [`${number}.snapshot.json`, this.#snapshot(number)],
      ['kw/trust.json', this.#document],
    ])
  }

  #snapshot(number: number): Buffer {
    return Buffer.from(`{"snapshot":${number}}`)
  }

  readonly verify: VerifyDirectory = ({ rootChain, files, version, trustedRoot, time }) => {
    const chain = Buffer.concat([trustedRoot, ...rootChain])
    const isRooted = chain.equals(Buffer.concat([ROOT, SECOND_ROOT])) || chain.equals(SECOND_ROOT)
    const held = this.#views.get(`${version.number}`)
    const snapshot = files.get(`${version.number}.snapshot.json`)
    const document = files.get('kw/trust.json')
    const isKnown =
      isRooted &&
      held !== undefined &&
      snapshot !== undefined &&
      this.#snapshot(version.number).equals(snapshot) &&
      Buffer.compare(held.version.hash, version.hash) === 0 &&
      document !== undefined &&
      this.#document.equals(document)
    if (!isKnown || held === undefined)
      throw new RabtError('DIRECTORY_INVALID', { place: 'test', reason: 'other bytes' })
    if (time > T0 + 86_400_000) throw new RabtError('DIRECTORY_EXPIRED')
    return makeView(held.version, held.changes)
  }
}
