import { createMemo, type Memo } from '../assemble/memo.ts'
import { viewFromDocuments } from '../assemble/view.ts'
import type { Json } from '../codec/canonical-json.ts'
import { metadataName, TIMESTAMP } from '../metadata/names.ts'
import { walkRoots } from '../metadata/roots.ts'
import { readTimestamp, readVersion, versionOf } from '../metadata/version.ts'
import { type DirectoryIssue, refusal } from '../refuse.ts'
import type { CheckedView } from '../view.ts'
import { type Expiries, expiresAt, type Meta, metaOf, SPEC_VERSION } from './plan.ts'
import type { Repository } from './repository.ts'
import { type Signer, signMetadata } from './signer.ts'

/** The federation's online keys: one for the snapshot, one for the timestamp. */
export interface OnlineKeys {
  readonly snapshot: Signer
  readonly timestamp: Signer
}

export const makeSnapshot = (meta: Meta, version: number, now: number, expiries: Expiries, signer: Signer) =>
  signMetadata(
    {
      _type: 'snapshot',
      spec_version: SPEC_VERSION,
      version,
      expires: expiresAt(now, expiries.snapshot),
      meta: meta as unknown as Json,
    },
    [signer],
  )

export const makeTimestamp = (
  snapshot: Uint8Array,
  snapshotVersion: number,
  version: number,
  now: number,
  expiries: Expiries,
  signer: Signer,
) =>
  signMetadata(
    {
      _type: 'timestamp',
      spec_version: SPEC_VERSION,
      version,
      expires: expiresAt(now, expiries.timestamp),
      meta: { 'snapshot.json': metaOf(snapshotVersion, snapshot) as unknown as Json },
    },
    [signer],
  )

/** Adds snapshot and timestamp to files that are about to be published. */
export const sealVersion = async (
  files: Map<string, Uint8Array>,
  meta: Meta,
  versions: { readonly snapshot: number; readonly timestamp: number },
  online: OnlineKeys,
  now: number,
  expiries: Expiries,
): Promise<void> => {
  const snapshot = await makeSnapshot(meta, versions.snapshot, now, expiries, online.snapshot)
  files.set(metadataName('snapshot', versions.snapshot), snapshot)
  files.set(
    TIMESTAMP,
    await makeTimestamp(snapshot, versions.snapshot, versions.timestamp, now, expiries, online.timestamp),
  )
}

/** Reads what clients will read. Expiry of what others have to re-sign does not stop a publication. */
export const proofread = (
  rootChain: readonly Uint8Array[],
  files: ReadonlyMap<string, Uint8Array>,
  memo: Memo = createMemo(),
): { readonly view: CheckedView; readonly issues: readonly DirectoryIssue[] } => {
  const root = walkRoots(rootChain[0] as Uint8Array, rootChain)
  const timestamp = files.get(TIMESTAMP)
  if (timestamp === undefined) throw refusal('timestamp', 'not there')
  const { version, expires } = versionOf(readTimestamp(root, timestamp))
  const forever = { top: Number.POSITIVE_INFINITY, role: Number.POSITIVE_INFINITY }
  const verified = readVersion(root, files, version, 0, forever)
  const { view } = viewFromDocuments({ ...verified, expires, memo })
  return { view, issues: view.issues }
}

/** Refuses to publish what clients would leave out, as far as this act brings it. */
export const refuseNewIssues = (issues: readonly DirectoryIssue[], before: readonly DirectoryIssue[]): void => {
  const known = new Set(before.map(({ place, code }) => `${place} ${code}`))
  const fresh = issues.find(({ place, code }) => !known.has(`${place} ${code}`))
  if (fresh !== undefined) throw refusal(fresh.place, fresh.reason)
}

/** 0: nobody asks for it yet; 1: a root, which clients look for by its number; 2: the timestamp, which names the rest. */
const rank = (name: string): number => (name === TIMESTAMP ? 2 : name.endsWith('.root.json') ? 1 : 0)

/** Writes the timestamp last: until then no client asks for the rest. */
export const writeAll = async (
  repository: Repository,
  files: ReadonlyMap<string, Uint8Array>,
  options?: { readonly replace: boolean },
): Promise<void> => {
  const ordered = [...files].sort(([a], [b]) => rank(a) - rank(b))
  for (const [name, bytes] of ordered) await repository.write(name, bytes, options)
}
