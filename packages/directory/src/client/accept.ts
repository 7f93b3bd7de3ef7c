import { type DirectoryVersion, RabtError, sameBytes } from '@rabt/protocol'
import type { Memo } from '../assemble/memo.ts'
import { viewFromDocuments } from '../assemble/view.ts'
import { type TrustedRoot, walkRoots } from '../metadata/roots.ts'
import type { RootSigned } from '../metadata/schema.ts'
import { readTimestamp, readVersion, type VerifiedVersion, versionOf } from '../metadata/version.ts'
import { refusal } from '../refuse.ts'
import type { CheckedView } from '../view.ts'
import type { ArchivedVersion } from './archive.ts'

/** What must never be seen again: versions below those that were accepted. */
export interface Floor {
  readonly version: DirectoryVersion | null
  readonly documents: ReadonlyMap<string, number>
  /** The root under which `version` was accepted; null if nobody knows. */
  readonly root: RootSigned | null
}

/** One accepted directory version with everything that it rests on. */
export interface Accepted extends ArchivedVersion {
  readonly timestamp: Uint8Array
  readonly root: TrustedRoot
  readonly version: DirectoryVersion
  readonly view: CheckedView
  /** Unix ms: earliest expiry of timestamp, snapshot, targets and root. */
  readonly expires: number
  /** The same without the timestamp. */
  readonly topExpires: number
  /** Unix ms: when the first state's role in the view expires. */
  readonly roleExpires: number
  readonly documents: ReadonlyMap<string, number>
}

export interface AcceptInput extends ArchivedVersion {
  readonly trustedRoot: Uint8Array
  readonly timestamp: Uint8Array
  readonly floor: Floor
  readonly memo: Memo
  /** Unix ms: a state whose role has expired is left out; the top roles' expiry is the caller's to judge. */
  readonly time: number
}

/** Judges one version by our own rules, from the trusted root to the view. Pure. Throws a RabtError. */
export const accept = (input: AcceptInput): Accepted => {
  const { trustedRoot, rootChain, files, timestamp, floor, memo, time } = input
  const root = walkRoots(trustedRoot, rootChain)
  const named = versionOf(readTimestamp(root, timestamp))
  if (!haveRotated(floor.root, root.signed)) refuseOlder(named.version, floor.version)
  const verified: VerifiedVersion = readVersion(root, files, named.version, time, {
    top: Number.POSITIVE_INFINITY,
    role: 0,
  })
  const built = viewFromDocuments({ ...verified, expires: named.expires, floor: floor.documents, memo })
  const documents = new Map(floor.documents)
  for (const [path, version] of built.versions) documents.set(path, Math.max(version, documents.get(path) ?? 0))
  return {
    rootChain,
    files,
    timestamp,
    root,
    version: named.version,
    view: built.view,
    expires: Math.min(named.expires, verified.topExpires),
    topExpires: verified.topExpires,
    roleExpires: verified.roleExpires,
    documents,
  }
}

/**
 * The same version under a newer timestamp, which is all that an hour without changes brings. Null if the timestamp names
 * another version. Throws a RabtError.
 */
export const renew = (last: Accepted, timestamp: Uint8Array): Accepted | null => {
  const named = versionOf(readTimestamp(last.root, timestamp))
  if (named.version.number !== last.version.number || !sameBytes(named.version.hash, last.version.hash)) return null
  return {
    ...last,
    timestamp,
    expires: Math.min(named.expires, last.topExpires),
    view: Object.freeze({ ...last.view, expires: named.expires }),
  }
}

/**
 * TUF 1.0.31 §5.3.11: once the threshold of states has replaced the online keys, the numbers that the old ones gave count
 * no more; a thief may have given the highest that there is. What the states' own keys gave goes on counting.
 */
const haveRotated = (before: RootSigned | null, after: RootSigned): boolean =>
  before !== null &&
  after.version > before.version &&
  (['snapshot', 'timestamp'] as const).every((role) =>
    before.roles[role].keyids.every((key) => !after.roles[role].keyids.includes(key)),
  )

const refuseOlder = (version: DirectoryVersion, seen: DirectoryVersion | null): void => {
  if (seen === null || version.number > seen.number) return
  if (version.number < seen.number) {
    const reason = `version ${version.number} after ${seen.number}`
    throw new RabtError('DIRECTORY_ROLLBACK', { place: 'snapshot', reason })
  }
  if (!sameBytes(version.hash, seen.hash)) throw refusal('snapshot', `two versions ${version.number}`)
}
