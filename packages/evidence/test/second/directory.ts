import { type Agreements, readAgreements, type Standing } from './agreements.ts'
import { same } from './cbor.ts'
import {
  caSpki,
  type Gateway,
  judgeState,
  readFederation,
  readRegistry,
  readTrust,
  type SealKey,
  type Trust,
} from './documents.ts'
import type { Version } from './entry.ts'
import { BAD, object } from './json.ts'
import { sha256 } from './merkle.ts'
import { demand, Refused, refuse } from './refuse.ts'
import {
  type Delegation,
  type Delegations,
  demandFollows,
  type FileMeta,
  fileMeta,
  fits,
  type Root,
  readDelegations,
  readRoot,
  readSigned,
  topRole,
} from './tuf.ts'

/** A directory version as of a moment (docs/spec/directory.md §7). */

export interface View extends Standing {
  readonly version: Version
  readonly federation: string
  readonly gateways: ReadonlyMap<string, Gateway>
  readonly sealKeys: ReadonlyMap<string, readonly SealKey[]>
  readonly subsystems: ReadonlyMap<string, readonly string[]>
  /** Files of the bundle that this version needed. */
  readonly used: ReadonlySet<string>
}

/** How long metadata may have been expired: 24 hours and then 7 days (directory.md §7). */
const LENIENCE_MS = 8 * 86_400_000

/** The roots that follow from the trusted one: the trusted one first. Older ones are passed over. */
export function followRoots(trustedRoot: Buffer, chain: readonly Buffer[]): readonly Root[] {
  const trusted = readRoot(trustedRoot)
  const roots = [trusted]
  let before = 0
  for (const bytes of chain) {
    const next = readRoot(bytes)
    demand(next.version > before, BAD, 'roots not ascending')
    before = next.version
    if (next.version < trusted.version) continue
    if (next.version === trusted.version) demand(same(bytes, trustedRoot), BAD, 'another root of the same version')
    else {
      demandFollows(next, roots.at(-1) ?? trusted)
      roots.push(next)
    }
  }
  return roots
}

export function directoryAsOf(root: Root, files: ReadonlyMap<string, Buffer>, version: Version, time: number): View {
  const used = new Set<string>()
  const alive = (expires: number): boolean => time < expires + LENIENCE_MS
  const take = (name: string): Buffer => files.get(name) ?? refuse(BAD, `${name} is missing`)
  /** evidence.md §2 row 11: what the directory names by its digest was needed, whatever becomes of its state. */
  const takeFit = (name: string, want: FileMeta): Buffer => {
    const bytes = take(name)
    demand(fits(bytes, want), BAD, `${name}: other bytes than the directory names`)
    used.add(name)
    return bytes
  }
  demand(alive(root.expires), 'DIRECTORY_EXPIRED', 'root')

  const snapshotName = `metadata/${version.number}.snapshot.json`
  const snapshotBytes = take(snapshotName)
  demand(same(sha256(snapshotBytes), version.hash), BAD, 'another snapshot')
  const snapshot = readSigned(snapshotBytes, 'snapshot', 'meta', topRole(root, 'snapshot'))
  demand(snapshot.version === version.number, BAD, 'snapshot of another number')
  demand(alive(snapshot.expires), 'DIRECTORY_EXPIRED', 'snapshot')
  const meta = new Map(
    Object.entries(object(snapshot.signed.meta)).map(([name, one]) => [name, fileMeta(one, ' version')]),
  )

  const metadata = (role: string): { readonly bytes: Buffer; readonly version: number } => {
    const want = meta.get(`${role}.json`) ?? refuse(BAD, 'not in the snapshot')
    const name = `metadata/${want.version}.${role}.json`
    return { bytes: takeFit(name, want), version: want.version }
  }
  const target = (path: string, want: FileMeta): Buffer =>
    takeFit(`targets/${path.replace(/[^/]+$/, (base) => `${want.sha256}.${base}`)}`, want)

  const top = metadata('targets')
  const targets = readSigned(top.bytes, 'targets', 'delegations targets', topRole(root, 'targets'))
  demand(targets.version === top.version, BAD, 'targets of another version')
  demand(alive(targets.expires), 'DIRECTORY_EXPIRED', 'targets')
  const delegations = readDelegations(targets.signed.delegations)
  const own = object(targets.signed.targets)
  demand(Object.keys(own).join() === 'federation.json', BAD, 'other targets of the top role')
  const about = target('federation.json', fileMeta(own['federation.json']))
  const { federation, states } = readFederation(about)
  used.add(snapshotName)

  /** The documents that a role signs, by path: all that it lists, or none. */
  const documentsOf = (role: Delegation): readonly (readonly [string, Buffer])[] => {
    const file = metadata(role.name)
    const signed = readSigned(file.bytes, 'targets', 'targets', role)
    demand(signed.version === file.version && alive(signed.expires), BAD, 'metadata of a state')
    return Object.entries(object(signed.signed.targets)).map(([path, want]): readonly [string, Buffer] => {
      demand(
        role.paths.some((pattern) => matches(pattern, path)),
        BAD,
        'a path not delegated',
      )
      return [path, target(path, fileMeta(want))]
    })
  }
  const documents = new Map(delegations.roles.flatMap((role) => attempt(() => documentsOf(role)).flat()))
  const state = (code: string) => {
    const document = (kind: string): Buffer =>
      documents.get(`${code.toLowerCase()}/${kind}.json`) ?? refuse(BAD, 'no document')
    const trust = readTrust(document('trust'), code)
    const judged = judgeState(trust, readRegistry(document('registry'), code))
    // agreements.md A6: one that is refused, or not there, takes out what its state wrote and accepted alone.
    const written = documents.get(`${code.toLowerCase()}/registry/agreements.json`)
    const agreements: readonly Agreements[] = written === undefined ? [] : attempt(() => readAgreements(written, code))
    return { trust, ...judged, agreements }
  }
  const codes = [...states.filter(({ stage }) => stage !== 'suspended').map(({ code }) => code), 'GCC']
  const held = codes.flatMap((code) => attempt(() => state(code)))
  demandOnePlace(root, delegations, held)
  return {
    version,
    federation,
    gateways: new Map(held.flatMap(({ gateways }) => gateways.map((one) => [one.id, one] as const))),
    sealKeys: new Map(held.flatMap(({ sealKeys }) => [...sealKeys])),
    subsystems: new Map(held.flatMap(({ subsystems }) => [...subsystems])),
    agreements: held.flatMap(({ agreements }) => agreements),
    groups: new Map(held.flatMap(({ groups }) => [...groups])),
    services: new Set(held.flatMap(({ services }) => services)),
    stages: new Map([
      ...states.map(({ code, stage }) => [code, stage] as const),
      ...held.flatMap(({ stages }) => stages),
    ]),
    used,
  }
}

/** TUF 1.0.31 §4.5: `*` stays within one segment, and matches no name that begins with a dot. */
function matches(pattern: string, path: string): boolean {
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return pattern === path
  const middle = path.slice(before.length, path.length - after.length)
  const isLong = path.length > before.length + after.length
  return isLong && path.startsWith(before) && path.endsWith(after) && !middle.includes('/') && !middle.startsWith('.')
}

/** directory.md §6: what is missing or refused of one state takes out that state alone. */
function attempt<T>(run: () => T): readonly T[] {
  try {
    return [run()]
  } catch (error) {
    if (error instanceof Refused) return []
    throw error
  }
}

interface Held extends ReturnType<typeof judgeState> {
  readonly trust: Trust
}

/** directory.md §5: a public key stands in one place of a version. */
function demandOnePlace(root: Root, delegations: Delegations, states: readonly Held[]): void {
  const seen = new Map<string, string>()
  const place = (digest: Buffer, where: string): void => {
    const hash = digest.toString('hex')
    demand(!seen.has(hash), BAD, `a key in two places: ${seen.get(hash)} and ${where}`)
    seen.set(hash, where)
  }
  for (const { spki } of [...root.keys.values(), ...delegations.keys.values()])
    if (spki !== null) place(sha256(spki), 'metadata')
  for (const { trust, authorities, sealKeys } of states) {
    for (const ca of authorities) place(sha256(caSpki(ca)), 'authority')
    for (const { id, keys, tlsKeys } of trust.gateways) {
      for (const key of keys) place(sha256(key.spki), id)
      for (const key of tlsKeys) place(key, `TLS of ${id}`)
    }
    for (const [member, keys] of sealKeys) for (const { digest } of keys) place(digest, member)
  }
}
