import { X509Certificate } from 'node:crypto'
import type { CaRecord, DirectoryView, GatewayRecord } from '@rabt/directory'
import { makeCa, makeCertificate, p256 } from '@rabt/directory/testing'
import { describe, expect, it } from 'vitest'
import { gatewayOfCertificate, keyDigest } from './peer-identity.ts'

const NOW = Date.UTC(2026, 10, 24)
const DAY = 86_400_000
const own = makeCa('KW CA', NOW - DAY)
const other = makeCa('SA CA', NOW - DAY)
const certificate = new X509Certificate(
  makeCertificate({
    subject: 'KW/GOV/EGOV/gw1',
    issuer: own,
    publicKey: p256().publicKey,
    extensions: [],
    notBefore: NOW - DAY,
    notAfter: NOW + DAY,
  }),
)

const viewOf = (tlsKeys: readonly Uint8Array[], ...cas: readonly Uint8Array[]): DirectoryView => {
  const gateway = { id: 'KW/GOV/EGOV/gw1', tlsKeys } as GatewayRecord
  return {
    gateways: new Map([[gateway.id, gateway]]),
    cas: cas.map((ca): CaRecord => ({ state: 'KW', certificate: ca, ocspUrl: '' })),
  } as unknown as DirectoryView
}

// docs/spec/revocation.md §3: links whose TLS key or CA is gone MUST be ended; both ends ask this again whenever the view changes.
describe('the gateway of a certificate', () => {
  it('is the one that lists its key, if a CA that is listed issued it', () => {
    const view = viewOf([keyDigest(certificate)], other.certificate, own.certificate)
    expect(gatewayOfCertificate(view, certificate)?.id).toBe('KW/GOV/EGOV/gw1')
  })

  it('is none once its key, or the CA that issued it, is listed no more', () => {
    expect(gatewayOfCertificate(viewOf([], own.certificate), certificate)).toBeUndefined()
    expect(gatewayOfCertificate(viewOf([keyDigest(certificate)], other.certificate), certificate)).toBeUndefined()
    expect(gatewayOfCertificate(viewOf([keyDigest(certificate)]), certificate)).toBeUndefined()
  })
})
