import { createHash, X509Certificate } from 'node:crypto'
import { RabtError } from '@rabt/protocol'
import type { CertificateAuthority } from '../ca/certificate-authority.ts'
import { PROFILES } from '../ca/profiles.ts'
import type { Newcomer } from './partner.ts'
import type { Run } from './runs.ts'

/** Two certificates, DER, of the gateway's own published key: one to be accepted, one to be shown when it is revoked. */
export interface Spares {
  readonly first: Uint8Array
  readonly second: Uint8Array
}

/**
 * Issues them for a run of the own state (docs/spec/conformance.md §4). Only a key that the directory lists is certified, so
 * that nobody gains anything by them. Throws RUN_REFUSED for another key.
 */
export async function issueSpares(
  authority: CertificateAuthority,
  { gateway }: Newcomer,
  spki: Uint8Array,
  run: Run,
): Promise<Spares> {
  const digest = createHash('sha256').update(spki).digest()
  if (!gateway.tlsKeys.some((key) => digest.equals(key))) {
    throw new RabtError('RUN_REFUSED', {
      reason: 'the directory does not list that key for the gateway',
      reasonAr: 'لا يذكر الدليل هذا المفتاح للبوابة',
    })
  }
  const issue = async (): Promise<Uint8Array> => {
    const der = await authority.issue({
      profile: PROFILES.gatewayTls,
      spki,
      uris: [`urn:rabt:gateway:${gateway.id}`],
      subject: [['commonName', gateway.id]],
    })
    run.serials.push(new X509Certificate(der).serialNumber)
    return der
  }
  return { first: await issue(), second: await issue() }
}

/** Takes back all that a run was given; returns how many. */
export function revokeSpares(authority: CertificateAuthority, { serials }: Run): number {
  return serials.filter((serial) => authority.revoke(serial, 'cessationOfOperation')).length
}
