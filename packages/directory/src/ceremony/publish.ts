import { RabtError } from '@rabt/protocol'
import { openEnvelope } from '../metadata/envelope.ts'
import { metadataName, TIMESTAMP } from '../metadata/names.ts'
import { walkRoots } from '../metadata/roots.ts'
import { roleSchema, rootSchema, snapshotSchema, targetsSchema } from '../metadata/schema.ts'
import { readTimestamp } from '../metadata/version.ts'
import type { OnlineKeys } from '../publish/commit.ts'
import { type Current, readCurrent, readRoots } from '../publish/current.ts'
import { complete, type Unsigned } from '../publish/draft.ts'
import { type Published, publishVersion } from '../publish/finish.ts'
import { type Expiries, versionsIn } from '../publish/plan.ts'
import { readRecovered } from '../publish/recover.ts'
import type { Repository } from '../publish/repository.ts'
import { gatherSignatures, refuseMissing, type SignatureInput } from './gather.ts'
import { type Ceremony, type ReadOptions, readProposal } from './read.ts'
import { refuse } from './rules.ts'
import { refuseExpired } from './sign.ts'

export interface PublishInput extends ReadOptions {
  readonly repository: Repository
  readonly proposal: Uint8Array
  readonly signatures: readonly SignatureInput[]
  /** The online keys in force after the act. */
  readonly onlineKeys: OnlineKeys
  /** Unix ms. */
  readonly now: number
  /** Lives of snapshot and timestamp. */
  readonly expiries?: Expiries | undefined
}

export interface CeremonyPublished {
  /** What was written; empty if the act was published before. */
  readonly files: Published
  readonly already: boolean
  readonly ceremony: Ceremony
}

/**
 * Publishes a ceremony: judges it and its signatures again, checks that the directory has not moved on, adds snapshot and
 * timestamp, reads the result as a client would, and writes the timestamp last. May be called again after a crash at any
 * step, and after success, when it changes nothing.
 */
export const publishCeremony = async (input: PublishInput): Promise<CeremonyPublished> => {
  const { repository, onlineKeys, now, expiries } = input
  const ceremony = readProposal(input.proposal, input)
  const gathered = gatherSignatures(ceremony, input.signatures)
  refuseMissing(ceremony, gathered)
  checkOnlineKeys(ceremony, onlineKeys)
  const standing = await readStanding(repository, ceremony)
  if (standing?.isDone === true) return { files: new Map(), already: true, ceremony }
  // What a crash cut short is finished whatever the date: a published root cannot be taken back.
  if (standing?.isBegun !== true) refuseExpired(ceremony, now)

  const files = new Map(ceremony.draft.documents)
  for (const file of ceremony.draft.files) {
    const name = metadataName(file.role, file.version)
    const left = await repository.read(name)
    if (left !== null && !isSameContent(left, file)) throw refuse('name-taken', name)
    // A name once published never changes its bytes, also if more signatures have come since the crash.
    files.set(name, left ?? complete(file, gathered.get(file.role) ?? new Map()))
  }
  const act = { repository, onlineKeys, now, expiries }
  return {
    files: await publishVersion(act, standing?.current ?? null, ceremony.draft, files),
    already: false,
    ceremony,
  }
}

const checkOnlineKeys = ({ after }: Ceremony, online: OnlineKeys): void => {
  for (const role of ['snapshot', 'timestamp'] as const) {
    if (!after.root.roles[role].keyids.includes(online[role].keyId)) throw refuse('online-keys', role, { role })
  }
}

interface Found {
  readonly current: Current | null
  /** Clients read this act already. */
  readonly isDone: boolean
  /** A file that cannot be taken back is out: a root, which clients look for by its number. */
  readonly isBegun: boolean
}

/** Where the repository stands: before the act, within it, or after it. Throws CEREMONY_STALE for anywhere else. */
const readStanding = async (repository: Repository, ceremony: Ceremony): Promise<Found | null> => {
  const { proposal, draft, before } = ceremony
  if (before === null) return readFounding(repository, ceremony)
  const rootChain = await readRoots(repository)
  const own = draft.files.find(({ role }) => role === 'root')
  const base = proposal.base?.rootChain ?? []
  for (const [index, bytes] of rootChain.entries()) {
    const text = base[index]
    const isKnown =
      text === undefined
        ? own !== undefined && index === base.length && isSameContent(bytes, own)
        : Buffer.from(bytes).equals(Buffer.from(text, 'utf8'))
    if (!isKnown) throw refuse('root-moved', metadataName('root', index + 1))
  }
  if (rootChain.length < base.length) throw refuse('root-moved', metadataName('root', base.length))
  const isBegun = rootChain.length > base.length
  const published = await readPublished(repository)
  if (published !== null && (await isDone(repository, published, ceremony, rootChain))) {
    return { current: published, isDone: true, isBegun }
  }
  const current = proposal.kind === 'rotate-online' ? await readRecovered(repository) : published
  if (current === null) throw refuse('recover-both', TIMESTAMP)
  if (proposal.kind !== 'rotate-online') await refuseLost(repository, current)
  for (const file of draft.files) if (file.role !== 'root') refuseMoved(ceremony, file, current)
  return { current, isDone: false, isBegun }
}

const readFounding = async (repository: Repository, ceremony: Ceremony): Promise<Found | null> => {
  for (const file of ceremony.draft.files) {
    const left = await repository.read(metadataName(file.role, file.version))
    if (left !== null && !isSameContent(left, file)) throw refuse('founded-already', metadataName(file.role, 1))
  }
  if ((await repository.read(TIMESTAMP)) === null) return null
  const current = await readCurrent(repository)
  return { current, isDone: true, isBegun: true }
}

/**
 * docs/spec/directory.md §1: an entry that ever stood in a snapshot stays. Ours always do; whoever held the online keys
 * may have left one out, and a version built on that would be refused by every client that knew the one before.
 */
const refuseLost = async (repository: Repository, { names, snapshot }: Current): Promise<void> => {
  const before = versionsIn(names, 'snapshot').findLast((version) => version < snapshot.version)
  const bytes = before === undefined ? null : await repository.read(metadataName('snapshot', before))
  if (bytes === null) return
  for (const entry of Object.keys(openEnvelope(bytes, snapshotSchema, 'snapshot').signed.meta)) {
    if (snapshot.meta[entry] === undefined) {
      throw refuse('snapshot-entry', 'snapshot', { role: entry.slice(0, -'.json'.length) })
    }
  }
}

const readPublished = async (repository: Repository): Promise<Current | null> => {
  try {
    return await readCurrent(repository)
  } catch (error) {
    if (error instanceof RabtError) return null
    throw error
  }
}

const SCHEMAS = { root: rootSchema, targets: targetsSchema } as const

/** Whether published metadata says exactly what a file to sign says, whoever signed it. */
const isSameContent = (bytes: Uint8Array, { role, message }: Unsigned): boolean => {
  try {
    const schema = role === 'root' || role === 'targets' ? SCHEMAS[role] : roleSchema
    return Buffer.from(openEnvelope<unknown>(bytes, schema, role).message).equals(Buffer.from(message))
  } catch (error) {
    if (error instanceof RabtError) return false
    throw error
  }
}

/** Every file of the act is what the snapshot lists, and the timestamp holds under the root in force. */
const isDone = async (
  repository: Repository,
  current: Current,
  { draft }: Ceremony,
  rootChain: readonly Uint8Array[],
): Promise<boolean> => {
  for (const file of draft.files) {
    const version = file.role === 'root' ? rootChain.length : current.snapshot.meta[`${file.role}.json`]?.version
    const bytes = version === file.version ? await repository.read(metadataName(file.role, version)) : null
    if (bytes === null || !isSameContent(bytes, file)) return false
  }
  try {
    readTimestamp(walkRoots(rootChain[0] as Uint8Array, rootChain), (await repository.read(TIMESTAMP)) ?? Buffer.of())
    return true
  } catch (error) {
    if (error instanceof RabtError) return false
    throw error
  }
}

/** The role stands where the proposal found it; or, at a recovery, where this act itself put it before a crash. */
const refuseMoved = ({ proposal, before }: Ceremony, { role, version }: Unsigned, { snapshot }: Current): void => {
  const base = (role === 'targets' ? before?.targets.version : before?.roles.get(role)?.version) ?? 0
  const published = snapshot.meta[`${role}.json`]?.version ?? 0
  const isOwn = proposal.kind === 'rotate-online' && published === version
  if (published !== base && !isOwn) throw refuse('role-moved', role, { role })
}
