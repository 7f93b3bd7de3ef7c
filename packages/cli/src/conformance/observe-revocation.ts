import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { attempt, type Finding, type GatewayRecord } from '@rabt/directory'
import { pemOf } from '@rabt/protocol'
import { spkiOf } from './observe-identity.ts'
import type { PartnerClient } from './partner-client.ts'
import type { Site } from './site.ts'

const CONNECTION_MS = 10_000

/**
 * The own authority certifies the gateway's key twice more. The partner's link port takes the first; then both are revoked,
 * and it refuses the second, which it has never seen: so it asked.
 */
export async function lookAtRevocation(
  site: Site,
  partnerGateway: GatewayRecord,
  own: PartnerClient,
  partner: PartnerClient,
): Promise<Finding> {
  const tls = join(site.keys, 'tls.pem')
  const spki = (await spkiOf(tls)).toString('base64')
  const spares = await own.act<{ first: string; second: string }>('spare', { spki }).catch(() => null)
  if (spares === null) return { reason: 'SPARE_NOT_ISSUED' }
  const key = await readFile(tls, 'utf8')
  const show = (certificate: string) =>
    attempt(
      partnerGateway.linkUrl,
      { key, cert: pemOf('CERTIFICATE', Buffer.from(certificate, 'base64')) },
      AbortSignal.timeout(CONNECTION_MS),
    )
  const before = await show(spares.first)
  const revoked = await own.act<{ revoked: number }>('revoke').catch(() => ({ revoked: 0 }))
  if (before.outcome !== 'accepted') return { reason: 'SPARE_REFUSED', detail: before.outcome }
  if (revoked.revoked < 2) return { reason: 'SPARE_NOT_ISSUED' }
  const { revoked: isKnown } = await partner.act<{ revoked: boolean }>('revoked', { certificate: spares.second })
  if (!isKnown) return { reason: 'OCSP_NOT_GOOD' }
  const after = await show(spares.second)
  return after.outcome === 'refused' ? null : { reason: 'REVOKED_ACCEPTED', detail: after.outcome }
}
