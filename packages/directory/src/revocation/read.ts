import { LIMITS, RabtError } from '@rabt/protocol'
import { sha256Hex } from '../codec/digest.ts'
import { checkSignatures, type Envelope, openEnvelope, refuseStrangers } from '../metadata/envelope.ts'
import type { RoleSigners } from '../metadata/version.ts'
import type { CheckedView } from '../view.ts'
import { FEDERATION_ISSUER, type RevocationIssuer } from './issuers.ts'
import type { Revocation, Revoked } from './revocation.ts'
import { REVOCATION_LIMITS, type RevocationSigned, revocationSchema } from './schema.ts'

/** Who may sign, what they have accounted for, and how new that is: a view, or the part of one that this needs. */
export type RevocationAuthority = Pick<CheckedView, 'federation' | 'version' | 'issuers'>

/** A revocation that was accepted, and the role that signed it. */
export interface AcceptedRevocation extends Revocation {
  readonly role: string
}

export const invalid = (reason: string, cause?: unknown): RabtError =>
  new RabtError('REVOCATION_INVALID', { reason }, { detail: reason, cause })

const over = (reason: string): RabtError => new RabtError('REVOCATION_OVER', { reason }, { detail: reason })

const PLACE = 'revocation'

const open = (bytes: Uint8Array): Envelope<RevocationSigned> => {
  if (bytes.length > REVOCATION_LIMITS.bytes) throw invalid('too large')
  try {
    return openEnvelope(bytes, revocationSchema, PLACE)
  } catch (error) {
    if (error instanceof RabtError) throw invalid(error.params.reason ?? 'unreadable', error)
    throw error
  }
}

/**
 * Reads what a revocation says, without judging who signed it. Throws REVOCATION_INVALID: also for what is not its
 * issuer's to take away (docs/spec/revocation.md §1).
 */
export const parseRevocation = (bytes: Uint8Array): Revocation => revocationOf(bytes, open(bytes).signed)

/**
 * Reads a revocation and judges it by the directory in use at `now` (Unix ms). Throws REVOCATION_INVALID, or
 * REVOCATION_OVER for one that held once: expired, or taken into account by the directory.
 */
export const readRevocation = (bytes: Uint8Array, authority: RevocationAuthority, now: number): AcceptedRevocation => {
  const envelope = open(bytes)
  const revocation = revocationOf(bytes, envelope.signed)
  if (revocation.federation !== authority.federation) throw invalid('of another federation')
  const issuer = authority.issuers.get(revocation.state)
  if (issuer === undefined) throw invalid(`the directory knows no issuer ${revocation.state}`)
  const role = signingRole(envelope, issuer)
  if (revocation.issued > now + LIMITS.futureSkewMs) throw invalid('issued in the future')
  if (now >= revocation.expires) throw over(`expired ${new Date(revocation.expires).toISOString()}`)
  if (revocation.number <= issuer.accounted) throw over(`number ${revocation.number} after ${issuer.accounted}`)
  if (revocation.number > issuer.accounted + REVOCATION_LIMITS.ahead)
    throw invalid(`number ${revocation.number} is too far ahead of ${issuer.accounted}`)
  return Object.freeze({ ...revocation, role })
}

/** The one role of the issuer whose threshold signed; nobody else's signature may stand beside it. */
const signingRole = (envelope: Envelope<unknown>, { code, roles }: RevocationIssuer): string => {
  for (const [name, role] of roles) {
    if (![...envelope.signatures.keys()].some((id) => role.keys.has(id))) continue
    checkSigned(envelope, role)
    return name
  }
  throw invalid(`signed by no key that the directory lists for ${code}`)
}

const checkSigned = (envelope: Envelope<unknown>, { keys, threshold }: RoleSigners): void => {
  try {
    const known = checkSignatures(envelope, keys, { keyids: [...keys.keys()], threshold }, PLACE)
    refuseStrangers(envelope, known, PLACE)
  } catch (error) {
    if (error instanceof RabtError) throw invalid(error.params.reason ?? 'not signed', error)
    throw error
  }
}

const hex = (digests: readonly Uint8Array[]): readonly string[] =>
  Object.freeze(digests.map((digest) => Buffer.from(digest).toString('hex')))

const revocationOf = (bytes: Uint8Array, signed: RevocationSigned): Revocation => {
  const { state, revoked } = signed
  const ofStates = state === FEDERATION_ISSUER
  if (
    ofStates
      ? Object.entries(revoked).some(([name, list]) => name !== 'states' && list.length > 0)
      : revoked.states.length > 0
  )
    throw invalid('whole states, and nothing else, are taken out by the threshold of states')
  for (const id of [...revoked.gateways, ...revoked.members])
    if (!id.startsWith(`${state}/`)) throw invalid(`${id} is not of ${state}`)
  const ready: Revoked = {
    gateways: Object.freeze(revoked.gateways),
    tlsKeys: hex(revoked.tlsKeys),
    keys: hex(revoked.keys),
    cas: hex(revoked.cas),
    members: Object.freeze(revoked.members),
    agreements: Object.freeze(revoked.agreements),
    states: Object.freeze(revoked.states),
  }
  const { federation, number, directory, issued, expires, decision } = signed
  const said = { federation, state, number, directory, issued, expires, decision, revoked: Object.freeze(ready) }
  return Object.freeze({ digest: sha256Hex(bytes), bytes, ...said })
}
