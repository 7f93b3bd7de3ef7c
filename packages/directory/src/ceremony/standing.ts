import { RabtError } from '@rabt/protocol'
import { type Json, parseCanonicalJson } from '../codec/canonical-json.ts'
import { sha256Hex } from '../codec/digest.ts'
import type { FederationDocument } from '../document/federation.ts'
import { readFederation } from '../document/read.ts'
import { checkShape, checkSignatures, openEnvelope, refuseStrangers } from '../metadata/envelope.ts'
import { loadKeys } from '../metadata/key.ts'
import { FEDERATION_PATH, targetName } from '../metadata/names.ts'
import { walkRoots } from '../metadata/roots.ts'
import {
  type RoleSigned,
  type RootSigned,
  roleSchema,
  rootSchema,
  type TargetsSigned,
  targetsSchema,
} from '../metadata/schema.ts'
import type { Proposal } from './format.ts'
import { refuse } from './rules.ts'

/** How things stand: what the threshold of states says, and the roles that a ceremony signs anew. */
export interface Standing {
  readonly root: RootSigned
  readonly targets: TargetsSigned
  readonly federation: FederationDocument
  readonly roles: ReadonlyMap<string, RoleSigned>
}

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8')

const why = (error: unknown): string =>
  error instanceof RabtError ? (error.params.reason ?? error.code) : 'unreadable'

/**
 * The base of a proposal, verified from its first root on: what an officer is shown as "before" was signed by a
 * threshold. Null for a founding. Throws CEREMONY_INVALID.
 */
export const standingBefore = ({ base }: Proposal): Standing | null => {
  if (base === null) return null
  try {
    const chain = base.rootChain.map(utf8)
    const root = walkRoots(chain[0] as Uint8Array, chain)
    const envelope = openEnvelope(utf8(base.targets), targetsSchema, 'targets')
    refuseStrangers(envelope, checkSignatures(envelope, root.keys, root.signed.roles.targets, 'targets'), 'targets')
    const targets = envelope.signed
    const federation = federationOf(targets, (name) => (name === federationName(targets) ? base.federation : undefined))
    const keys = loadKeys(targets.delegations.keys, 'targets')
    const roles = new Map<string, RoleSigned>()
    for (const [name, text] of Object.entries(base.roles)) {
      const role = openEnvelope(utf8(text), roleSchema, name)
      const delegation = targets.delegations.roles.find((candidate) => candidate.name === name)
      if (delegation !== undefined) checkSignatures(role, keys, delegation, name)
      roles.set(name, role.signed)
    }
    return { root: root.signed, targets, federation, roles }
  } catch (error) {
    throw refuse('base', 'proposal.json', { cause: why(error) }, error)
  }
}

/** What the proposal makes of it. Throws CEREMONY_INVALID if the bytes to sign are no metadata of that role. */
export const standingAfter = (proposal: Proposal, before: Standing | null): Standing => {
  let { root, targets } = before ?? { root: null, targets: null }
  const roles = new Map(before?.roles)
  const seen = new Set<string>()
  for (const { role, version, signed } of proposal.files) {
    try {
      if (seen.has(role)) throw new RabtError('DIRECTORY_INVALID', { place: role, reason: 'listed twice' })
      seen.add(role)
      const value = parseCanonicalJson(utf8(signed), role)
      if (role === 'root') root = checkShape(rootSchema, value, role)
      else if (role === 'targets') targets = checkShape(targetsSchema, value, role)
      else roles.set(role, checkShape(roleSchema, value, role))
      if ((value as { readonly version?: Json }).version !== version) {
        throw new RabtError('DIRECTORY_INVALID', { place: role, reason: 'another version' })
      }
    } catch (error) {
      throw refuse('bytes', role, { cause: why(error) }, error)
    }
  }
  if (root === null || targets === null) {
    throw refuse('bytes', 'proposal.json', { cause: 'a founding brings root and targets' })
  }
  try {
    for (const [name, text] of Object.entries(proposal.documents)) checkDocument(name, text)
    const federation =
      targets === before?.targets
        ? before.federation
        : federationOf(targets, (name) => proposal.documents[name] ?? unchanged(proposal, before, name))
    return { root, targets, federation, roles }
  } catch (error) {
    throw refuse('bytes', 'proposal.json', { cause: why(error) }, error)
  }
}

const unchanged = ({ base }: Proposal, before: Standing | null, name: string): string | undefined =>
  before !== null && name === federationName(before.targets) ? base?.federation : undefined

const checkDocument = (name: string, text: string): void => {
  parseCanonicalJson(utf8(text), name)
  if (!name.includes(sha256Hex(utf8(text)))) {
    throw new RabtError('DIRECTORY_INVALID', { place: name, reason: 'another digest' })
  }
}

const federationName = ({ targets }: TargetsSigned): string =>
  targetName(FEDERATION_PATH, targets[FEDERATION_PATH]?.hashes.sha256 ?? '')

const federationOf = (
  targets: TargetsSigned,
  find: (name: string) => string | null | undefined,
): FederationDocument => {
  const name = federationName(targets)
  const text = find(name)
  if (typeof text !== 'string') throw new RabtError('DIRECTORY_INVALID', { place: name, reason: 'not there' })
  const bytes = utf8(text)
  if (sha256Hex(bytes) !== targets.targets[FEDERATION_PATH]?.hashes.sha256) {
    throw new RabtError('DIRECTORY_INVALID', { place: name, reason: 'another digest' })
  }
  return readFederation(bytes)
}
