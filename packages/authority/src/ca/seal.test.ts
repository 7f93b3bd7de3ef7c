import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EKU } from '@rabt/directory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csrOf } from '../../test/csr.ts'
import { type CertificateAuthority, openCertificateAuthority } from './certificate-authority.ts'
import { openSealDesk } from './seal.ts'

const MEMBER = 'KW/GOV/MOI'
const home = mkdtempSync(join(tmpdir(), 'rabt-seal-'))
const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const ed25519 = () => generateKeyPairSync('ed25519').privateKey

let authority: CertificateAuthority
beforeAll(async () => {
  const options = { dir: home, code: 'KW', organization: 'X', url: 'http://a', clock: Date.now }
  authority = await openCertificateAuthority(options)
})
afterAll(() => rmSync(home, { recursive: true }))

describe("a member's seal", () => {
  it('is certified for the key that asks, for sealing alone, and entered', async () => {
    const key = p256()
    const der = await openSealDesk(authority, 'KW', 'الجهاز')(MEMBER, csrOf(key, [MEMBER]))
    const certificate = new X509Certificate(der)
    expect(certificate.checkPrivateKey(key)).toBe(true)
    expect(certificate.checkIssued(new X509Certificate(authority.der))).toBe(true)
    expect(certificate.subject.endsWith(`CN=${MEMBER}`)).toBe(true)
    expect(certificate.keyUsage).toEqual([EKU.memberSeal])
    expect(authority.register.find(certificate.serialNumber.toLowerCase())?.profile).toBe('member-seal')
  })

  it.each([
    ['another name', () => csrOf(p256(), ['KW/GOV/MOCI'])],
    ['no name', () => csrOf(p256(), [])],
    ['two names', () => csrOf(p256(), [MEMBER, 'KW/GOV/MOCI'])],
    ['a key that did not sign it', () => csrOf(p256(), [MEMBER], p256())],
    ['a key of another kind', () => csrOf(ed25519(), [MEMBER])],
    ['nothing', () => Buffer.alloc(0)],
  ])('is not certified for %s', async (_name, csr) => {
    await expect(openSealDesk(authority, 'KW', 'X')(MEMBER, csr())).rejects.toMatchObject({ code: 'CSR_INVALID' })
  })
})
