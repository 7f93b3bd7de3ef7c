import { X509Certificate } from 'node:crypto'
import type { RegistryContent, TrustContent } from '@rabt/directory'

type Gateway = TrustContent['gateways'][number]
type Seals = RegistryContent['members'][number]['sealCertificates']

/**
 * What is published, with what a start may have changed: addresses after the ports moved, the OCSP responder's certificate.
 * Whatever else an authority published meanwhile stays. A key file that was lost and made anew makes all of `fresh` count.
 */
export function refreshTrust(published: TrustContent, fresh: TrustContent): TrustContent {
  const own = fresh.gateways[0]
  const listed = published.gateways.find(({ id }) => id === own?.id)
  if (own === undefined || listed === undefined || !listsKeys(listed, own)) return fresh
  const urls = new Map(fresh.cas.map(({ certificate, ocspUrl }) => [certificate, ocspUrl]))
  return {
    ...published,
    cas: published.cas.map((ca) => ({ ...ca, ocspUrl: urls.get(ca.certificate) ?? ca.ocspUrl })),
    gateways: published.gateways.map((one) => (one === listed ? { ...one, linkUrl: own.linkUrl } : one)),
    ocsp: fresh.ocsp,
  }
}

function listsKeys(published: Gateway, fresh: Gateway): boolean {
  const keys = new Set(published.keys.map(({ publicKey }) => publicKey))
  const tls = new Set(published.tlsKeys)
  return fresh.keys.every(({ publicKey }) => keys.has(publicKey)) && fresh.tlsKeys.every((digest) => tls.has(digest))
}

/** What is published, with the seal certificates that a start renewed. */
export function refreshRegistry(published: RegistryContent, fresh: RegistryContent): RegistryContent {
  const renewed = new Map(fresh.members.map(({ id, sealCertificates }) => [id, sealCertificates]))
  return {
    ...published,
    members: published.members.map((member) => ({
      ...member,
      sealCertificates: refreshSeals(member.sealCertificates, renewed.get(member.id) ?? []),
    })),
  }
}

/** A renewed certificate of a published key takes the place of the old one; a new key stands beside the others. */
function refreshSeals(published: Seals, fresh: Seals): Seals {
  const seals = [...published]
  for (const seal of fresh) {
    const at = seals.findIndex(({ certificate }) => keyOf(certificate) === keyOf(seal.certificate))
    if (at < 0) seals.push(seal)
    else seals[at] = { ...seal, retired: seals[at]?.retired ?? null }
  }
  return seals
}

function keyOf(certificate: string): string {
  const { publicKey } = new X509Certificate(Buffer.from(certificate, 'base64'))
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
}
