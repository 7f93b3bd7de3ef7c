import { RabtError } from '@rabt/protocol'
import { openEnvelope } from '../metadata/envelope.ts'
import { metadataName, TIMESTAMP } from '../metadata/names.ts'
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
import type { Repository } from './repository.ts'

/** What a repository publishes now. The writer reads its own repository; clients verify it. */
export interface Current {
  readonly names: readonly string[]
  readonly rootChain: readonly Uint8Array[]
  readonly root: RootSigned
  readonly timestamp: TimestampSigned
  readonly snapshot: SnapshotSigned
  readonly targets: TargetsSigned
}

const need = async (repository: Repository, name: string): Promise<Uint8Array> => {
  const bytes = await repository.read(name)
  if (bytes === null) throw new RabtError('DIRECTORY_UNREACHABLE', { place: name, reason: 'not there' })
  return bytes
}

/** All root versions from 1 on. A root is published as soon as it is there. */
export const readRoots = async (repository: Repository): Promise<readonly Uint8Array[]> => {
  const chain = [await need(repository, metadataName('root', 1))]
  for (;;) {
    const next = await repository.read(metadataName('root', chain.length + 1))
    if (next === null) return chain
    chain.push(next)
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
