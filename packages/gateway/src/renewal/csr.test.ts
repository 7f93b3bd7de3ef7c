import { generateKeyPairSync } from 'node:crypto'
import { pemOf } from '@rabt/protocol'
import { CertificationRequest } from 'pkijs'
import { describe, expect, it } from 'vitest'
import { makeCsr } from './csr.ts'

const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const content = {
  key,
  commonName: 'KW/GOV/EGOV/gw1',
  country: 'KW',
  dnsNames: ['gw.example'],
  uris: ['urn:rabt:gateway:KW/GOV/EGOV/gw1'],
}

describe('a certification request', () => {
  it('is signed with its own key, and altered in one byte it is not', async () => {
    const der = Uint8Array.from(await makeCsr(content))
    await expect(CertificationRequest.fromBER(der).verify()).resolves.toBe(true)
    const at = Buffer.from(der).indexOf('gw.example')
    der[at] = 0x66
    await expect(CertificationRequest.fromBER(der).verify()).resolves.toBe(false)
  })

  it('holds key, name and alternative names', async () => {
    const csr = CertificationRequest.fromBER(Uint8Array.from(await makeCsr(content)))
    expect(Buffer.from(csr.subjectPublicKeyInfo.toSchema().toBER(false))).toEqual(
      publicKey.export({ type: 'spki', format: 'der' }),
    )
    expect(csr.subject.typesAndValues.map(({ value }) => value.valueBlock.value)).toEqual(['KW', 'KW/GOV/EGOV/gw1'])
    const text = Buffer.from(csr.attributes?.[0]?.toSchema().toBER(false) ?? new ArrayBuffer(0)).toString('latin1')
    expect(text).toContain('gw.example')
    expect(text).toContain('urn:rabt:gateway:KW/GOV/EGOV/gw1')
  })

  it('is PEM for those who want it', async () => {
    expect(pemOf('CERTIFICATE REQUEST', await makeCsr(content))).toMatch(
      /^-----BEGIN CERTIFICATE REQUEST-----\n[A-Za-z0-9+/=\n]+\n-----END CERTIFICATE REQUEST-----\n$/,
    )
  })
})
