import { openEnvelope } from '../metadata/envelope.ts'
import { TIMESTAMP } from '../metadata/names.ts'
import { walkRoots } from '../metadata/roots.ts'
import { timestampSchema } from '../metadata/schema.ts'
import { readTimestamp } from '../metadata/version.ts'
import { readRoots } from './current.ts'
import { DEFAULT_EXPIRIES, type Expiries } from './plan.ts'
import type { Repository } from './repository.ts'

/** The newest version of a copy of the repository, and whose key signed its timestamp. */
export interface Standing {
  /** Number of the timestamp. */
  readonly timestamp: number
  /** Number of the snapshot that it names. */
  readonly snapshot: number
  /** Keys of the timestamp role that signed it, usually one. */
  readonly signers: readonly string[]
  /** Unix ms: its expiry less the life of a timestamp. */
  readonly signed: number
}

/**
 * Reads a timestamp and verifies it by the roots of `repository`, whatever its expiry. `copy`: where the timestamp lies, default
 * the same. Null if there is none; throws DIRECTORY_INVALID for one that does not hold.
 */
export const readStanding = async (
  repository: Repository,
  copy: Pick<Repository, 'read'> = repository,
  { timestamp: life }: Expiries = DEFAULT_EXPIRIES,
): Promise<Standing | null> => {
  const bytes = await copy.read(TIMESTAMP)
  if (bytes === null) return null
  const rootChain = await readRoots(repository)
  const root = walkRoots(rootChain[0] as Uint8Array, rootChain)
  const { version, expires, meta } = readTimestamp(root, bytes)
  const { signatures } = openEnvelope(bytes, timestampSchema, 'timestamp')
  return {
    timestamp: version,
    snapshot: meta['snapshot.json'].version,
    signers: root.signed.roles.timestamp.keyids.filter((id) => signatures.has(id)),
    signed: Date.parse(expires) - life,
  }
}
