import type { DirectoryVersion } from '@rabt/protocol'
import { RabtError } from '@rabt/protocol'
import type { FederationDocument } from '../document/federation.ts'
import { readAgreements, readFederation, readRegistry, readTrust } from '../document/read.ts'
import type { RegistryDocument } from '../document/registry.ts'
import type { TrustDocument } from '../document/trust.ts'
import { type Authority, authorityOf, ORGANISATION } from '../metadata/names.ts'
import type { RoleSigners } from '../metadata/version.ts'
import { type DirectoryIssue, issueOf } from '../refuse.ts'
import { issuersOf } from '../revocation/issuers.ts'
import type { AgreementRecord, CheckedView, GatewayKey, SealKey, StateRecord } from '../view.ts'
import { buildAgreements, type DigestedAgreements, digestAgreements, indexAgreements } from './agreements.ts'
import { distinctKeys } from './distinct-keys.ts'
import { FrozenMap } from './frozen-map.ts'
import { createMemo, type Memo } from './memo.ts'
import { buildState, type StateRecords } from './state.ts'

export interface ViewInput {
  readonly version: DirectoryVersion
  /** Unix ms. */
  readonly expires: number
  /** Bytes of `federation.json`. */
  readonly federation: Uint8Array
  /** Document bytes by target path. */
  readonly documents: ReadonlyMap<string, Uint8Array>
  /** Delegated roles: a state with one of them should have its documents. */
  readonly delegated: ReadonlySet<string>
  /** Who may sign for the root role and for each delegated one; without it nobody's revocations are known. */
  readonly signers?: ReadonlyMap<string, RoleSigners>
  /** Keys that the metadata itself lists: they too are published once. */
  readonly keys: readonly { readonly spki: string; readonly place: string }[]
  /** What was left out before: roles that could not be verified. */
  readonly issues: readonly DirectoryIssue[]
  /** The highest document versions seen, by path: a lower one is DIRECTORY_ROLLBACK. */
  readonly floor?: ReadonlyMap<string, number>
  readonly memo?: Memo
}

/** A view, and the versions of the documents that it rests on. */
export interface BuiltView {
  readonly view: CheckedView
  readonly versions: ReadonlyMap<string, number>
}

/**
 * Builds the one view of verified documents; the client and `verifyAsOf` share it. A state stands or falls as a whole:
 * without its registry its revocations would be unknown. Throws DIRECTORY_INVALID if `federation.json` does not hold or
 * a public key is published twice.
 */
export const viewFromDocuments = (input: ViewInput): BuiltView => {
  const federation = readFederation(input.federation)
  const memo = input.memo ?? createMemo()
  const issues: DirectoryIssue[] = [...input.issues]
  const versions = new Map<string, number>()
  const keys = distinctKeys()
  for (const { spki, place } of input.keys) keys.add(spki, place)

  const parts: StateRecords[] = []
  const agreements: DigestedAgreements[] = []
  const accounted = new Map<string, number>()
  for (const code of codesOf(federation)) {
    const documents = readState(input, authorityOf(code), memo, issues, versions)
    if (documents === null) continue
    accounted.set(code, documents.registry.revocationsTo ?? 0)
    const part = buildState(documents.trust, documents.registry, keys, memo)
    issues.push(...part.issues)
    parts.push(part)
    if (documents.agreements !== null) agreements.push(documents.agreements)
  }
  memo.keepUsed()
  const issuers = issuersOf(input.signers ?? new Map(), federation, accounted)
  return { view: Object.freeze({ ...finish(input, federation, parts, agreements, issues), issuers }), versions }
}

/** The documents of a suspended state are not read: the threshold of states has taken it out. */
const codesOf = (federation: FederationDocument): readonly string[] => [
  ...federation.states.filter((state) => state.stage !== 'suspended').map((state) => state.code),
  ORGANISATION,
]

interface StateDocuments {
  readonly trust: TrustDocument
  readonly registry: RegistryDocument
  readonly agreements: DigestedAgreements | null
}

const readState = (
  { documents, delegated, floor }: ViewInput,
  { code, trust, registry, agreements }: Authority,
  memo: Memo,
  issues: DirectoryIssue[],
  versions: Map<string, number>,
): StateDocuments | null => {
  if (!delegated.has(trust.role)) return null
  const read = <T extends { readonly version: number }>(
    path: string,
    parse: (bytes: Uint8Array, state: string, path: string) => T,
    isOptional = false,
  ): T | null => {
    const bytes = documents.get(path)
    if (bytes === undefined && isOptional) return null
    if (bytes === undefined) {
      issues.push({ place: path, code: 'DIRECTORY_UNREACHABLE', reason: 'not there' })
      return null
    }
    try {
      const document = memo.once(path, [bytes], () => parse(bytes, code, path))
      const seen = floor?.get(path) ?? 0
      if (document.version < seen) {
        const reason = `version ${document.version} after ${seen}`
        throw new RabtError('DIRECTORY_ROLLBACK', { place: path, reason })
      }
      versions.set(path, document.version)
      return document
    } catch (error) {
      issues.push(issueOf(path, error))
      return null
    }
  }
  const first = read(trust.path, readTrust)
  const second = read(registry.path, readRegistry)
  // An unreadable one takes away what this state wrote and accepted, and no more: without it less is allowed.
  const third = read(agreements.path, (...input) => digestAgreements(readAgreements(...input)), true)
  return first === null || second === null ? null : { trust: first, registry: second, agreements: third }
}

const byId = <T extends { readonly id: string }>(lists: readonly (readonly T[])[]): ReadonlyMap<string, T> =>
  new FrozenMap(lists.flatMap((list) => list.map((record) => [record.id, record] as const)))

const NONE: readonly AgreementRecord[] = Object.freeze([])

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const finish = (
  input: ViewInput,
  federation: FederationDocument,
  parts: readonly StateRecords[],
  written: readonly DigestedAgreements[],
  issues: readonly DirectoryIssue[],
): Omit<CheckedView, 'issuers'> => {
  const gateways = byId(parts.map((part) => part.gateways))
  const members = byId(parts.map((part) => part.members))
  const gatewayKeys = new Map<string, ReadonlyMap<string, GatewayKey>>()
  for (const { id, keys } of gateways.values()) gatewayKeys.set(id, new Map(keys.map((key) => [hex(key.digest), key])))
  const sealKeys = new Map<string, ReadonlyMap<string, SealKey>>()
  for (const { id, sealKeys: keys } of members.values()) {
    sealKeys.set(id, new Map(keys.map((key) => [hex(key.digest), key])))
  }
  const subsystems = byId(parts.map((part) => part.subsystems))
  const services = byId(parts.map((part) => part.services))
  const agreements = buildAgreements(written)
  const byService = indexAgreements(agreements, services, subsystems)
  return {
    federation: federation.federation,
    version: Object.freeze(input.version),
    expires: input.expires,
    states: new FrozenMap(
      federation.states.map(({ code, name, stage }): readonly [string, StateRecord] => [
        code,
        Object.freeze({ code, name: Object.freeze(name), stage }),
      ]),
    ),
    gateways,
    members,
    subsystems,
    services,
    maintenance: Object.freeze(parts.flatMap((part) => part.maintenance)),
    agreements,
    agreementsFor: (service) => byService.get(service) ?? NONE,
    cas: Object.freeze(parts.flatMap((part) => part.cas)),
    ocspResponders: Object.freeze(parts.flatMap((part) => part.ocsp)),
    timestampAuthorities: Object.freeze(parts.flatMap((part) => part.tsa)),
    issues: Object.freeze(issues),
    gatewayKey: (gateway, use, digestHex) => {
      const key = gatewayKeys.get(gateway)?.get(digestHex)
      return key?.use === use ? key : undefined
    },
    sealKey: (member, digestHex) => sealKeys.get(member)?.get(digestHex),
  }
}
