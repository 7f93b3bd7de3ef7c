import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as asn1js from 'asn1js'
import { BasicOCSPResponse, Extension, OCSPRequest, OCSPResponse } from 'pkijs'
import { afterAll, describe, expect, it } from 'vitest'
import { DAY_MS, readCertificate } from './certificate.ts'
import { type CertificateAuthority, needsRenewal, openCertificateAuthority } from './certificate-authority.ts'
import { loadOrCreateKey, spkiOf } from './key-file.ts'
import { answerOcsp } from './ocsp.ts'
import { OID } from './oid.ts'
import { PROFILES } from './profiles.ts'

const home = mkdtempSync(join(tmpdir(), 'rabt-pki-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
const NOW = Date.now()

const open = (name: string, clock = () => NOW): Promise<CertificateAuthority> =>
  openCertificateAuthority({
    dir: join(home, name),
    code: 'KW',
    organization: 'الجهاز المركزي لتكنولوجيا المعلومات',
    url: 'http://127.0.0.1:8104',
    clock,
  })

const issueTls = async (authority: CertificateAuthority) => {
  const key = loadOrCreateKey(join(home, 'tls.pem'), 'p256')
  return authority.issue({
    profile: PROFILES.gatewayTls,
    subject: [
      ['organization', 'CAIT'],
      ['commonName', 'KW/GOV/EGOV/gw1'],
    ],
    spki: spkiOf(key),
    uris: ['urn:rabt:gateway:KW/GOV/EGOV/gw1'],
  })
}

describe('a sample authority', () => {
  it('issues a gateway certificate that Node verifies and that names host, address and gateway', async () => {
    const authority = await open('issue')
    const ca = new X509Certificate(authority.der)
    const tls = new X509Certificate(await issueTls(authority))
    expect(ca.ca).toBe(true)
    expect(ca.verify(ca.publicKey)).toBe(true)
    expect(tls.checkIssued(ca)).toBe(true)
    expect(tls.verify(ca.publicKey)).toBe(true)
    expect(tls.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, URI:urn:rabt:gateway:KW/GOV/EGOV/gw1')
    expect(tls.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2', '1.3.6.1.4.1.58888.1.2'])
    expect(tls.infoAccess).toContain('OCSP - URI:http://127.0.0.1:8104/ocsp')
    expect(tls.validToDate.getTime() - NOW).toBeGreaterThan(6.9 * DAY_MS)
  })

  it('keeps its key, its certificate and its register when it is opened again', async () => {
    const first = await open('again')
    const serial = new X509Certificate(await issueTls(first)).serialNumber.toLowerCase()
    const second = await open('again')
    expect(second.der).toEqual(first.der)
    expect(second.register.find(serial)?.profile).toBe('gateway-tls')
  })

  it('passes over a register line that a crash cut short', async () => {
    const authority = await open('torn')
    const serial = new X509Certificate(await issueTls(authority)).serialNumber.toLowerCase()
    writeFileSync(join(home, 'torn/register.jsonl'), '{"revoked":"', { flag: 'a' })
    expect(authority.revoke(serial, 'keyCompromise')).toBe(true)
    expect((await open('torn')).register.find(serial)?.revoked?.reason).toBe('keyCompromise')
  })

  it('asks for renewal when less than a third of the life is left', async () => {
    const der = await issueTls(await open('renew'))
    expect(needsRenewal(der, NOW + 4.6 * DAY_MS)).toBe(false)
    expect(needsRenewal(der, NOW + 4.8 * DAY_MS)).toBe(true)
  })

  it('says "not mine" to a revocation of a foreign certificate', async () => {
    expect((await open('foreign')).revoke('42', 'unspecified')).toBe(false)
  })
})

describe('its OCSP answers, judged as a client does', () => {
  const ask = async (authority: CertificateAuthority, der: Uint8Array, hashAlgorithm = 'SHA-1') => {
    const certificate = readCertificate(der)
    const request = new OCSPRequest()
    await request.createForCertificate(certificate, { hashAlgorithm, issuerCertificate: authority.certificate })
    const nonce = new asn1js.OctetString({ valueHex: Uint8Array.from({ length: 32 }, (_, i) => i).buffer }).toBER(false)
    request.tbsRequest.requestExtensions = [new Extension({ extnID: OID.ocspNonce, extnValue: nonce })]
    const answer = await answerOcsp(authority, new Uint8Array(request.toSchema(true).toBER(false)))
    const response = OCSPResponse.fromBER(Uint8Array.from(answer))
    const bytes = response.responseBytes?.response.valueBlock.valueHexView ?? new Uint8Array()
    const basic = BasicOCSPResponse.fromBER(Uint8Array.from(bytes))
    const { status } = await basic.getCertificateStatus(certificate, authority.certificate)
    const echoed = basic.tbsResponseData.responseExtensions?.[0]?.extnValue.valueBlock.valueHexView
    return {
      status: ['good', 'revoked', 'unknown'][status],
      verified: await basic.verify({ trustedCerts: [authority.certificate] }),
      nonceEchoed: Buffer.from(nonce).equals(echoed ?? new Uint8Array()),
    }
  }

  it('are good, with the nonce, and revoked after a revocation', async () => {
    const authority = await open('ocsp')
    const der = await issueTls(authority)
    expect(await ask(authority, der)).toEqual({ status: 'good', verified: true, nonceEchoed: true })
    authority.revoke(new X509Certificate(der).serialNumber, 'keyCompromise')
    expect(await ask(authority, der, 'SHA-256')).toEqual({ status: 'revoked', verified: true, nonceEchoed: true })
  })

  it('are unknown for a certificate that another authority issued', async () => {
    const authority = await open('ocsp-2')
    const der = await issueTls(await open('other'))
    expect(await ask(authority, der)).toMatchObject({ status: 'unknown', verified: true })
  })

  it('are signed by a responder whose certificate lives on over a restart', async () => {
    const first = await (await open('responder')).ocspSigner()
    const second = await (await open('responder')).ocspSigner()
    expect(second.certificate.toSchema().toBER(false)).toEqual(first.certificate.toSchema().toBER(false))
  })
})

describe('bytes that are no question', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['an empty sequence', Buffer.from('3000', 'hex')],
    ['a length beyond the end', Buffer.from('3084ffffffff', 'hex')],
  ])('%s is answered malformedRequest', async (_, bytes) => {
    expect(Buffer.from(await answerOcsp(await open('malformed'), bytes)).toString('hex')).toBe('30030a0101')
  })
})
