import { RabtError } from '@rabt/protocol'
import { checkSignatures, openEnvelope, refuseStrangers } from '../metadata/envelope.ts'
import { type LoadedKey, loadKeys } from '../metadata/key.ts'
import { metadataName } from '../metadata/names.ts'
import { type TrustedRoot, walkRoots } from '../metadata/roots.ts'
import { type RoleKeys, roleSchema, type TargetsSigned, targetsSchema } from '../metadata/schema.ts'
import { type Current, readRoots } from './current.ts'
import { conflict, type Meta, metaOf, versionsIn } from './plan.ts'
import type { Repository } from './repository.ts'

/**
 * What a repository publishes, read without believing snapshot and timestamp: of each role the highest version that its
 * own keys signed. For when the online keys were stolen (TUF 1.0.31 §5.3.11, fast-forward recovery) or do not hold.
 */
export const readRecovered = async (repository: Repository): Promise<Current> => {
  const rootChain = await readRoots(repository)
  const root = walkRoots(rootChain[0] as Uint8Array, rootChain)
  const names = await repository.list()
  const targets = await newestTargets(repository, names, root)
  const keys = loadKeys(targets.signed.delegations.keys, 'targets')
  const meta: Record<string, Meta[string]> = { 'targets.json': metaOf(targets.signed.version, targets.bytes) }
  for (const role of rolesIn(names)) {
    const delegation = targets.signed.delegations.roles.find(({ name }) => name === role)
    // A role that is no longer delegated keeps its entry; nobody reads what it points to.
    const newest = await newestRole(repository, names, role, delegation, keys)
    if (newest !== null) meta[`${role}.json`] = newest
  }
  return {
    names,
    rootChain,
    root: root.signed,
    timestamp: { version: 0 },
    snapshot: { version: 0, expires: new Date(0).toISOString(), meta },
    targets: targets.signed,
  }
}

const rolesIn = (names: readonly string[]): ReadonlySet<string> =>
  new Set(names.flatMap((name) => /^metadata\/\d+\.((?:state|org)-[a-z-]+)\.json$/.exec(name)?.[1] ?? []))

const newestTargets = async (
  repository: Repository,
  names: readonly string[],
  root: TrustedRoot,
): Promise<{ readonly bytes: Uint8Array; readonly signed: TargetsSigned }> => {
  for (const version of versionsIn(names, 'targets').toReversed()) {
    const bytes = await repository.read(metadataName('targets', version))
    if (bytes === null) continue
    const signed = holds(() => {
      const envelope = openEnvelope(bytes, targetsSchema, 'targets')
      refuseStrangers(envelope, checkSignatures(envelope, root.keys, root.signed.roles.targets, 'targets'), 'targets')
      return envelope.signed
    })
    if (signed?.version === version) return { bytes, signed }
  }
  throw conflict('no top-level targets in the repository hold under its newest root')
}

const newestRole = async (
  repository: Repository,
  names: readonly string[],
  role: string,
  delegation: RoleKeys | undefined,
  keys: ReadonlyMap<string, LoadedKey>,
): Promise<Meta[string] | null> => {
  for (const version of versionsIn(names, role).toReversed()) {
    const bytes = await repository.read(metadataName(role, version))
    if (bytes === null) continue
    const signed = holds(() => {
      const envelope = openEnvelope(bytes, roleSchema, role)
      if (delegation !== undefined) refuseStrangers(envelope, checkSignatures(envelope, keys, delegation, role), role)
      return envelope.signed
    })
    if (signed?.version === version) return metaOf(version, bytes)
  }
  return null
}

const holds = <T>(read: () => T): T | null => {
  try {
    return read()
  } catch (error) {
    if (error instanceof RabtError) return null
    throw error
  }
}
