import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  type AgreementsContent,
  createFederation,
  EKU,
  keySigner,
  memoryRepository,
  metadataName,
  type RegistryContent,
  type Signer,
  TIMESTAMP,
  type TrustContent,
  updateDocument,
} from '@rabt/directory'
import { extendedKeyUsage, keyUsage, makeCa, makeCertificate } from '@rabt/directory/testing'
import type { DirectoryVersion } from '@rabt/protocol'
import type { Source } from './call.ts'
import { CONSUMER, FEDERATION, KW, keyOf, PROVIDER, QA, SA, sealKeyOf, T0 } from './world.ts'

const DAY = 86_400_000
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const signer = () => keySigner(generateKeyPairSync('ed25519').privateKey)
const text = (en: string) => ({ ar: 'اسم', en })
const USES = ['lane', 'lane-pq', 'receipt', 'witness'] as const

function trustOf(gateway: string, ca: { readonly certificate: Uint8Array }): TrustContent {
  return {
    cas: [{ certificate: base64(ca.certificate), ocspUrl: 'http://ocsp.invalid/' }],
    gateways: [
      {
        id: gateway,
        owner: gateway.slice(0, gateway.lastIndexOf('/')),
        name: text('Gateway'),
        linkUrl: 'wss://gw1.invalid:8102/link',
        tlsKeys: [base64(createHash('sha256').update(gateway).digest())],
        keys: USES.map((use) => ({
          use,
          algorithm: use === 'lane-pq' ? 'ml-dsa-44' : 'ed25519',
          publicKey: base64(keyOf(gateway, use).published.publicKey),
          from: T0 - DAY,
          retired: null,
        })),
      },
    ],
    ocsp: [],
    tsa: [],
  }
}

function registryOf(
  gateway: string,
  subsystem: string | null,
  certify: (member: string, key: KeyObject) => Buffer,
): RegistryContent {
  const owner = { id: gateway.slice(0, gateway.lastIndexOf('/')), name: text('E-government'), sealCertificates: [] }
  const empty = { services: [], revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] } }
  if (subsystem === null) return { members: [owner], subsystems: [], ...empty }
  const member = subsystem.slice(0, subsystem.lastIndexOf('/'))
  const certificate = base64(certify(member, sealKeyOf(member).published.key))
  return {
    members: [owner, { id: member, name: text('Interior'), sealCertificates: [{ certificate, retired: null }] }],
    subsystems: [{ id: subsystem, name: text('Traffic'), gateways: [gateway], groups: [] }],
    ...empty,
  }
}

export interface RealDirectory extends Source {
  readonly trustedRoot: Uint8Array
  readonly versions: readonly [DirectoryVersion, DirectoryVersion]
  /** The online keys, by state. */
  readonly ops: Readonly<Record<string, Signer>>
  /** The signed timestamp of the second version. */
  readonly timestamp: Uint8Array
}

/** What the second version of Kuwait's registry takes away: gateway keys (SHA-256, base64), or all sealing certificates. */
export interface Revocation {
  readonly keys?: readonly string[]
  readonly seals?: boolean
}

/** What a state is founded with. */
export interface StateDraft {
  readonly trust: TrustContent
  readonly registry: RegistryContent
  readonly stage: 'candidate' | 'trial' | 'live' | 'suspended'
  readonly agreements?: AgreementsContent
}

export interface Draft {
  /** Texts of the organisation; without them it takes no part. */
  readonly organisation?: AgreementsContent
  readonly edit?: (code: string, state: StateDraft) => StateDraft
}

/** The same federation in a real repository: founded, then one document issued anew, so that it has two versions. */
export async function foundDirectory(revoke: Revocation = {}, draft: Draft = {}): Promise<RealDirectory> {
  const parties = [
    [KW, CONSUMER],
    [SA, PROVIDER],
    [QA, null],
  ] as const
  const keys = Object.fromEntries(parties.map(([gateway]) => [gateway.slice(0, 2), { state: signer(), ops: signer() }]))
  const onlineKeys = { snapshot: signer(), timestamp: signer() }
  const states = parties.map(([gateway, subsystem]) => {
    const code = gateway.slice(0, 2)
    const ca = makeCa(`${code} CA`, T0 - DAY)
    const certify = (member: string, publicKey: KeyObject) =>
      makeCertificate({
        subject: member,
        issuer: ca,
        publicKey,
        extensions: [keyUsage(0x80), extendedKeyUsage([EKU.memberSeal])],
        notBefore: T0 - DAY,
        notAfter: T0 + 80 * DAY,
      })
    const registry = registryOf(gateway, subsystem, certify)
    const state: StateDraft = { stage: 'live', trust: trustOf(gateway, ca), registry }
    return { code, name: text(code), ...(draft.edit?.(code, state) ?? state) }
  })
  const files = await createFederation({
    federation: FEDERATION,
    states,
    rootKeys: [signer(), signer(), signer(), signer()],
    stateKeys: Object.fromEntries(Object.entries(keys).map(([code, { state }]) => [code, state])),
    opsKeys: Object.fromEntries(Object.entries(keys).map(([code, { ops }]) => [code, ops])),
    onlineKeys,
    ...(draft.organisation && { organisation: { key: signer(), agreements: draft.organisation } }),
    now: T0 - DAY,
  })
  const repository = memoryRepository(files)
  const [kuwait] = states
  if (kuwait === undefined || keys.KW === undefined) throw new Error('no state')
  const content: RegistryContent = {
    ...kuwait.registry,
    members: kuwait.registry.members.map((one) => (revoke.seals ? { ...one, sealCertificates: [] } : one)),
    revoked: { ...kuwait.registry.revoked, keys: [...(revoke.keys ?? [])] },
  }
  const again = { state: 'KW', kind: 'registry', content, signer: keys.KW.ops } as const
  await updateDocument({ repository, onlineKeys, now: T0 - DAY / 2, ...again })
  const versionOf = (number: number): DirectoryVersion => {
    const snapshot = files.get(metadataName('snapshot', number))
    if (snapshot === undefined) throw new Error('no snapshot')
    return { number, hash: createHash('sha256').update(snapshot).digest() }
  }
  const archived = new Map([...files].filter(([name]) => !/root\.json$|timestamp\.json$/.test(name)))
  return {
    ops: Object.fromEntries(Object.entries(keys).map(([code, { ops }]) => [code, ops])),
    trustedRoot: files.get(metadataName('root', 1)) as Uint8Array,
    rootChain: [files.get(metadataName('root', 1)) as Uint8Array],
    versions: [versionOf(1), versionOf(2)],
    timestamp: files.get(TIMESTAMP) as Uint8Array,
    filesOf: () => archived,
  }
}
