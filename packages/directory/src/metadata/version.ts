import { Buffer } from 'node:buffer'
import { type DirectoryVersion, RabtError } from '@rabt/protocol'
import { sha256, sha256Hex } from '../codec/digest.ts'
import { type DirectoryIssue, issueOf, refusal } from '../refuse.ts'
import { checkDelegations, matches } from './delegations.ts'
import { checkSignatures, openEnvelope, refuseStrangers } from './envelope.ts'
import { type LoadedKey, loadKeys } from './key.ts'
import { FEDERATION_PATH, metadataName, targetName } from './names.ts'
import type { TrustedRoot } from './roots.ts'
import {
  type Delegation,
  type MetaFile,
  type RoleKeys,
  roleSchema,
  type SnapshotSigned,
  snapshotSchema,
  type TargetFile,
  type TargetsSigned,
  type TimestampSigned,
  targetsSchema,
  timestampSchema,
} from './schema.ts'

/** How long after expiry metadata still counts, milliseconds: `top` for the four top roles, `role` for one state's. */
export interface Grace {
  readonly top: number
  readonly role: number
}

/** One directory version whose metadata is verified. What failed for one role alone is an issue and absent. */
export interface VerifiedVersion {
  readonly version: DirectoryVersion
  /** Document bytes by target path (`kw/trust.json`), digest checked. */
  readonly documents: ReadonlyMap<string, Uint8Array>
  readonly federation: Uint8Array
  /** Roles that the top-level targets delegate. */
  readonly delegated: ReadonlySet<string>
  /** The root role and every delegated one, with the keys that may sign for it. */
  readonly signers: ReadonlyMap<string, RoleSigners>
  /** SHA-256 (hex) of the SPKI of every key of the metadata, with the place that lists it. */
  readonly keys: readonly { readonly spki: string; readonly place: string }[]
  /** Repository names of the files that this version consists of, root and timestamp excepted. */
  readonly names: readonly string[]
  /** Unix ms: earliest expiry of root, targets and snapshot. */
  readonly topExpires: number
  /** Unix ms: earliest expiry of an accepted state's role. */
  readonly roleExpires: number
  readonly issues: readonly DirectoryIssue[]
}

/** Who may sign for a role: its keys of the types that this version knows, by id, and how many of them it takes. */
export interface RoleSigners {
  readonly keys: ReadonlyMap<string, LoadedKey>
  readonly threshold: number
}

export type Files = ReadonlyMap<string, Uint8Array>

const expired = (expires: string, time: number, grace: number): boolean => time >= Date.parse(expires) + grace

const judge = (signed: { readonly expires: string }, time: number, grace: number, place: string): void => {
  if (expired(signed.expires, time, grace)) {
    throw new RabtError('DIRECTORY_EXPIRED', { place, expires: signed.expires, reason: `expired ${signed.expires}` })
  }
}

const listed = (files: Files, name: string, meta: { length: number; hashes: { sha256: string } }): Uint8Array => {
  const bytes = files.get(name)
  if (bytes === undefined) throw new RabtError('DIRECTORY_UNREACHABLE', { place: name, reason: 'not there' })
  // TUF 1.0.31 §5.6.2, §5.7.2: length and hashes as the metadata above lists them.
  if (bytes.length !== meta.length || sha256Hex(bytes) !== meta.hashes.sha256) throw refusal(name, 'another digest')
  return bytes
}

/** TUF 1.0.31 §5.4: the signed timestamp, which says which snapshot is the newest. */
export const readTimestamp = (root: TrustedRoot, bytes: Uint8Array): TimestampSigned => {
  const envelope = openEnvelope(bytes, timestampSchema, 'timestamp')
  const known = checkSignatures(envelope, root.keys, root.signed.roles.timestamp, 'timestamp')
  refuseStrangers(envelope, known, 'timestamp')
  return envelope.signed
}

const readSnapshot = (root: TrustedRoot, files: Files, version: DirectoryVersion): SnapshotSigned => {
  const name = metadataName('snapshot', version.number)
  const bytes = files.get(name)
  if (bytes === undefined) throw new RabtError('DIRECTORY_UNREACHABLE', { place: name, reason: 'not there' })
  if (Buffer.compare(sha256(bytes), version.hash) !== 0) throw refusal('snapshot', 'another digest')
  const envelope = openEnvelope(bytes, snapshotSchema, 'snapshot')
  refuseStrangers(envelope, checkSignatures(envelope, root.keys, root.signed.roles.snapshot, 'snapshot'), 'snapshot')
  if (envelope.signed.version !== version.number) throw refusal('snapshot', 'another version')
  return envelope.signed
}

const readTargets = (root: TrustedRoot, files: Files, meta: MetaFile | undefined): TargetsSigned => {
  if (meta === undefined) throw refusal('snapshot', 'targets.json is missing')
  const bytes = listed(files, metadataName('targets', meta.version), meta)
  const envelope = openEnvelope(bytes, targetsSchema, 'targets')
  refuseStrangers(envelope, checkSignatures(envelope, root.keys, root.signed.roles.targets, 'targets'), 'targets')
  // TUF 1.0.31 §5.6.4: the version is the one that the snapshot lists.
  if (envelope.signed.version !== meta.version) throw refusal('targets', 'another version')
  return envelope.signed
}

interface RoleContent {
  readonly expires: number
  readonly targets: ReadonlyMap<string, Uint8Array>
  readonly names: readonly string[]
}

const readRole = (
  role: Delegation,
  keys: ReadonlyMap<string, LoadedKey>,
  snapshot: SnapshotSigned,
  files: Files,
  time: number,
  grace: number,
): RoleContent => {
  const meta = snapshot.meta[`${role.name}.json`]
  if (meta === undefined) throw new RabtError('DIRECTORY_UNREACHABLE', { place: role.name, reason: 'not published' })
  const name = metadataName(role.name, meta.version)
  const envelope = openEnvelope(listed(files, name, meta), roleSchema, role.name)
  refuseStrangers(envelope, checkSignatures(envelope, keys, role, role.name), role.name)
  if (envelope.signed.version !== meta.version) throw refusal(role.name, 'another version')
  judge(envelope.signed, time, grace, role.name)
  const names = [name]
  const targets = new Map<string, Uint8Array>()
  for (const [path, target] of Object.entries(envelope.signed.targets)) {
    if (!role.paths.some((pattern) => matches(pattern, path))) throw refusal(role.name, `${path} is not its own`)
    const file = targetName(path, target.hashes.sha256)
    targets.set(path, listed(files, file, target))
    names.push(file)
  }
  return { expires: Date.parse(envelope.signed.expires), targets, names }
}

const readFederation = (targets: TargetsSigned, files: Files): { bytes: Uint8Array; name: string } => {
  const entries: readonly (readonly [string, TargetFile])[] = Object.entries(targets.targets)
  const file = targets.targets[FEDERATION_PATH]
  if (file === undefined || entries.length !== 1) throw refusal('targets', `lists ${FEDERATION_PATH} and nothing else`)
  const name = targetName(FEDERATION_PATH, file.hashes.sha256)
  return { bytes: listed(files, name, file), name }
}

/**
 * Verifies the metadata of one directory version: pure, by the TUF client workflow without its network steps, for the
 * moment `time` (Unix ms). Throws DIRECTORY_INVALID, DIRECTORY_EXPIRED or DIRECTORY_UNREACHABLE if the version as a
 * whole cannot be accepted; a role that cannot be accepted is left out and named in `issues`.
 */
export const readVersion = (
  root: TrustedRoot,
  files: Files,
  version: DirectoryVersion,
  time: number,
  grace: Grace,
): VerifiedVersion => {
  judge(root.signed, time, grace.top, 'root')
  const snapshot = readSnapshot(root, files, version)
  judge(snapshot, time, grace.top, 'snapshot')
  const targets = readTargets(root, files, snapshot.meta['targets.json'])
  judge(targets, time, grace.top, 'targets')
  checkDelegations(targets.delegations.roles)
  const roleKeys = loadKeys(targets.delegations.keys, 'targets')
  const federation = readFederation(targets, files)

  const documents = new Map<string, Uint8Array>()
  const issues: DirectoryIssue[] = []
  const names = [metadataName('snapshot', version.number), metadataName('targets', targets.version), federation.name]
  let roleExpires = Number.POSITIVE_INFINITY
  for (const role of targets.delegations.roles) {
    try {
      const content = readRole(role, roleKeys, snapshot, files, time, grace.role)
      for (const [path, bytes] of content.targets) documents.set(path, bytes)
      names.push(...content.names)
      roleExpires = Math.min(roleExpires, content.expires)
    } catch (error) {
      issues.push(issueOf(role.name, error))
    }
  }
  return {
    version,
    documents,
    federation: federation.bytes,
    delegated: new Set(targets.delegations.roles.map((role) => role.name)),
    signers: new Map([
      ['root', signersOf(root.signed.roles.root, root.keys)],
      ...targets.delegations.roles.map((role) => [role.name, signersOf(role, roleKeys)] as const),
    ]),
    keys: metadataKeys(root, targets, roleKeys),
    names,
    topExpires: Math.min(...[root.signed, snapshot, targets].map((signed) => Date.parse(signed.expires))),
    roleExpires,
    issues,
  }
}

const signersOf = ({ keyids, threshold }: RoleKeys, keys: ReadonlyMap<string, LoadedKey>): RoleSigners => ({
  keys: new Map([...keys].filter(([id]) => keyids.includes(id))),
  threshold,
})

const metadataKeys = (
  root: TrustedRoot,
  targets: TargetsSigned,
  roleKeys: ReadonlyMap<string, LoadedKey>,
): readonly { readonly spki: string; readonly place: string }[] => {
  const places = new Map<string, string>()
  for (const role of targets.delegations.roles) for (const id of role.keyids) places.set(id, role.name)
  return [
    ...[...root.keys.values()].map((key) => ({ spki: key.spki, place: `root key ${key.id.slice(0, 8)}` })),
    ...[...roleKeys.values()].map((key) => ({ spki: key.spki, place: `key of ${places.get(key.id) ?? 'targets'}` })),
  ]
}

/** Which snapshot a timestamp names, as a directory version, and when it expires (Unix ms). */
export const versionOf = (timestamp: TimestampSigned): { version: DirectoryVersion; expires: number } => {
  const meta = timestamp.meta['snapshot.json']
  return {
    version: { number: meta.version, hash: Buffer.from(meta.hashes.sha256, 'hex') },
    expires: Date.parse(timestamp.expires),
  }
}
