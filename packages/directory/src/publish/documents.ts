import type { Json } from '../codec/canonical-json.ts'
import type { FederationDocument } from '../document/federation.ts'
import type { RegistryContent } from '../document/registry.ts'
import type { TrustContent } from '../document/trust.ts'
import { delegationsOf } from '../metadata/names.ts'
import type { Delegation } from '../metadata/schema.ts'
import type { Signer } from './signer.ts'

export const EMPTY_TRUST: TrustContent = Object.freeze({ cas: [], gateways: [], ocsp: [], tsa: [] })

export const EMPTY_REGISTRY: RegistryContent = Object.freeze({
  members: [],
  subsystems: [],
  services: [],
  revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] },
})

export type StateEntry = FederationDocument['states'][number]

export const federationDocument = (federation: string, states: readonly StateEntry[]): Json => ({
  format: 'rabt-federation/1',
  federation,
  states: states.map(({ code, name, stage, decision }) => ({
    code,
    name: { ar: name.ar, en: name.en },
    stage,
    ...(decision === undefined ? {} : { decision }),
  })),
})

export type DocumentKind = 'trust' | 'registry'

/** The signed document of a content: `version` grows by one with each issue, `issued` is Unix ms. */
export const issueDocument = (
  kind: DocumentKind,
  state: string,
  content: TrustContent | RegistryContent,
  version: number,
  now: number,
): Json => ({ ...(content as unknown as Record<string, Json>), format: `rabt-${kind}/1`, state, version, issued: now })

type Holder = Pick<Signer, 'keyId' | 'publicKey'>

/** Delegations of a code: its trust role and, of a state, its ops role. */
export const delegate = (code: string, stateKey: Holder, opsKey: Holder | null): readonly Delegation[] =>
  [...delegationsOf(code)].map(([name, paths]) => ({
    name,
    keyids: [name.endsWith('-ops') && opsKey !== null ? opsKey.keyId : stateKey.keyId],
    threshold: 1,
    terminating: true,
    paths: [...paths],
  }))
