import type { KeyObject } from 'node:crypto'
import type { DirectoryVersion } from '@rabt/protocol'
import type { DirectoryIssue } from './refuse.ts'
import type { RevocationIssuer } from './revocation/issuers.ts'

/** Arabic is the source language, English the twin. */
export interface Text {
  readonly ar: string
  readonly en: string
}

/** What a gateway's key may do. One key, one purpose; the directory refuses a public key published twice. */
export type GatewayKeyUse = 'lane' | 'lane-pq' | 'receipt' | 'witness'

/** A published key. Times are Unix milliseconds; a retired key stays listed so that old signatures can be judged. */
export interface GatewayKey {
  readonly use: GatewayKeyUse
  /** Ed25519: 32 raw bytes; ML-DSA-44 (`lane-pq`): 1312 raw bytes. */
  readonly publicKey: Uint8Array
  /** SHA-256 of `publicKey`. */
  readonly digest: Uint8Array
  readonly key: KeyObject
  readonly from: number
  readonly retired: number | null
}

export interface GatewayRecord {
  readonly id: string
  readonly state: string
  readonly owner: string
  readonly name: Text
  /** wss URL of the link. */
  readonly linkUrl: string
  /** SHA-256 of the DER SubjectPublicKeyInfo of TLS certificates that it may present. */
  readonly tlsKeys: readonly Uint8Array[]
  readonly keys: readonly GatewayKey[]
}

/** An agency's certified sealing key. */
export interface SealKey {
  /** SHA-256 of the DER SubjectPublicKeyInfo: `key` in a seal record. */
  readonly digest: Uint8Array
  readonly key: KeyObject
  /** DER. Checked against the state's CA, its EKU and the member's name when the view was built. */
  readonly certificate: Uint8Array
  readonly notBefore: number
  readonly notAfter: number
  readonly retired: number | null
}

/** How far a state or a member has joined. */
export type Stage = 'candidate' | 'trial' | 'live' | 'suspended'

/** An office that answers for a member. */
export interface ContactRecord {
  readonly kind: 'technical' | 'operations' | 'legal'
  readonly name: Text
  readonly email: string | null
  readonly phone: string | null
  readonly url: string | null
}

/** A member that is suspended stays listed with its seals, so that what it sealed can be judged; its systems are absent. */
export interface MemberRecord {
  readonly id: string
  readonly state: string
  readonly name: Text
  readonly stage: Stage
  readonly contacts: readonly ContactRecord[]
  readonly sealKeys: readonly SealKey[]
}

export interface SubsystemRecord {
  readonly id: string
  readonly member: string
  readonly name: Text
  readonly gateways: readonly string[]
  readonly groups: readonly string[]
  readonly description?: Text
}

export interface ServiceRecord {
  readonly id: string
  readonly type: 'REST' | 'OPENAPI'
  readonly title: Text
  readonly timeoutMs: number
}

export interface CaRecord {
  readonly state: string
  readonly certificate: Uint8Array
  readonly ocspUrl: string
}

export interface StateRecord {
  readonly code: string
  readonly name: Text
  readonly stage: Stage
}

/** Planned maintenance of a gateway or of a subsystem; the other of the two is null. Times are Unix ms. */
export interface MaintenanceRecord {
  readonly gateway: string | null
  readonly subsystem: string | null
  readonly from: number
  readonly until: number
  readonly notice: Text
}

export type AgreementParty = { readonly subsystem: string } | { readonly group: string }

export type AgreementProvider =
  | { readonly service: string }
  /** Every service of that code in a subsystem of the group. */
  | { readonly group: string; readonly service: string }

/** What a state says of an agreement, since when (Unix ms) and by which decision. */
export interface AgreementPositionRecord {
  readonly position: 'accepted' | 'suspended'
  readonly from: number
  readonly decision: string | null
}

/** An agreement as its author wrote it, with the positions that count for this very text (docs/spec/agreements.md). */
export interface AgreementRecord {
  readonly id: string
  /** SHA-256 (hex) of the canonical JSON of the text. */
  readonly digest: string
  /** Code of the state (or `GCC`) that wrote it. */
  readonly author: string
  readonly consumer: AgreementParty
  readonly provider: AgreementProvider
  /** `*` or a method; path patterns as in `patternProblem`. */
  readonly endpoints: readonly { readonly method: string; readonly path: string }[]
  readonly purpose: Text & { readonly code: string }
  readonly legalBasis: Text
  readonly decision: string | null
  /** Unix ms: in force from here to before `until`. */
  readonly from: number
  readonly until: number
  /** Of each consumer subsystem; null: no limit. */
  readonly quota: { readonly requests: number; readonly per: 'day' } | null
  readonly rate: { readonly perSecond: number; readonly burst: number } | null
  /** JSON Pointers with `*` for any index or name; null: the whole response. */
  readonly responseFields: readonly string[] | null
  readonly stage: Exclude<Stage, 'suspended'>
  readonly replaces: string | null
  /** By state: acceptances of this very text, and suspensions. */
  readonly positions: ReadonlyMap<string, AgreementPositionRecord>
}

/** One version of the federation's directory, verified. Look-ups are Map accesses on canonical identifiers. */
export interface DirectoryView {
  readonly federation: string
  readonly version: DirectoryVersion
  /** When the signed timestamp of this version expires, Unix ms. */
  readonly expires: number
  readonly states: ReadonlyMap<string, StateRecord>
  readonly gateways: ReadonlyMap<string, GatewayRecord>
  readonly members: ReadonlyMap<string, MemberRecord>
  readonly subsystems: ReadonlyMap<string, SubsystemRecord>
  readonly services: ReadonlyMap<string, ServiceRecord>
  readonly cas: readonly CaRecord[]
  /** Planned, of all states. */
  readonly maintenance: readonly MaintenanceRecord[]
  /** Every published text by its identifier, in force or not: `inForce` says. */
  readonly agreements: ReadonlyMap<string, AgreementRecord>
  /** Texts whose provider is this service, by name or by group; those that begin last come first. */
  agreementsFor(service: string): readonly AgreementRecord[]
  /** Finds a gateway's key by SHA-256 of its public key (hex). */
  gatewayKey(gateway: string, use: GatewayKeyUse, digestHex: string): GatewayKey | undefined
  /** Finds a member's sealing key by the digest in a seal record (hex). */
  sealKey(member: string, digestHex: string): SealKey | undefined
}

/** A state's OCSP responder or time-stamping authority, by the certificate (DER) that signs its answers. */
export interface ResponderRecord {
  readonly state: string
  readonly url: string
  readonly certificate: Uint8Array
}

/** A view as this package makes it: what else is listed, and what was left out and why. */
export interface CheckedView extends DirectoryView {
  readonly ocspResponders: readonly ResponderRecord[]
  readonly timestampAuthorities: readonly ResponderRecord[]
  readonly issues: readonly DirectoryIssue[]
  /** Who may sign revocations, by code; `*`: the threshold of states (docs/spec/revocation.md). */
  readonly issuers: ReadonlyMap<string, RevocationIssuer>
}
