import { RabtError } from '@rabt/protocol'
import { createMemo, type Memo } from '../assemble/memo.ts'
import type { Json } from '../codec/canonical-json.ts'
import { parseCanonicalJson } from '../codec/canonical-json.ts'
import type { RegistryContent } from '../document/registry.ts'
import type { TrustContent } from '../document/trust.ts'
import { authorityOf, FEDERATION_PATH, metadataName, TIMESTAMP, targetName } from '../metadata/names.ts'
import type { MetaFile } from '../metadata/schema.ts'
import type { DirectoryIssue } from '../refuse.ts'
import { makeTimestamp, type OnlineKeys, proofread, refuseNewIssues, sealVersion, writeAll } from './commit.ts'
import { makeRole, makeRoot, makeTargets } from './create.ts'
import { type Current, readCurrent, readPublishedRole } from './current.ts'
import { type DocumentKind, delegate, federationDocument, issueDocument, type StateEntry } from './documents.ts'
import { gatherFiles } from './gather.ts'
import { conflict, DEFAULT_EXPIRIES, type Expiries, metaOf, nextVersion, placeDocument } from './plan.ts'
import type { Repository } from './repository.ts'
import { keysOf, type Signer } from './signer.ts'

interface Act {
  readonly repository: Repository
  readonly onlineKeys: OnlineKeys
  /** Unix ms. */
  readonly now: number
  readonly expiries?: Expiries
}

/** What an act published, by repository name. */
export type Published = ReadonlyMap<string, Uint8Array>

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

/** Signs snapshot and timestamp over changed metadata, reads the result as a client will, and publishes it. */
const publish = async (
  { repository, onlineKeys, now, expiries = DEFAULT_EXPIRIES }: Act,
  current: Current,
  fresh: Map<string, Uint8Array>,
  changed: Readonly<Record<string, MetaFile>>,
  rootChain: readonly Uint8Array[] = current.rootChain,
): Promise<Published> => {
  const memo = createMemo()
  const before = await issuesNow(repository, current, memo)
  // TUF 1.0.31 §5.5.5: an entry that ever stood in a snapshot stays, also of a role that is no longer delegated.
  const meta = { ...current.snapshot.meta, ...changed }
  const versions = {
    snapshot: nextVersion(current.names, 'snapshot'),
    timestamp: current.timestamp.version + 1,
  }
  await sealVersion(fresh, meta, versions, onlineKeys, now, expiries)
  refuseNewIssues(proofread(rootChain, await gatherFiles(repository, fresh), memo).issues, before)
  await writeAll(repository, fresh)
  return fresh
}

export interface DocumentUpdate extends Act {
  readonly state: string
  readonly kind: DocumentKind
  readonly content: TrustContent | RegistryContent
  /** The state's offline key for `trust`, its online key for `registry`. */
  readonly signer: Signer
}

/**
 * Issues a new version of one state's document: signs that role anew, then snapshot and timestamp. The same content
 * renews its expiry. Throws DIRECTORY_INVALID for what clients would leave out; nothing is written then.
 */
export const updateDocument = async (update: DocumentUpdate): Promise<Published> => {
  const { repository, state, kind, content, signer, now, expiries = DEFAULT_EXPIRIES } = update
  const current = await readCurrent(repository)
  const { role, path } = authorityOf(state)[kind]
  const published = await readPublishedRole(repository, current, role)
  const version = (await publishedVersion(repository, path, published?.targets[path]?.hashes.sha256)) + 1
  const placed = placeDocument(path, issueDocument(kind, state, content, version, now))
  const roleVersion = nextVersion(current.names, role)
  const bytes = await makeRole({ ...published?.targets, [path]: placed.target }, roleVersion, [signer], now, expiries)
  const fresh = new Map([
    [placed.name, placed.bytes],
    [metadataName(role, roleVersion), bytes],
  ])
  return publish(update, current, fresh, { [`${role}.json`]: metaOf(roleVersion, bytes) })
}

const publishedVersion = async (repository: Repository, path: string, digest: string | undefined): Promise<number> => {
  const bytes = digest === undefined ? null : await repository.read(targetName(path, digest))
  if (bytes === null) return 0
  const document = parseCanonicalJson(bytes, path) as { readonly version?: Json }
  return typeof document.version === 'number' ? document.version : 0
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

type Holder = Pick<Signer, 'keyId' | 'publicKey'>

/**
 * Changes what the threshold of states signs: who belongs, at which stage, with which keys. Throws DIRECTORY_INVALID.
 * A state whose keys are replaced goes dark until it signs its documents anew.
 */
export const updateFederation = async (update: FederationUpdate): Promise<Published> => {
  const { repository, rootSigners, withdraw = [], now, expiries = DEFAULT_EXPIRIES } = update
  const current = await readCurrent(repository)
  const fresh = new Map<string, Uint8Array>()
  const changes = update.delegate ?? {}
  const gone = new Set([...withdraw, ...Object.keys(changes)].flatMap((code) => rolesOf(code)))
  const roles = current.targets.delegations.roles.filter((role) => !gone.has(role.name))
  const holders = new Map<string, Holder>()
  for (const role of roles) {
    for (const keyId of role.keyids) {
      const publicKey = current.targets.delegations.keys[keyId]
      if (publicKey !== undefined) holders.set(keyId, { keyId, publicKey })
    }
  }
  for (const [code, { state, ops }] of Object.entries(changes)) {
    roles.push(...delegate(code, state, ops).map((role) => ({ ...role, terminating: true as const })))
    for (const holder of [state, ops ?? state]) holders.set(holder.keyId, holder)
  }
  let federation = current.targets.targets[FEDERATION_PATH]
  if (update.states !== undefined) {
    const name = await federationName(repository, federation?.hashes.sha256 ?? '')
    const placed = placeDocument(FEDERATION_PATH, federationDocument(name, update.states))
    fresh.set(placed.name, placed.bytes)
    federation = placed.target
  }
  if (federation === undefined) throw conflict('the repository lists no federation')
  const version = nextVersion(current.names, 'targets')
  const delegations = { keys: keysOf([...holders.values()]), roles }
  const targets = await makeTargets({ federation, delegations, version, signers: rootSigners, now, expiries })
  fresh.set(metadataName('targets', version), targets)
  return publish(update, current, fresh, { 'targets.json': metaOf(version, targets) })
}

const rolesOf = (code: string): readonly string[] => {
  const { trust, registry } = authorityOf(code)
  return [trust.role, registry.role]
}

const federationName = async (repository: Repository, digest: string): Promise<string> => {
  const bytes = await repository.read(targetName(FEDERATION_PATH, digest))
  if (bytes === null) throw conflict('federation.json is missing')
  const document = parseCanonicalJson(bytes, FEDERATION_PATH) as { readonly federation?: Json }
  return String(document.federation)
}

export interface RootUpdate extends Act {
  /** The states' root keys from now on. */
  readonly rootKeys: readonly Holder[]
  readonly threshold: number
  /** A threshold of the old keys and of the new ones. */
  readonly signers: readonly Signer[]
}

/**
 * Replaces root keys or the online keys. The top-level targets are signed anew in the same act by the signers of the
 * new root, since a dropped signer would otherwise leave them below the threshold. Throws DIRECTORY_INVALID.
 */
export const updateRoot = async (update: RootUpdate): Promise<Published> => {
  const { repository, rootKeys, threshold, signers, onlineKeys, now, expiries = DEFAULT_EXPIRIES } = update
  const current = await readCurrent(repository)
  const version = current.root.version + 1
  const root = await makeRoot({ rootKeys, onlineKeys, threshold, version, signers, now, expiries })
  const targetsVersion = nextVersion(current.names, 'targets')
  const holding = new Set(rootKeys.map((key) => key.keyId))
  const federation = current.targets.targets[FEDERATION_PATH]
  if (federation === undefined) throw conflict('the repository lists no federation')
  const targets = await makeTargets({
    federation,
    delegations: current.targets.delegations,
    version: targetsVersion,
    signers: signers.filter((signer) => holding.has(signer.keyId)),
    now,
    expiries,
  })
  const fresh = new Map([
    [metadataName('root', version), root],
    [metadataName('targets', targetsVersion), targets],
  ])
  const changed = { 'targets.json': metaOf(targetsVersion, targets) }
  return publish(update, current, fresh, changed, [...current.rootChain, root])
}

/**
 * Signs the timestamp anew (hourly), and the snapshot with it when less than half of its life is left: then the
 * directory has a new version with the same content.
 */
export const refreshTimestamp = async (act: Act): Promise<Published> => {
  const { repository, onlineKeys, now, expiries = DEFAULT_EXPIRIES } = act
  const current = await readCurrent(repository)
  if (Date.parse(current.snapshot.expires) - now < expiries.snapshot / 2) {
    return publish(act, current, new Map(), {})
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
