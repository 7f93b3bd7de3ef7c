import { type ActEntry, type FederationDocument, MAX_ACTS } from '../document/federation.ts'
import { authorityOf, FEDERATION_PATH } from '../metadata/names.ts'
import type { RootSigned, TargetFile, TargetsSigned } from '../metadata/schema.ts'
import { delegate, federationDocument, type StateEntry } from './documents.ts'
import type { Draft, Unsigned } from './draft.ts'
import { draftRole, draftRoot, draftTargets, type RootShape } from './metadata.ts'
import { conflict, type Expiries, nextVersion, placeDocument } from './plan.ts'
import { type Holder, keysOf } from './signer.ts'

/** What the threshold of states changes; what is left out stays as it is. */
export interface Change {
  readonly states?: readonly StateEntry[] | undefined
  /** States (or GCC) that get keys, by code. */
  readonly delegate?: Readonly<Record<string, { readonly state: Holder; readonly ops: Holder | null }>> | undefined
  /** Codes whose delegation ends. Their snapshot entries stay. */
  readonly withdraw?: readonly string[] | undefined
  readonly root?: RootShape | undefined
  readonly holders?: Readonly<Record<string, string>> | undefined
  readonly act?: Omit<ActEntry, 'number' | 'root'> | undefined
  /** Of the threshold's revocations, the last that is taken into account. Comes with `states`. */
  readonly revocationsTo?: number | undefined
  /** Targets of delegated roles that are signed anew in the same act, by role. */
  readonly roles?: Readonly<Record<string, Readonly<Record<string, TargetFile>>>> | undefined
  /** Documents that those roles bring, by repository name. */
  readonly documents?: ReadonlyMap<string, Uint8Array> | undefined
}

/** What a change starts from. */
export interface ChangeBase {
  /** Names of all files of the repository. */
  readonly names: readonly string[]
  readonly root: RootSigned
  readonly targets: TargetsSigned
  readonly federation: FederationDocument
}

/**
 * The exact bytes of a change: a new root if it names one, the top-level targets always (who drops a root signer would
 * otherwise leave them below the threshold), the roles that it signs anew. Pure. Throws DIRECTORY_INVALID for a key
 * given twice.
 */
export const draftChange = (base: ChangeBase, change: Change, now: number, expiries: Expiries): Draft => {
  const moment = (role: string) => ({ version: nextVersion(base.names, role), now, expiries })
  // TUF 1.0.31 §5.3.5: a root's number is one more than that of the root before, whatever else lies there.
  const rootVersion = base.root.version + 1
  const root = change.root && draftRoot(change.root, base.root, { version: rootVersion, now, expiries })
  const documents = new Map(change.documents)
  const federation = federationTarget(base, change, root && rootVersion, documents)
  const delegations = delegationsAfter(base.targets, change)
  const need = change.root ? thresholdOf(change.root) : base.root.roles.targets
  const files: Unsigned[] = root === undefined ? [] : [root]
  files.push(draftTargets({ federation, delegations }, [need], moment('targets')))
  for (const [name, targets] of Object.entries(change.roles ?? {})) {
    const role = delegations.roles.find((candidate) => candidate.name === name)
    if (role === undefined) throw conflict(`${name} is not delegated`)
    files.push(draftRole(name, targets, [role], moment(name)))
  }
  return { files, documents }
}

const thresholdOf = ({ rootKeys, threshold }: RootShape) => ({ keyids: rootKeys.map((key) => key.keyId), threshold })

const federationTarget = (
  base: ChangeBase,
  { states, holders, revocationsTo, act }: Change,
  root: number | undefined,
  documents: Map<string, Uint8Array>,
): TargetFile => {
  const published = base.targets.targets[FEDERATION_PATH]
  if (published === undefined) throw conflict('the repository lists no federation')
  if (states === undefined && holders === undefined && act === undefined) return published
  const acts = base.federation.acts ?? []
  const entry = act && { ...act, number: (acts.at(-1)?.number ?? 0) + 1, ...(root === undefined ? {} : { root }) }
  const placed = placeDocument(
    FEDERATION_PATH,
    federationDocument({
      ...base.federation,
      states: states ?? base.federation.states,
      holders: holders ?? base.federation.holders,
      revocationsTo: revocationsTo ?? base.federation.revocationsTo,
      acts: entry === undefined ? base.federation.acts : [...acts, entry].slice(-MAX_ACTS),
    }),
  )
  documents.set(placed.name, placed.bytes)
  return placed.target
}

const delegationsAfter = ({ delegations }: TargetsSigned, { delegate: changes = {}, withdraw = [] }: Change) => {
  const gone = new Set([...withdraw, ...Object.keys(changes)].flatMap(rolesOf))
  const roles = delegations.roles.filter((role) => !gone.has(role.name))
  const holders = new Map<string, Holder>()
  for (const keyId of roles.flatMap((role) => role.keyids)) {
    const publicKey = delegations.keys[keyId]
    if (publicKey !== undefined) holders.set(keyId, { keyId, publicKey })
  }
  for (const [code, { state, ops }] of Object.entries(changes)) {
    roles.push(...delegate(code, state, ops))
    for (const holder of [state, ops ?? state]) holders.set(holder.keyId, holder)
  }
  return { keys: keysOf([...holders.values()]), roles }
}

const rolesOf = (code: string): readonly string[] => {
  const { trust, registry } = authorityOf(code)
  return [trust.role, registry.role]
}
