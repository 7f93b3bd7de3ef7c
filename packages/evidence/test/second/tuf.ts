import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import {
  BAD,
  canonical,
  hex,
  type Json,
  type JsonObject,
  list,
  members,
  object,
  oneOf,
  readJson,
  string,
  strings,
  whole,
} from './json.ts'
import { sha256 } from './merkle.ts'
import { spkiOf } from './note.ts'
import { demand, refuse } from './refuse.ts'

/** Metadata of The Update Framework as docs/spec/directory.md narrows it. */

/** A key of a role; `key` is null for types that are listed and never count. */
export interface RoleKey {
  readonly spki: Buffer | null
  readonly key: KeyObject | null
  readonly hash: string | null
}
export interface Role {
  readonly keys: ReadonlyMap<string, RoleKey>
  readonly threshold: number
}
export interface Root {
  readonly version: number
  readonly bytes: Buffer
  readonly signed: JsonObject
  readonly roles: ReadonlyMap<string, Role>
  readonly keys: ReadonlyMap<string, RoleKey>
  readonly expires: number
}
export interface FileMeta {
  readonly length: number
  readonly sha256: string
}

const TOP = ['root', 'snapshot', 'targets', 'timestamp']
const CURVES: Record<
  string,
  { readonly curve: string; readonly hash: string; readonly prefix: string; readonly size: number }
> = {
  'ecdsa-sha2-nistp256': {
    curve: 'P-256',
    hash: 'sha256',
    prefix: '3059301306072a8648ce3d020106082a8648ce3d030107034200',
    size: 65,
  },
  'ecdsa-sha2-nistp384': {
    curve: 'P-384',
    hash: 'sha384',
    prefix: '3076301006072a8648ce3d020106052b81040022036200',
    size: 97,
  },
}

function roleKey(value: Json | undefined): RoleKey {
  const { keytype, scheme, keyval } = members(value, 'keytype keyval scheme')
  if (keytype === 'ed25519' && scheme === 'ed25519')
    return imported(spkiOf('ed25519', hex(members(keyval, 'public').public, 32)), null)
  const ec = keytype === 'ecdsa' || keytype === scheme ? CURVES[string(scheme)] : undefined
  if (ec === undefined) return { spki: null, key: null, hash: null }
  return imported(
    Buffer.concat([Buffer.from(ec.prefix, 'hex'), hex(members(keyval, 'public').public, ec.size)]),
    ec.hash,
  )
}

function imported(spki: Buffer, hash: string | null): RoleKey {
  try {
    return { spki, key: createPublicKey({ key: spki, format: 'der', type: 'spki' }), hash }
  } catch {
    return refuse(BAD, 'key of a role')
  }
}

/** directory.md §2: ids are SHA-256 of the key's canonical JSON; no key under two ids. */
function keysOf(value: Json | undefined): ReadonlyMap<string, RoleKey> {
  const keys = new Map<string, RoleKey>()
  for (const [id, key] of Object.entries(object(value))) {
    demand(sha256(Buffer.from(canonical(key))).toString('hex') === id, BAD, 'key id')
    keys.set(id, roleKey(key))
  }
  const known = [...keys.values()].flatMap(({ spki }) => (spki === null ? [] : [spki.toString('hex')]))
  demand(new Set(known).size === known.length, BAD, 'a key under two ids')
  return keys
}

function roleOf(ids: readonly string[], threshold: number, keys: ReadonlyMap<string, RoleKey>): Role {
  demand(new Set(ids).size === ids.length && threshold >= 1, BAD, 'role')
  return { threshold, keys: new Map(ids.map((id) => [id, keys.get(id) ?? { spki: null, key: null, hash: null }])) }
}

/** directory.md §2: a threshold of the role's keys, no signature of another key, none that is wrong. */
function demandSigned(signatures: Json | undefined, signed: Json, role: Role): void {
  const message = Buffer.from(canonical(signed))
  const seen = new Set<string>()
  for (const one of list(signatures)) {
    const { keyid, sig } = members(one, 'keyid sig')
    const id = string(keyid)
    const by = role.keys.get(id) ?? refuse(BAD, 'signature of a key that the role does not list')
    demand(!seen.has(id), BAD, 'two signatures of one key')
    if (by.key === null) continue
    demand(verify(by.hash, message, by.key, hex(sig)), BAD, 'wrong signature')
    seen.add(id)
  }
  demand(seen.size >= role.threshold, BAD, 'fewer signatures than the threshold')
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

function common(signed: JsonObject, type: string): { readonly version: number; readonly expires: number } {
  demand(signed._type === type, BAD, 'metadata of another type')
  demand(/^1\.0\.\d{1,3}$/.test(string(signed.spec_version)), BAD, 'version of the specification')
  const expires = string(signed.expires)
  demand(TIME.test(expires) && !Number.isNaN(Date.parse(expires)), BAD, 'expiry')
  return { version: whole(signed.version, 1), expires: Date.parse(expires) }
}

export function readRoot(bytes: Buffer): Root {
  const { signed: value, signatures } = members(readJson(bytes), 'signatures signed')
  const signed = members(value, '_type consistent_snapshot expires keys roles spec_version version')
  demand(signed.consistent_snapshot === true, BAD, 'no consistent snapshots')
  const keys = keysOf(signed.keys)
  const own = object(signed.roles)
  demand(Object.keys(own).sort().join() === TOP.join(), BAD, 'roles of a root')
  const roles = TOP.map((name): [string, Role] => {
    const { keyids, threshold } = members(own[name], 'keyids threshold')
    return [name, roleOf(strings(keyids), whole(threshold, 1), keys)]
  })
  const root = { ...common(signed, 'root'), bytes, signed, keys, roles: new Map(roles) }
  demandOnePurpose(root)
  demandSigned(signatures, signed, topRole(root, 'root'))
  return root
}

/** directory.md §1: the online keys are two different ones, and none of the states' offline keys. */
function demandOnePurpose(root: Root): void {
  const of = (...names: readonly string[]): readonly string[] =>
    names.flatMap((name) => [...topRole(root, name).keys.keys()])
  const online = of('snapshot', 'timestamp')
  const offline = of('root', 'targets')
  demand(
    new Set(online).size === online.length && online.every((id) => !offline.includes(id)),
    BAD,
    'a key of two purposes',
  )
}

export const topRole = (root: Root, name: string): Role => root.roles.get(name) ?? refuse(BAD, 'no such role')

/** The next root: one version later, signed by a threshold of the one before and of itself. */
export function demandFollows(next: Root, before: Root): void {
  demand(next.version === before.version + 1, BAD, 'a root is missing')
  const { signatures } = object(readJson(next.bytes))
  const listed = [topRole(before, 'root'), topRole(next, 'root')] as const
  const keys = new Map([...listed[0].keys, ...listed[1].keys])
  demandSigned(signatures, next.signed, { keys, threshold: 1 })
  for (const role of listed) {
    const own = list(signatures).filter((one) => role.keys.has(string(object(one).keyid)))
    demandSigned(own, next.signed, role)
  }
}

export interface Signed {
  readonly version: number
  readonly expires: number
  readonly signed: JsonObject
}

/** Snapshot, targets or delegated metadata, signed by its role. */
export function readSigned(bytes: Buffer, type: 'snapshot' | 'targets', names: string, role: Role): Signed {
  const { signed: value, signatures } = members(readJson(bytes), 'signatures signed')
  const signed = members(value, `_type expires spec_version version ${names}`)
  demandSigned(signatures, signed, role)
  return { ...common(signed, type), signed }
}

export function fileMeta(value: Json | undefined, more = ''): FileMeta & { readonly version: number } {
  const { length, hashes, version } = members(value, `hashes length${more}`)
  const { sha256: digest } = members(hashes, 'sha256')
  return {
    length: whole(length),
    sha256: hex(digest, 32).toString('hex'),
    version: more === '' ? 0 : whole(version, 1),
  }
}

export const fits = (bytes: Buffer, meta: FileMeta): boolean =>
  bytes.length === meta.length && sha256(bytes).toString('hex') === meta.sha256

export interface Delegation extends Role {
  readonly name: string
  readonly paths: readonly string[]
}

/** directory.md §1: which role may sign which paths. */
function pathsOf(name: string): readonly string[] {
  const of = (code: string, kinds: readonly string[]) =>
    kinds.flatMap((kind) => [`${code}/${kind}.json`, `${code}/${kind}/*.json`])
  const state = /^state-([a-z]{2})(-ops)?$/.exec(name)
  if (state !== null) return of(state[1] ?? '', [state[2] === undefined ? 'trust' : 'registry'])
  return name === 'org-gcc' ? of('gcc', ['trust', 'registry']) : refuse(BAD, 'another role')
}

export interface Delegations {
  readonly roles: readonly Delegation[]
  readonly keys: ReadonlyMap<string, RoleKey>
}

export function readDelegations(value: Json | undefined): Delegations {
  const { keys: listed, roles } = members(value, 'keys roles')
  const keys = keysOf(listed)
  const delegations = list(roles).map((one): Delegation => {
    const role = members(one, 'keyids name paths terminating threshold')
    const name = string(role.name)
    demand(role.terminating === true, BAD, 'delegation is not terminating')
    const paths = strings(role.paths).map((path) => oneOf(path, pathsOf(name)))
    return { name, paths, ...roleOf(strings(role.keyids), whole(role.threshold, 1), keys) }
  })
  const names = delegations.map(({ name }) => name)
  const ids = delegations.flatMap((one) => [...one.keys.keys()])
  demand(new Set(names).size === names.length && new Set(ids).size === ids.length, BAD, 'a role twice or a key in two')
  return { roles: delegations, keys }
}
