import type { Json } from '../codec/canonical-json.ts'
import type { RegistryContent } from '../document/registry.ts'
import type { TrustContent } from '../document/trust.ts'
import { type Authority, authorityOf, FEDERATION_PATH, metadataName, ORGANISATION } from '../metadata/names.ts'
import type { Delegation, MetaFile, TargetFile } from '../metadata/schema.ts'
import { refusal } from '../refuse.ts'
import { type OnlineKeys, proofread, refuseNewIssues, sealVersion } from './commit.ts'
import {
  delegate,
  EMPTY_REGISTRY,
  EMPTY_TRUST,
  federationDocument,
  issueDocument,
  type StateEntry,
} from './documents.ts'
import { DEFAULT_EXPIRIES, type Expiries, expiresAt, metaOf, placeDocument, SPEC_VERSION } from './plan.ts'
import { keysOf, type Signer, signMetadata } from './signer.ts'

/** A state as the founding ceremony takes it in. Contents left out are empty. */
export interface FoundingState extends StateEntry {
  readonly trust?: TrustContent
  readonly registry?: RegistryContent
}

export interface FoundingInput {
  readonly federation: string
  readonly states: readonly FoundingState[]
  /** The General Secretariat's own area, if it takes part: one key for both documents. */
  readonly organisation?: { readonly key: Signer; readonly trust?: TrustContent; readonly registry?: RegistryContent }
  /** One a state authority. */
  readonly rootKeys: readonly Signer[]
  /** Those of them who are present and sign; default all. */
  readonly rootSigners?: readonly Signer[]
  /** How many of them must sign root and targets; default 4. */
  readonly threshold?: number
  /** Offline and online key of each state, by code. */
  readonly stateKeys: Readonly<Record<string, Signer>>
  readonly opsKeys: Readonly<Record<string, Signer>>
  readonly onlineKeys: OnlineKeys
  /** Unix ms. */
  readonly now: number
  readonly expiries?: Expiries
}

/**
 * The founding ceremony: all files of a new repository by name, version 1 of everything. Throws DIRECTORY_INVALID for
 * what a client would not accept, a key given twice included.
 */
export const createFederation = async (input: FoundingInput): Promise<Map<string, Uint8Array>> => {
  const {
    rootKeys,
    rootSigners: signers = rootKeys,
    onlineKeys,
    now,
    threshold = 4,
    expiries = DEFAULT_EXPIRIES,
  } = input
  const files = new Map<string, Uint8Array>()
  const root = await makeRoot({ rootKeys, onlineKeys, threshold, version: 1, signers, now, expiries })
  files.set(metadataName('root', 1), root)

  const meta: Record<string, MetaFile> = {}
  const holders: Signer[] = []
  const roles: Delegation[] = []
  for (const party of partiesOf(input)) {
    holders.push(...new Set([party.key, party.ops ?? party.key]))
    roles.push(...delegate(party.code, party.key, party.ops))
    for (const [role, bytes] of await foundRoles(files, party, now, expiries)) {
      files.set(metadataName(role, 1), bytes)
      meta[`${role}.json`] = metaOf(1, bytes)
    }
  }
  const founding = placeDocument(FEDERATION_PATH, federationDocument(input.federation, input.states))
  files.set(founding.name, founding.bytes)
  const targets = await makeTargets({
    federation: founding.target,
    delegations: { keys: keysOf(holders), roles },
    version: 1,
    signers,
    now,
    expiries,
  })
  files.set(metadataName('targets', 1), targets)
  meta['targets.json'] = metaOf(1, targets)
  await sealVersion(files, meta, { snapshot: 1, timestamp: 1 }, onlineKeys, now, expiries)
  refuseNewIssues(proofread([root], files).issues, [])
  return files
}

interface Party {
  readonly code: string
  readonly key: Signer
  readonly ops: Signer | null
  readonly trust: TrustContent
  readonly registry: RegistryContent
}

const partiesOf = ({ states, organisation, stateKeys, opsKeys }: FoundingInput): readonly Party[] => {
  const parties: Party[] = states.map(({ code, trust = EMPTY_TRUST, registry = EMPTY_REGISTRY }) => {
    const key = stateKeys[code]
    const ops = opsKeys[code]
    if (key === undefined || ops === undefined) throw refusal(code, 'a key is missing')
    return { code, key, ops, trust, registry }
  })
  if (organisation !== undefined) {
    const { key, trust = EMPTY_TRUST, registry = EMPTY_REGISTRY } = organisation
    parties.push({ code: ORGANISATION, key, ops: null, trust, registry })
  }
  return parties
}

const foundRoles = async (
  files: Map<string, Uint8Array>,
  party: Party,
  now: number,
  expiries: Expiries,
): Promise<ReadonlyMap<string, Uint8Array>> => {
  const authority: Authority = authorityOf(party.code)
  const targets = new Map<string, Record<string, TargetFile>>()
  for (const kind of ['trust', 'registry'] as const) {
    const { role, path } = authority[kind]
    const placed = placeDocument(path, issueDocument(kind, party.code, party[kind], 1, now))
    files.set(placed.name, placed.bytes)
    targets.set(role, { ...targets.get(role), [path]: placed.target })
  }
  const signed = new Map<string, Uint8Array>()
  for (const [role, entries] of targets) {
    const signer = role === authority.trust.role ? party.key : (party.ops ?? party.key)
    signed.set(role, await makeRole(entries, 1, [signer], now, expiries))
  }
  return signed
}

export const makeRole = (
  targets: Readonly<Record<string, TargetFile>>,
  version: number,
  signers: readonly Signer[],
  now: number,
  expiries: Expiries,
): Promise<Uint8Array> =>
  signMetadata(
    {
      _type: 'targets',
      spec_version: SPEC_VERSION,
      version,
      expires: expiresAt(now, expiries.state),
      targets: targets as unknown as Json,
    },
    signers,
  )

export interface RootInput {
  readonly rootKeys: readonly Pick<Signer, 'keyId' | 'publicKey'>[]
  readonly onlineKeys: { readonly [role in 'snapshot' | 'timestamp']: Pick<Signer, 'keyId' | 'publicKey'> }
  readonly threshold: number
  readonly version: number
  readonly signers: readonly Signer[]
  readonly now: number
  readonly expiries: Expiries
}

export const makeRoot = ({ rootKeys, onlineKeys, threshold, version, signers, now, expiries }: RootInput) => {
  const keys = keysOf([...rootKeys, onlineKeys.snapshot, onlineKeys.timestamp])
  const offline = { keyids: rootKeys.map((key) => key.keyId).sort(), threshold }
  return signMetadata(
    {
      _type: 'root',
      spec_version: SPEC_VERSION,
      version,
      expires: expiresAt(now, expiries.root),
      consistent_snapshot: true,
      keys: keys as unknown as Json,
      roles: {
        root: offline,
        targets: offline,
        snapshot: { keyids: [onlineKeys.snapshot.keyId], threshold: 1 },
        timestamp: { keyids: [onlineKeys.timestamp.keyId], threshold: 1 },
      },
    },
    signers,
  )
}

export interface TargetsInput {
  readonly federation: TargetFile
  readonly delegations: unknown
  readonly version: number
  readonly signers: readonly Signer[]
  readonly now: number
  readonly expiries: Expiries
}

export const makeTargets = ({ federation, delegations, version, signers, now, expiries }: TargetsInput) =>
  signMetadata(
    {
      _type: 'targets',
      spec_version: SPEC_VERSION,
      version,
      expires: expiresAt(now, expiries.targets),
      targets: { [FEDERATION_PATH]: federation as unknown as Json },
      delegations: delegations as Json,
    },
    signers,
  )
