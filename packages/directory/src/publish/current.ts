import { RabtError } from '@rabt/protocol'
import { readFederation } from '../document/read.ts'
import { openEnvelope } from '../metadata/envelope.ts'
import { FEDERATION_PATH, metadataName, TIMESTAMP, targetName } from '../metadata/names.ts'
import { walkRoots } from '../metadata/roots.ts'
import {
  type RoleSigned,
  type RootSigned,
  roleSchema,
  rootSchema,
  type SnapshotSigned,
  snapshotSchema,
  type TargetsSigned,
  type TimestampSigned,
  targetsSchema,
  timestampSchema,
} from '../metadata/schema.ts'
import { refusal } from '../refuse.ts'
import type { ChangeBase } from './change.ts'
import type { OnlineKeys } from './commit.ts'
import type { OnlineHolders } from './metadata.ts'
import { conflict } from './plan.ts'
import type { Repository } from './repository.ts'
import type { Holder } from './signer.ts'

/** What a repository publishes now. The writer reads its own repository; clients verify it. */
export interface Current {
  readonly names: readonly string[]
  readonly rootChain: readonly Uint8Array[]
  readonly root: RootSigned
  readonly timestamp: Pick<TimestampSigned, 'version'>
  readonly snapshot: Pick<SnapshotSigned, 'version' | 'expires' | 'meta'>
  readonly targets: TargetsSigned
}

const need = async (repository: Repository, name: string): Promise<Uint8Array> => {
  const bytes = await repository.read(name)
  if (bytes === null) throw new RabtError('DIRECTORY_UNREACHABLE', { place: name, reason: 'not there' })
  return bytes
}

/** More than a federation makes in its life: a mirror that invents roots is not followed for ever. */
export const MAX_ROOTS = 1024

/**
 * All root versions from 1 on, each verified by the one before. A root is published as soon as it is there. Throws
 * DIRECTORY_INVALID for one that does not hold, and for more than `max`.
 */
export const readRoots = async (repository: Repository, max = MAX_ROOTS): Promise<readonly Uint8Array[]> => {
  const first = await need(repository, metadataName('root', 1))
  return [first, ...(await rootsAfter(repository, first, max - 1))]
}

/** The roots that follow `newest`, which is trusted: each is verified as it comes, before the next is asked for. */
export const rootsAfter = async (
  repository: Pick<Repository, 'read'>,
  newest: Uint8Array,
  max: number,
): Promise<readonly Uint8Array[]> => {
  const roots: Uint8Array[] = []
  let current = walkRoots(newest, [])
  for (;;) {
    const version = current.signed.version + 1
    const bytes = await repository.read(metadataName('root', version))
    if (bytes === null) return roots
    if (roots.length >= max) throw refusal('root', 'there are more versions than any federation makes')
    current = walkRoots(current.bytes, [bytes])
    if (current.signed.version !== version) throw refusal('root', `version ${version} is missing`)
    roots.push(bytes)
  }
}

export const readCurrent = async (repository: Repository): Promise<Current> => {
  const rootChain = await readRoots(repository)
  const newest = rootChain.at(-1) as Uint8Array
  const timestamp = openEnvelope(await need(repository, TIMESTAMP), timestampSchema, 'timestamp').signed
  const number = timestamp.meta['snapshot.json'].version
  const snapshot = openEnvelope(
    await need(repository, metadataName('snapshot', number)),
    snapshotSchema,
    'snapshot',
  ).signed
  const targets = openEnvelope(
    await need(repository, metadataName('targets', snapshot.meta['targets.json']?.version ?? 0)),
    targetsSchema,
    'targets',
  ).signed
  const root = openEnvelope(newest, rootSchema, 'root').signed
  return { names: await repository.list(), rootChain, root, timestamp, snapshot, targets }
}

/** Metadata of a delegated role as published now; null before its first. */
export const readPublishedRole = async (
  repository: Repository,
  current: Current,
  role: string,
): Promise<RoleSigned | null> => {
  const meta = current.snapshot.meta[`${role}.json`]
  if (meta === undefined) return null
  return openEnvelope(await need(repository, metadataName(role, meta.version)), roleSchema, role).signed
}

/** What a change of the federation starts from. */
export const baseOf = async (repository: Repository, current: Current): Promise<ChangeBase> => {
  const target = current.targets.targets[FEDERATION_PATH]
  if (target === undefined) throw conflict('the repository lists no federation')
  const federation = readFederation(await need(repository, targetName(FEDERATION_PATH, target.hashes.sha256)))
  return { names: current.names, root: current.root, targets: current.targets, federation }
}

/** Holders of a role's keys, as a root lists them. */
export const holdersOf = (root: RootSigned, role: keyof RootSigned['roles']): readonly Holder[] =>
  root.roles[role].keyids.flatMap((keyId) => {
    const publicKey = root.keys[keyId]
    return publicKey === undefined ? [] : [{ keyId, publicKey }]
  })

/** The online keys that a root lists, if those at hand are among them; else those at hand alone. */
export const onlineOf = (root: RootSigned, atHand: OnlineKeys): OnlineHolders => {
  const { snapshot, timestamp } = root.roles
  return snapshot.keyids.includes(atHand.snapshot.keyId) && timestamp.keyids.includes(atHand.timestamp.keyId)
    ? { snapshot: holdersOf(root, 'snapshot'), timestamp: holdersOf(root, 'timestamp') }
    : { snapshot: [atHand.snapshot], timestamp: [atHand.timestamp] }
}
