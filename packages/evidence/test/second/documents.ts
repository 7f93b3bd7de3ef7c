import { isCa, readSealCertificate, type SealCertificate, spkiOfCertificate } from './certificate.ts'
import {
  BAD,
  bytesOf,
  type Json,
  type JsonObject,
  list,
  members,
  oneOf,
  readJson,
  string,
  strings,
  whole,
} from './json.ts'
import { sha256 } from './merkle.ts'
import { demandRegistrable } from './name.ts'
import { spkiOf, type Use } from './note.ts'
import { demand, Refused } from './refuse.ts'

/** The documents of the directory (docs/spec/directory.md §3). */

export interface GatewayKey {
  readonly use: Use
  readonly publicKey: Buffer
  readonly spki: Buffer
  readonly from: number
  readonly retired: number | null
}
export interface Gateway {
  readonly id: string
  readonly state: string
  readonly tlsKeys: readonly Buffer[]
  readonly keys: readonly GatewayKey[]
}
export interface SealKey extends SealCertificate {
  readonly retired: number | null
}
export interface Trust {
  readonly cas: readonly Buffer[]
  readonly gateways: readonly Gateway[]
}
export interface Registry {
  readonly members: readonly {
    readonly id: string
    readonly certificates: readonly Sealing[]
    readonly stage: string
  }[]
  readonly subsystems: ReadonlyMap<string, readonly string[]>
  readonly groups: ReadonlyMap<string, readonly string[]>
  readonly services: readonly string[]
  readonly revoked: {
    readonly gateways: readonly string[]
    readonly tlsKeys: Hashes
    readonly keys: Hashes
    readonly cas: Hashes
  }
}
type Hashes = readonly string[]
interface Sealing {
  readonly certificate: Buffer
  readonly retired: number | null
}

const ALGORITHM = { lane: 'ed25519', 'lane-pq': 'ml-dsa-44', receipt: 'ed25519', witness: 'ed25519' } as const
const SIZE = { ed25519: 32, 'ml-dsa-44': 1312 } as const

function name(value: Json | undefined): void {
  const { ar, en } = members(value, 'ar en')
  for (const text of [ar, en]) line(text, 200, 'length of a name')
}

function line(value: Json | undefined, most: number, what: string): void {
  const text = string(value)
  demand(text.length >= 1 && text.length <= most, BAD, what)
  demand(!/[\u007f-\u009f\u00ad\u200b\u202a-\u202e\u2060-\u2069\ufeff]/.test(text), BAD, 'invisible characters')
}

/** An absolute address without credentials or fragment. */
function url(value: Json | undefined, protocols: readonly string[]): void {
  const text = string(value)
  demand(text.length <= 512 && URL.canParse(text), BAD, 'address')
  const { protocol, username, password, hash } = new URL(text)
  demand(protocols.includes(protocol) && username + password + hash === '', BAD, 'address')
}

const retiredOf = (value: Json | undefined): number | null => (value === null ? null : whole(value))

/** An identifier of this state. */
function own(code: string, value: Json | undefined, count: number): string {
  const id = demandRegistrable(string(value), count, BAD)
  demand(id.startsWith(`${code}/`), BAD, 'identifier of another state')
  return id
}

/** directory.md §3: names that differ by case, or by letters of one shape, are taken for each other. */
function demandDistinct(ids: readonly string[]): void {
  for (const shape of [
    (id: string) => id.toLowerCase(),
    (id: string) => id.replaceAll('0', 'O').replaceAll('1', 'l').replaceAll('I', 'l'),
  ]) {
    const seen = ids.map((id) => shape(decodeURIComponent(id).normalize('NFKC')))
    demand(new Set(seen).size === ids.length, BAD, 'names that look alike')
  }
}

const parent = (id: string): string => id.slice(0, id.lastIndexOf('/'))

function demandOnce(ids: readonly string[]): void {
  demand(new Set(ids).size === ids.length, BAD, 'an identifier twice')
}

function document(bytes: Buffer, format: string, code: string, names: string): JsonObject {
  const one = members(readJson(bytes), `format issued state version ${names}`)
  demand(one.format === format && one.state === code, BAD, 'another document than should stand there')
  whole(one.version, 1)
  whole(one.issued)
  return one
}

const STAGES = ['candidate', 'trial', 'live', 'suspended']

function contact(value: Json): void {
  const one = members(value, 'email kind name phone url')
  oneOf(one.kind, ['technical', 'operations', 'legal'])
  name(one.name)
  if (one.email !== null) demand(/^[!-?A-~]{1,200}@[!-?A-~]+$/.test(string(one.email)), BAD, 'address of mail')
  if (one.phone !== null) demand(/^\+?[0-9][0-9 -]{2,31}$/.test(string(one.phone)), BAD, 'number of a telephone')
  if (one.url !== null) url(one.url, ['https:'])
}

function maintenance(value: Json, code: string): void {
  const one = members(value, 'from gateway? notice subsystem? until')
  demand((one.gateway === undefined) !== (one.subsystem === undefined), BAD, 'one of the two')
  own(code, one.gateway ?? one.subsystem, 4)
  name(one.notice)
  demand(whole(one.from) < whole(one.until), BAD, 'ends before it begins')
}

export interface FederationState {
  readonly code: string
  readonly stage: string
}

export function readFederation(bytes: Buffer): {
  readonly federation: string
  readonly states: readonly FederationState[]
} {
  const one = members(readJson(bytes), 'acts? federation format holders? revocationsTo? states')
  demand(one.format === 'rabt-federation/1', BAD, 'another document than should stand there')
  const states = list(one.states).map((value) => {
    const state = members(value, 'code decision? name stage')
    name(state.name)
    if (state.decision !== undefined) line(state.decision, 64, 'decision')
    const code = string(state.code)
    demand(/^[A-Z]{2}$/.test(code), BAD, 'code of a state')
    return { code, stage: oneOf(state.stage, STAGES) }
  })
  demandOnce(states.map(({ code }) => code))
  const federation = string(one.federation)
  demand(/^[a-z][a-z0-9-]{0,31}$/.test(federation) && states.length > 0, BAD, 'federation')
  return { federation, states }
}

export function readTrust(bytes: Buffer, code: string): Trust {
  const one = document(bytes, 'rabt-trust/1', code, 'cas gateways ocsp tsa')
  const cas = list(one.cas).map((value) => {
    const ca = members(value, 'certificate ocspUrl')
    url(ca.ocspUrl, ['http:', 'https:'])
    return bytesOf(ca.certificate)
  })
  for (const value of [...list(one.ocsp), ...list(one.tsa)]) {
    const responder = members(value, 'certificate url')
    url(responder.url, ['http:', 'https:'])
    bytesOf(responder.certificate)
  }
  const gateways = list(one.gateways).map((value) => readGateway(value, code))
  demandDistinct(gateways.map(({ id }) => id))
  return { cas, gateways }
}

function readGateway(value: Json, code: string): Gateway {
  const one = members(value, 'id keys linkUrl name owner tlsKeys')
  const id = own(code, one.id, 4)
  demand(own(code, one.owner, 3) === parent(id), BAD, 'gateway of another owner')
  name(one.name)
  url(one.linkUrl, ['wss:'])
  const keys = list(one.keys).map((value) => {
    const key = members(value, 'algorithm from publicKey retired use')
    const use = oneOf(key.use, Object.keys(ALGORITHM)) as Use
    const algorithm = ALGORITHM[use]
    demand(key.algorithm === algorithm, BAD, 'algorithm of another use')
    const publicKey = bytesOf(key.publicKey, SIZE[algorithm])
    const [from, retired] = [whole(key.from), retiredOf(key.retired)]
    demand(retired === null || retired >= from, BAD, 'retired before it began')
    return { use, publicKey, spki: spkiOf(algorithm, publicKey), from, retired }
  })
  return { id, state: code, keys, tlsKeys: strings(one.tlsKeys).map((text) => bytesOf(text, 32)) }
}

export function readRegistry(bytes: Buffer, code: string): Registry {
  const one = document(
    bytes,
    'rabt-registry/1',
    code,
    'maintenance? members revocationsTo? revoked services subsystems',
  )
  for (const value of list(one.maintenance ?? [])) maintenance(value, code)
  const all = list(one.members).map((value) => {
    const member = members(value, 'contacts? id name sealCertificates stage?')
    name(member.name)
    for (const each of list(member.contacts ?? [])) contact(each)
    const stage = oneOf(member.stage ?? 'live', STAGES)
    const certificates = list(member.sealCertificates).map((each) => {
      const { certificate, retired } = members(each, 'certificate retired')
      return { certificate: bytesOf(certificate), retired: retiredOf(retired) }
    })
    const id = own(code, member.id, 3)
    demand(code === 'GCC' || !/\/gcc(?:\/|$)/i.test(id), BAD, 'a reserved name')
    return { id, certificates, stage }
  })
  const known = all.map(({ id }) => id)
  const named = new Set<string>()
  const groupsOf = new Map<string, readonly string[]>()
  const subsystems = list(one.subsystems).map((value): readonly [string, readonly string[]] => {
    const system = members(value, 'description? gateways groups id name')
    name(system.name)
    if (system.description !== undefined) name(system.description)
    const groups = strings(system.groups)
    demandOnce(groups)
    for (const group of groups)
      demand(
        /^[A-Z]{2,3}\/[A-Za-z0-9-]{1,64}$/.test(group) && [code, 'GCC'].includes(group.split('/')[0] ?? ''),
        BAD,
        'group',
      )
    const id = own(code, system.id, 4)
    demand(known.includes(parent(id)), BAD, 'system without its member')
    for (const group of groups) named.add(group)
    groupsOf.set(id, groups)
    return [id, strings(system.gateways).map((gateway) => own(code, gateway, 4))]
  })
  demandDistinct([...named])
  const ids = subsystems.map(([id]) => id)
  const services = list(one.services).map((value) => {
    const service = members(value, 'id timeoutMs title type')
    name(service.title)
    oneOf(service.type, ['REST', 'OPENAPI'])
    demand(whole(service.timeoutMs, 1) <= 600_000, BAD, 'time allowed')
    const id = own(code, service.id, 5)
    demand(ids.includes(parent(id)), BAD, 'service without its system')
    return id
  })
  for (const group of [known, ids, services]) demandDistinct(group)
  // A suspended member keeps its seals, and has no systems.
  const suspended = all.filter(({ stage }) => stage === 'suspended').map(({ id }) => id)
  const revoked = members(one.revoked, 'cas gateways keys tlsKeys')
  const hashes = (value: Json | undefined): Hashes => strings(value).map((text) => bytesOf(text, 32).toString('hex'))
  return {
    members: all,
    subsystems: new Map(subsystems.filter(([id]) => !suspended.includes(parent(id)))),
    services: services.filter((id) => !suspended.includes(parent(parent(id)))),
    groups: new Map([...groupsOf].filter(([id]) => !suspended.includes(parent(id)))),
    revoked: {
      gateways: strings(revoked.gateways).map((id) => own(code, id, 4)),
      tlsKeys: hashes(revoked.tlsKeys),
      keys: hashes(revoked.keys),
      cas: hashes(revoked.cas),
    },
  }
}

/** What a state's registry leaves of its trust document, and its members' keys. */
export function judgeState(trust: Trust, registry: Registry) {
  const { revoked } = registry
  const authorities = trust.cas.filter(isAuthority)
  const cas = authorities.filter((ca) => !revoked.cas.includes(sha256(ca).toString('hex')))
  const gateways = trust.gateways
    .filter(({ id }) => !revoked.gateways.includes(id))
    .map((one) => ({
      ...one,
      keys: one.keys.filter((key) => !revoked.keys.includes(sha256(key.publicKey).toString('hex'))),
    }))
  const sealKeys = registry.members.map(
    ({ id, certificates }) => [id, certificates.flatMap((one) => sealKey(one, id, cas))] as const,
  )
  return {
    authorities,
    gateways,
    sealKeys: new Map<string, readonly SealKey[]>(sealKeys),
    subsystems: registry.subsystems,
    groups: registry.groups,
    services: registry.services,
    stages: registry.members.map(({ id, stage }) => [id, stage] as const),
  }
}

/** directory.md §4: a certificate that does not hold is left out; the rest of the document stands. */
function sealKey({ certificate, retired }: Sealing, member: string, cas: readonly Buffer[]): readonly SealKey[] {
  try {
    return [{ ...readSealCertificate(certificate, member, cas), retired }]
  } catch (error) {
    if (error instanceof Refused) return []
    throw error
  }
}

function isAuthority(der: Buffer): boolean {
  try {
    return isCa(der)
  } catch (error) {
    if (error instanceof Refused) return false
    throw error
  }
}

export const caSpki = (ca: Buffer): Buffer => spkiOfCertificate(ca, BAD)
