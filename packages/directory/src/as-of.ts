import type { DirectoryVersion } from '@rabt/protocol'
import { viewFromDocuments } from './assemble/view.ts'
import { GRACE_MS } from './client/mode.ts'
import { TIMESTAMP } from './metadata/names.ts'
import { type TrustedRoot, walkRoots } from './metadata/roots.ts'
import { readTimestamp, readVersion, versionOf } from './metadata/version.ts'
import type { CheckedView } from './view.ts'

export interface AsOfInput {
  /** Root metadata after the trusted one, oldest first, up to the one in force at `version`. Older ones are passed over. */
  readonly rootChain: readonly Uint8Array[]
  /** Files by repository name (`metadata/12.snapshot.json`). A state whose files are absent is absent from the view. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly version: DirectoryVersion
  /** Root metadata known from outside: the founding root, or any one not newer than the version. */
  readonly trustedRoot: Uint8Array
  /** Unix ms: the moment that is judged, not today. */
  readonly time: number
}

/**
 * The directory as it was: verifies one archived version for the moment `time`, today or in decades. Pure and
 * synchronous; no I/O, no clock. Metadata may have expired at `time` by no more than the grace in which gateways go on.
 * Throws DIRECTORY_INVALID, DIRECTORY_EXPIRED, DIRECTORY_UNREACHABLE (a top-level file is absent).
 */
export const verifyAsOf = ({ rootChain, files, version, trustedRoot, time }: AsOfInput): CheckedView => {
  const root = walkRoots(trustedRoot, rootChain)
  const verified = readVersion(root, files, version, time, { top: GRACE_MS, role: GRACE_MS })
  const expires = expiryOf(root, files, version) ?? verified.topExpires
  return viewFromDocuments({ ...verified, expires }).view
}

/** When the signed timestamp of this version expires, if the files hold it. */
const expiryOf = (
  root: TrustedRoot,
  files: ReadonlyMap<string, Uint8Array>,
  version: DirectoryVersion,
): number | null => {
  const bytes = files.get(TIMESTAMP)
  if (bytes === undefined) return null
  const named = versionOf(readTimestamp(root, bytes))
  return named.version.number === version.number ? named.expires : null
}
