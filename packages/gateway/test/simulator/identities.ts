import { createECDH, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { DirectoryView, GatewayKey, GatewayKeyUse, SealKey } from '@rabt/directory'
import { publicKeyDigest, rawPublicKey } from '@rabt/ledger'
import { memberOf, sha256 } from '@rabt/protocol'
import { registerKey } from './fast-crypto.ts'

export const FEDERATION = 'sim'
export const KW = 'KW/GOV/EGOV/gw1'
export const QA = 'QA/GOV/EGOV/gw1'
export const AE = 'AE/GOV/EGOV/gw1'
export const GATEWAYS: readonly string[] = [KW, QA, AE]

/** When every history begins, Unix ms. */
export const START = 1_800_000_000_000
const HOUR = 3_600_000

export const stateOf = (gateway: string): string => gateway.slice(0, 2)
export const memberOfGateway = (gateway: string): string => `${stateOf(gateway)}/GOV/MOI`
export const subsystemOfGateway = (gateway: string): string => `${memberOfGateway(gateway)}/traffic`

/** Keys of one gateway of one generation: rotation takes the next. */
export interface KeySet {
  readonly lane: KeyObject
  readonly postQuantum: KeyObject
  readonly receipt: KeyObject
  readonly seal: KeyObject
}

export const KEY_USES: readonly (keyof KeySet)[] = ['lane', 'postQuantum', 'receipt', 'seal']
const GENERATIONS = 3
const seedOf = (label: string): Buffer => sha256(Buffer.from(`simulator key ${label}`))

function ed25519(label: string): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seedOf(label)])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

function p256(label: string): KeyObject {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(seedOf(label))
  const point = ecdh.getPublicKey()
  const url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
  return createPrivateKey({
    key: { kty: 'EC', crv: 'P-256', d: url(seedOf(label)), x: url(point.subarray(1, 33)), y: url(point.subarray(33)) },
    format: 'jwk',
  })
}

function makeKeys(label: string): KeySet {
  const keys = {
    lane: ed25519(`${label} lane`),
    postQuantum: generateKeyPairSync('ml-dsa-44').privateKey,
    receipt: ed25519(`${label} receipt`),
    seal: p256(`${label} seal`),
  }
  for (const key of Object.values(keys)) registerKey(key)
  return keys
}

const publicKeys = new WeakMap<KeyObject, KeyObject>()

export function publicOf(key: KeyObject): KeyObject {
  let known = publicKeys.get(key)
  if (!known) {
    known = createPublicKey(key)
    registerKey(known)
    publicKeys.set(key, known)
  }
  return known
}

const rawKeys = new WeakMap<KeyObject, Buffer>()

export function rawOf(key: KeyObject): Buffer {
  const known = rawKeys.get(key) ?? rawPublicKey(publicOf(key))
  rawKeys.set(key, known)
  return known
}

/** Made once a process: all keys that any history uses. */
export const KEYS: ReadonlyMap<string, readonly KeySet[]> = new Map(
  GATEWAYS.map((gateway) => [gateway, Array.from({ length: GENERATIONS }, (_, n) => makeKeys(`${gateway} ${n}`))]),
)

export function keysOf(gateway: string, generation: number): KeySet {
  const keys = KEYS.get(gateway)?.[generation]
  if (!keys) throw new Error(`no keys ${generation} of ${gateway}`)
  return keys
}

/** What the directory says of one gateway's keys, by use and generation: when listed and when retired, Unix ms. */
export interface Listing {
  readonly generation: number
  readonly use: keyof KeySet
  readonly from: number
  readonly retired: number | null
}

export interface DirectoryState {
  readonly number: number
  readonly delisted: ReadonlySet<string>
  readonly listings: ReadonlyMap<string, readonly Listing[]>
}

const USES: Readonly<Record<Exclude<keyof KeySet, 'seal'>, GatewayKeyUse>> = {
  lane: 'lane',
  postQuantum: 'lane-pq',
  receipt: 'receipt',
}

export function firstDirectory(): DirectoryState {
  const listing = (use: keyof KeySet): Listing => ({ generation: 0, use, from: START - HOUR, retired: null })
  return {
    number: 1,
    delisted: new Set(),
    listings: new Map(GATEWAYS.map((gateway) => [gateway, KEY_USES.map(listing)])),
  }
}

/** A view as a verified directory of that state gives it. */
export function viewOf(state: DirectoryState): DirectoryView {
  const keyOf = (gateway: string, listing: Listing): KeyObject => keysOf(gateway, listing.generation)[listing.use]
  const gateways = new Map(
    GATEWAYS.filter((id) => !state.delisted.has(id)).map((id) => [
      id,
      {
        id,
        state: stateOf(id),
        owner: memberOf(id),
        name: { ar: id, en: id },
        linkUrl: '',
        tlsKeys: [],
        keys: (state.listings.get(id) ?? []).flatMap((listing): GatewayKey[] => {
          if (listing.use === 'seal') return []
          const key = keyOf(id, listing)
          const publicKey = rawOf(key)
          const { from, retired } = listing
          return [{ use: USES[listing.use], publicKey, digest: sha256(publicKey), key: publicOf(key), from, retired }]
        }),
      },
    ]),
  )
  const sealKeys = new Map(
    GATEWAYS.map((id): [string, SealKey[]] => [
      memberOfGateway(id),
      (state.listings.get(id) ?? []).flatMap((listing): SealKey[] => {
        if (listing.use !== 'seal') return []
        const key = publicOf(keyOf(id, listing))
        const certificate = new Uint8Array()
        return [
          {
            digest: publicKeyDigest(key),
            key,
            certificate,
            notBefore: listing.from,
            notAfter: START + 240 * HOUR,
            retired: listing.retired,
          },
        ]
      }),
    ]),
  )
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  return {
    federation: FEDERATION,
    version: { number: state.number, hash: sha256(Buffer.from(`directory ${state.number}`)) },
    expires: START + 240 * HOUR,
    states: new Map(),
    gateways,
    members: new Map(
      [...sealKeys].map(([id, keys]) => [
        id,
        { id, state: stateOf(id), name: { ar: id, en: id }, stage: 'live', contacts: [], sealKeys: keys },
      ]),
    ),
    subsystems: new Map(
      GATEWAYS.map((gateway) => {
        const id = subsystemOfGateway(gateway)
        return [id, { id, member: memberOf(id), name: { ar: id, en: id }, gateways: [gateway], groups: [] }]
      }),
    ),
    services: new Map(),
    cas: [],
    maintenance: [],
    agreements: new Map(),
    agreementsFor: () => [],
    gatewayKey: (gateway, use, digestHex) =>
      gateways.get(gateway)?.keys.find((key) => key.use === use && hex(key.digest) === digestHex),
    sealKey: (member, digestHex) => sealKeys.get(member)?.find((key) => hex(key.digest) === digestHex),
  }
}
