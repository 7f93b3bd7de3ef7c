import { RabtError } from '@rabt/protocol'
import { createMemo, type Memo } from '../assemble/memo.ts'
import { metadataName } from '../metadata/names.ts'
import { type DirectoryIssue, refusal } from '../refuse.ts'
import { type OnlineKeys, proofread, refuseNewIssues, sealVersion, writeAll } from './commit.ts'
import type { Current } from './current.ts'
import { type Draft, metaOfDraft } from './draft.ts'
import { gatherFiles } from './gather.ts'
import { DEFAULT_EXPIRIES, type Expiries, type Meta, nextVersion } from './plan.ts'
import type { Repository } from './repository.ts'

export interface Act {
  readonly repository: Repository
  readonly onlineKeys: OnlineKeys
  /** Unix ms. */
  readonly now: number
  readonly expiries?: Expiries | undefined
  /** Numbers that snapshot and timestamp are not to fall below (ADR 0021). */
  readonly atLeast?: Floors | undefined
}

export interface Floors {
  readonly snapshot: number
  readonly timestamp: number
}

const NO_FLOORS: Floors = { snapshot: 1, timestamp: 1 }

/** What an act published, by repository name. */
export type Published = Map<string, Uint8Array>

/** What clients already leave out: it must not stop an act that does not make it worse. */
const issuesNow = async (repository: Repository, current: Current, memo: Memo): Promise<readonly DirectoryIssue[]> => {
  try {
    return proofread(current.rootChain, await gatherFiles(repository), memo).issues
  } catch (error) {
    // What is published does not hold at all: the next act has to be without any issue.
    if (error instanceof RabtError) return []
    throw error
  }
}

/** TUF 1.0.31 §5.5.5: an entry that ever stood in a snapshot stays, also of a role that is no longer delegated. */
export const refuseLostEntries = (before: Meta, after: Meta): void => {
  for (const [name, { version }] of Object.entries(before)) {
    const kept = after[name]
    if (kept === undefined) throw refusal('snapshot', `the entry ${name} must stay: every client would refuse the rest`)
    if (kept.version < version)
      throw refusal('snapshot', `${name} would fall from version ${version} to ${kept.version}`)
  }
}

/**
 * Adds snapshot and timestamp to completed files and reads the result as a client will. Nothing is written. `current` is
 * null for a founding. Throws DIRECTORY_INVALID for what clients would not accept or would leave out.
 */
export const finishVersion = async (
  { repository, onlineKeys, now, expiries = DEFAULT_EXPIRIES, atLeast = NO_FLOORS }: Act,
  current: Current | null,
  draft: Draft,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Published> => {
  const fresh = new Map(files)
  const memo = createMemo()
  const before = current === null ? [] : await issuesNow(repository, current, memo)
  const published = current?.snapshot.meta ?? {}
  const meta = { ...published, ...metaOfDraft(draft, fresh) }
  refuseLostEntries(published, meta)
  const versions = {
    snapshot: Math.max(atLeast.snapshot, nextVersion(current?.names ?? [], 'snapshot')),
    timestamp: Math.max(atLeast.timestamp, (current?.timestamp.version ?? 0) + 1),
  }
  await sealVersion(fresh, meta, versions, onlineKeys, now, expiries)
  const chain = [...(current?.rootChain ?? [])]
  for (const { role, version } of draft.files) {
    const root = role === 'root' ? fresh.get(metadataName(role, version)) : undefined
    // A root that a crash left published is in the chain already.
    if (root !== undefined && version > chain.length) chain.push(root)
  }
  refuseNewIssues(proofread(chain, await gatherFiles(repository, fresh), memo).issues, before)
  return fresh
}

/** The same, and written: the timestamp last. */
export const publishVersion = async (
  act: Act,
  current: Current | null,
  draft: Draft,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Published> => {
  const fresh = await finishVersion(act, current, draft, files)
  await writeAll(act.repository, fresh)
  return fresh
}
