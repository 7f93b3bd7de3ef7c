import type { Json } from '../codec/canonical-json.ts'
import type { AgreementsContent } from '../document/agreements.ts'
import type { ActEntry, FederationDocument } from '../document/federation.ts'
import type { RegistryContent } from '../document/registry.ts'
import type { TrustContent } from '../document/trust.ts'
import { delegationsOf } from '../metadata/names.ts'
import type { Delegation } from '../metadata/schema.ts'
import type { Holder } from './signer.ts'

export const EMPTY_TRUST: TrustContent = Object.freeze({ cas: [], gateways: [], ocsp: [], tsa: [] })

export const EMPTY_REGISTRY: RegistryContent = Object.freeze({
  members: [],
  subsystems: [],
  services: [],
  revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] },
})

export type StateEntry = FederationDocument['states'][number]

export interface FederationContent {
  readonly federation: string
  readonly states: readonly StateEntry[]
  readonly revocationsTo?: number | undefined
  readonly holders?: Readonly<Record<string, string>> | undefined
  readonly acts?: readonly ActEntry[] | undefined
}

export const federationDocument = ({ federation, states, revocationsTo, holders, acts }: FederationContent): Json => ({
  format: 'rabt-federation/1',
  federation,
  states: states.map(({ code, name, stage, decision }) => ({
    code,
    name: { ar: name.ar, en: name.en },
    stage,
    ...(decision === undefined ? {} : { decision }),
  })),
  ...(revocationsTo === undefined ? {} : { revocationsTo }),
  ...(holders === undefined ? {} : { holders }),
  ...(acts === undefined ? {} : { acts: acts as unknown as Json }),
})

export const DOCUMENT_KINDS = ['trust', 'registry', 'agreements'] as const

export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

export type DocumentContent = TrustContent | RegistryContent | AgreementsContent

/** The signed document of a content: `version` grows by one with each issue, `issued` is Unix ms. */
export const issueDocument = (
  kind: DocumentKind,
  state: string,
  content: DocumentContent,
  version: number,
  now: number,
): Json => ({ ...(content as unknown as Record<string, Json>), format: `rabt-${kind}/1`, state, version, issued: now })

/** Delegations of a code: its trust role and, of a state, its ops role. */
export const delegate = (code: string, stateKey: Holder, opsKey: Holder | null): readonly Delegation[] =>
  [...delegationsOf(code)].map(([name, paths]) => ({
    name,
    keyids: [name.endsWith('-ops') && opsKey !== null ? opsKey.keyId : stateKey.keyId],
    threshold: 1,
    terminating: true,
    paths: [...paths],
  }))
