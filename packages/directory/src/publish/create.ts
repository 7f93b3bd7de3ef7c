import type { AgreementsContent } from '../document/agreements.ts'
import type { ActEntry } from '../document/federation.ts'
import type { RegistryContent } from '../document/registry.ts'
import type { TrustContent } from '../document/trust.ts'
import { authorityOf, FEDERATION_PATH, ORGANISATION } from '../metadata/names.ts'
import type { Delegation, TargetFile } from '../metadata/schema.ts'
import { refusal } from '../refuse.ts'
import type { OnlineKeys } from './commit.ts'
import {
  DOCUMENT_KINDS,
  delegate,
  EMPTY_REGISTRY,
  EMPTY_TRUST,
  federationDocument,
  issueDocument,
  type StateEntry,
} from './documents.ts'
import { type Draft, signDraft, type Unsigned } from './draft.ts'
import { finishVersion } from './finish.ts'
import { draftRole, draftRoot, draftTargets, type OnlineHolders } from './metadata.ts'
import { DEFAULT_EXPIRIES, type Expiries, placeDocument } from './plan.ts'
import { memoryRepository } from './repository.ts'
import { type Holder, keysOf, type Signer } from './signer.ts'

interface Contents {
  readonly trust?: TrustContent
  readonly registry?: RegistryContent
  readonly agreements?: AgreementsContent
}

/** A state as the founding ceremony takes it in. Contents left out are empty; of agreements, no document then. */
export interface FoundingState extends StateEntry, Contents {}

/** What a founding is about, by public keys alone. */
export interface FoundingPlan {
  readonly federation: string
  readonly states: readonly FoundingState[]
  /** The General Secretariat's own area, if it takes part: one key for all its documents. */
  readonly organisation?: Contents & { readonly key: Holder }
  /** One a state authority. */
  readonly rootKeys: readonly Holder[]
  /** How many of them must sign root and targets. */
  readonly threshold: number
  /** Offline and online key of each state, by code. */
  readonly stateKeys: Readonly<Record<string, Holder>>
  readonly opsKeys: Readonly<Record<string, Holder>>
  readonly online: OnlineHolders
  /** Whose root key is whose: code by key id. */
  readonly holders?: Readonly<Record<string, string>>
  readonly act?: ActEntry
}

interface Party {
  readonly code: string
  readonly key: Holder
  readonly ops: Holder | null
  readonly trust: TrustContent
  readonly registry: RegistryContent
  readonly agreements: AgreementsContent | null
}

const partiesOf = ({ states, organisation, stateKeys, opsKeys }: FoundingPlan): readonly Party[] => {
  const parties: Party[] = states.map(({ code, trust = EMPTY_TRUST, registry = EMPTY_REGISTRY, agreements = null }) => {
    const key = stateKeys[code]
    const ops = opsKeys[code]
    if (key === undefined || ops === undefined) throw refusal(code, 'a key is missing')
    return { code, key, ops, trust, registry, agreements }
  })
  if (organisation !== undefined) {
    const { key, trust = EMPTY_TRUST, registry = EMPTY_REGISTRY, agreements = null } = organisation
    parties.push({ code: ORGANISATION, key, ops: null, trust, registry, agreements })
  }
  return parties
}

/** The exact bytes of a new repository, version 1 of everything. Throws DIRECTORY_INVALID for a key given twice. */
export const draftFounding = (plan: FoundingPlan, now: number, expiries: Expiries = DEFAULT_EXPIRIES): Draft => {
  const { rootKeys, threshold, online, holders, act } = plan
  const first = { version: 1, now, expiries }
  const documents = new Map<string, Uint8Array>()
  const keys: Holder[] = []
  const delegations: Delegation[] = []
  const files: Unsigned[] = []
  for (const party of partiesOf(plan)) {
    keys.push(...new Set([party.key, party.ops ?? party.key]))
    const own = delegate(party.code, party.key, party.ops)
    delegations.push(...own)
    const targets = placeDocuments(documents, party, now)
    for (const role of own) files.push(draftRole(role.name, targets.get(role.name) ?? {}, [role], first))
  }
  const federation = placeDocument(
    FEDERATION_PATH,
    federationDocument({ federation: plan.federation, states: plan.states, holders, acts: act && [act] }),
  )
  documents.set(federation.name, federation.bytes)
  const root = draftRoot({ rootKeys, threshold, online }, null, first)
  const content = { federation: federation.target, delegations: { keys: keysOf(keys), roles: delegations } }
  return { files: [root, draftTargets(content, root.needs, first), ...files], documents }
}

const placeDocuments = (
  documents: Map<string, Uint8Array>,
  party: Party,
  now: number,
): ReadonlyMap<string, Readonly<Record<string, TargetFile>>> => {
  const targets = new Map<string, Record<string, TargetFile>>()
  for (const kind of DOCUMENT_KINDS) {
    const content = party[kind]
    if (content === null) continue
    const { role, path } = authorityOf(party.code)[kind]
    const placed = placeDocument(path, issueDocument(kind, party.code, content, 1, now))
    documents.set(placed.name, placed.bytes)
    targets.set(role, { ...targets.get(role), [path]: placed.target })
  }
  return targets
}

export interface FoundingInput extends Omit<FoundingPlan, 'organisation' | 'rootKeys' | 'online' | 'threshold'> {
  readonly organisation?: Contents & { readonly key: Signer }
  readonly rootKeys: readonly Signer[]
  /** Those of them who are present and sign; default all. */
  readonly rootSigners?: readonly Signer[]
  /** Default 4. */
  readonly threshold?: number
  readonly stateKeys: Readonly<Record<string, Signer>>
  readonly opsKeys: Readonly<Record<string, Signer>>
  readonly onlineKeys: OnlineKeys
  /** Online keys of states that can take over. */
  readonly standby?: readonly { readonly snapshot: Holder; readonly timestamp: Holder }[]
  /** Unix ms. */
  readonly now: number
  readonly expiries?: Expiries
}

/**
 * The founding ceremony with all signers at hand: all files of a new repository by name. Throws DIRECTORY_INVALID for
 * what a client would not accept, a key given twice included.
 */
export const createFederation = async (input: FoundingInput): Promise<Map<string, Uint8Array>> => {
  const { rootKeys, rootSigners = rootKeys, threshold = 4, onlineKeys, standby = [], now, expiries } = input
  const online = {
    snapshot: [onlineKeys, ...standby].map((keys) => keys.snapshot),
    timestamp: [onlineKeys, ...standby].map((keys) => keys.timestamp),
  }
  const draft = draftFounding({ ...input, threshold, online }, now, expiries)
  const organisation = input.organisation === undefined ? [] : [input.organisation.key]
  const signers = [...rootSigners, ...Object.values(input.stateKeys), ...Object.values(input.opsKeys), ...organisation]
  const files = await signDraft(draft, signers)
  return finishVersion({ repository: memoryRepository(), onlineKeys, now, expiries }, null, draft, files)
}
