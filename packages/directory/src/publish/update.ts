import { metadataName, TIMESTAMP } from '../metadata/names.ts'
import { draftChange } from './change.ts'
import { makeTimestamp, writeAll } from './commit.ts'
import { baseOf, onlineOf, readCurrent } from './current.ts'
import type { StateEntry } from './documents.ts'
import { type Draft, signDraft } from './draft.ts'
import { type Act, type Published, publishVersion } from './finish.ts'
import { type DocumentIssue, draftDocument } from './issue.ts'
import type { OnlineHolders } from './metadata.ts'
import { conflict, DEFAULT_EXPIRIES } from './plan.ts'
import { readRecovered } from './recover.ts'
import type { Holder, Signer } from './signer.ts'

export interface DocumentUpdate extends Act, DocumentIssue {}

/**
 * Issues a new version of one state's document: signs that role anew, then snapshot and timestamp. The same content
 * renews its expiry. Throws DIRECTORY_INVALID for what clients would leave out, CONFLICT if another document than `base`
 * is in place; nothing is written then.
 */
export const updateDocument = async (update: DocumentUpdate): Promise<Published> => {
  const current = await readCurrent(update.repository)
  const { draft } = await draftDocument(update.repository, current, update)
  return publishVersion(update, current, draft, await signDraft(draft, [update.signer]))
}

export interface FederationUpdate extends Act {
  /** Officers of the state authorities who are present: at least the threshold. */
  readonly rootSigners: readonly Signer[]
  /** The new list of states; default as published. */
  readonly states?: readonly StateEntry[]
  /** States (or GCC) that get new keys, by code. */
  readonly delegate?: Readonly<Record<string, { readonly state: Holder; readonly ops: Holder | null }>>
  /** Codes whose delegation ends. Their snapshot entries stay. */
  readonly withdraw?: readonly string[]
}

/**
 * Changes what the threshold of states signs, with all signers at hand. Throws DIRECTORY_INVALID. A state whose keys are
 * replaced goes dark until it signs its documents anew; a ceremony has them signed in the same act.
 */
export const updateFederation = async (update: FederationUpdate): Promise<Published> => {
  const { repository, rootSigners, states, delegate, withdraw, now, expiries = DEFAULT_EXPIRIES } = update
  const current = await readCurrent(repository)
  const base = await baseOf(repository, current)
  const draft = draftChange(base, { states, delegate, withdraw }, now, expiries)
  return publishVersion(update, current, draft, await signDraft(draft, rootSigners))
}

export interface RootUpdate extends Act {
  /** The states' root keys from now on. */
  readonly rootKeys: readonly Holder[]
  readonly threshold: number
  /** Default as published if `onlineKeys` are among them, else `onlineKeys` alone. */
  readonly online?: OnlineHolders
  /** A threshold of the old keys and of the new ones. */
  readonly signers: readonly Signer[]
}

/**
 * Replaces root keys or the online keys, with all signers at hand. The top-level targets are signed anew in the same act,
 * since a dropped signer would otherwise leave them below the threshold. Throws DIRECTORY_INVALID.
 */
export const updateRoot = async (update: RootUpdate): Promise<Published> => {
  const { repository, rootKeys, threshold, signers, onlineKeys, now, expiries = DEFAULT_EXPIRIES } = update
  const current = await readCurrent(repository)
  const online = update.online ?? onlineOf(current.root, onlineKeys)
  const base = await baseOf(repository, current)
  const draft = draftChange(base, { root: { rootKeys, threshold, online } }, now, expiries)
  return publishVersion(update, current, draft, await signDraft(draft, signers))
}

const NOTHING: Draft = { files: [], documents: new Map() }

/**
 * Joins a new version from the newest that each role's own keys signed, without believing snapshot and timestamp: what a
 * writer that died left signed is not lost, and what it published is not needed. Throws DIRECTORY_INVALID.
 */
export const publishRecovered = async (act: Act): Promise<Published> =>
  publishVersion(act, await readRecovered(act.repository), NOTHING, new Map())

/**
 * Signs the timestamp anew (hourly), and the snapshot with it when less than half of its life is left: then the
 * directory has a new version with the same content.
 */
export const refreshTimestamp = async (act: Act): Promise<Published> => {
  const { repository, onlineKeys, now, expiries = DEFAULT_EXPIRIES } = act
  const current = await readCurrent(repository)
  if (Date.parse(current.snapshot.expires) - now < expiries.snapshot / 2) {
    return publishVersion(act, current, NOTHING, new Map())
  }
  const name = metadataName('snapshot', current.snapshot.version)
  const snapshot = await repository.read(name)
  if (snapshot === null) throw conflict(`${name} is missing`)
  const version = current.timestamp.version + 1
  const bytes = await makeTimestamp(snapshot, current.snapshot.version, version, now, expiries, onlineKeys.timestamp)
  const fresh = new Map([[TIMESTAMP, bytes]])
  await writeAll(repository, fresh)
  return fresh
}
