import { openEnvelope } from '../metadata/envelope.ts'
import { metadataName, TIMESTAMP, targetName } from '../metadata/names.ts'
import { roleSchema, type SnapshotSigned, snapshotSchema, targetsSchema, timestampSchema } from '../metadata/schema.ts'
import type { Repository } from './repository.ts'

/**
 * The files of the version that `fresh` (about to be published) and the repository together make. What is not there is
 * left out: whoever reads them says what is missing.
 */
export const gatherFiles = async (
  repository: Repository,
  fresh: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<Map<string, Uint8Array>> => {
  const files = new Map<string, Uint8Array>()
  const take = async (name: string): Promise<Uint8Array | null> => {
    const bytes = fresh.get(name) ?? (await repository.read(name))
    if (bytes !== null) files.set(name, bytes)
    return bytes
  }
  const timestamp = await take(TIMESTAMP)
  if (timestamp === null) return files
  const number = openEnvelope(timestamp, timestampSchema, 'timestamp').signed.meta['snapshot.json'].version
  const snapshot = await take(metadataName('snapshot', number))
  if (snapshot === null) return files
  for (const [role, version] of rolesOf(openEnvelope(snapshot, snapshotSchema, 'snapshot').signed)) {
    const bytes = await take(metadataName(role, version))
    if (bytes === null) continue
    const { targets } = openEnvelope(bytes, role === 'targets' ? targetsSchema : roleSchema, role).signed
    for (const [path, target] of Object.entries(targets)) await take(targetName(path, target.hashes.sha256))
  }
  return files
}

const rolesOf = (snapshot: SnapshotSigned): readonly (readonly [string, number])[] =>
  Object.entries(snapshot.meta).map(([name, { version }]) => [name.slice(0, -'.json'.length), version])
