import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import {
  type Authority,
  basicConstraints,
  type Extension,
  extendedKeyUsage,
  keyUsage,
  makeCa,
  makeCertificate,
  p256,
} from '../../test/certificate-maker.ts'
import { DAY, NOW, sealCertificate } from '../../test/federation.ts'
import { EKU } from '../oid.ts'
import { type Certificate, readCertificate } from './certificate.ts'
import { judgeCa, judgeOcspCertificate, judgeSealCertificate, judgeTsaCertificate } from './judge.ts'

const MEMBER = 'KW/GOV/MOI'
let ca: Authority
let cas: readonly Certificate[]
beforeAll(() => {
  ca = makeCa('KW member CA', NOW - DAY)
  cas = [judgeCa(ca.certificate)]
})

interface Change {
  readonly subject?: string
  readonly issuer?: Authority
  readonly publicKey?: Parameters<typeof makeCertificate>[0]['publicKey']
  readonly extensions?: readonly Extension[]
}

const leaf = (change: Change = {}): Buffer =>
  makeCertificate({
    subject: MEMBER,
    issuer: ca,
    publicKey: p256().publicKey,
    extensions: [keyUsage(0x80), extendedKeyUsage([EKU.memberSeal])],
    notBefore: NOW,
    notAfter: NOW + 90 * DAY,
    ...change,
  })

test('a seal certificate of the state is accepted, with its validity', () => {
  const seal = judgeSealCertificate(sealCertificate(ca, MEMBER, NOW), MEMBER, cas)
  expect([seal.notBefore, seal.notAfter]).toEqual([NOW, NOW + 90 * DAY])
})

test('of several CAs the one that issued it counts', () => {
  const other = judgeCa(makeCa('KW other CA', NOW).certificate)
  expect(judgeSealCertificate(leaf(), MEMBER, [other, ...cas]).commonName).toBe(MEMBER)
})

test.each<[string, () => Change]>([
  ['of a CA that is not listed', () => ({ issuer: makeCa('foreign CA', NOW) })],
  ['of a CA of the same name with another key', () => ({ issuer: makeCa('KW member CA', NOW) })],
  ['that names another member', () => ({ subject: 'KW/GOV/MOCI' })],
  ['for another usage', () => ({ extensions: [extendedKeyUsage(['1.3.6.1.5.5.7.3.2'])] })],
  ['for a second usage too', () => ({ extensions: [extendedKeyUsage([EKU.memberSeal, '1.3.6.1.5.5.7.3.2'])] })],
  ['for any usage', () => ({ extensions: [extendedKeyUsage(['2.5.29.37.0'])] })],
  ['without usages', () => ({ extensions: [] })],
  ['that is a CA', () => ({ extensions: [basicConstraints(true), extendedKeyUsage([EKU.memberSeal])] })],
  ['whose key may only encipher', () => ({ extensions: [keyUsage(0x20), extendedKeyUsage([EKU.memberSeal])] })],
  ['with P-384', () => ({ publicKey: generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey })],
  ['with Ed25519', () => ({ publicKey: generateKeyPairSync('ed25519').publicKey })],
  [
    'with a critical extension that is not known',
    () => ({
      extensions: [
        extendedKeyUsage([EKU.memberSeal]),
        { oid: '1.3.6.1.4.1.58888.9', critical: true, value: Buffer.from('0500', 'hex') },
      ],
    }),
  ],
  [
    'with an extension twice',
    () => ({ extensions: [keyUsage(0x80), keyUsage(0x80), extendedKeyUsage([EKU.memberSeal])] }),
  ],
])('a seal certificate %s is refused', (_, change) => {
  expect(() => judgeSealCertificate(leaf(change()), MEMBER, cas)).toThrow(Error)
})

test('an extension that is not critical and not known is passed over', () => {
  const extra = { oid: '1.3.6.1.4.1.58888.9', value: Buffer.from('0500', 'hex') }
  const der = leaf({ extensions: [extendedKeyUsage([EKU.memberSeal]), extra] })
  expect(judgeSealCertificate(der, MEMBER, cas).usages).toEqual([EKU.memberSeal])
})

test('a leaf is no CA, nor is a CA that may not certify', () => {
  expect(() => judgeCa(leaf())).toThrow('not a CA')
  expect(() => judgeCa(leaf({ extensions: [basicConstraints(true), keyUsage(0x80)] }))).toThrow('not a CA')
})

test('a time-stamping certificate needs its usage marked critical', () => {
  const critical = leaf({ extensions: [extendedKeyUsage([EKU.timeStamping], true)] })
  expect(judgeTsaCertificate(critical, cas).usagesCritical).toBe(true)
  const plain = leaf({ extensions: [extendedKeyUsage([EKU.timeStamping])] })
  expect(() => judgeTsaCertificate(plain, cas)).toThrow('not critical')
  expect(() => judgeTsaCertificate(leaf(), cas)).toThrow('usage')
})

test('an ordinary certificate of the CA does not answer for OCSP', () => {
  expect(() => judgeOcspCertificate(leaf(), cas)).toThrow('usage')
  const responder = leaf({ extensions: [extendedKeyUsage([EKU.ocspSigning])] })
  expect(judgeOcspCertificate(responder, cas).usages).toEqual([EKU.ocspSigning])
})

test('a certificate whose key has an unknown algorithm is refused, and the process lives', () => {
  const der = leaf()
  // id-ecPublicKey, of the subject's key.
  const at = der.indexOf(Buffer.from('06072a8648ce3d0201', 'hex')) + 2
  der[at] = 0x2b
  expect(() => readCertificate(der)).toThrow(Error)
})

test('a certificate signed with SHA-1 is refused', () => {
  const der = makeCertificate({
    subject: MEMBER,
    issuer: ca,
    publicKey: p256().publicKey,
    extensions: [extendedKeyUsage([EKU.memberSeal])],
    notBefore: NOW,
    notAfter: NOW + DAY,
    hash: 'sha1',
  })
  expect(() => judgeSealCertificate(der, MEMBER, cas)).toThrow('algorithm')
})

test('bytes after the certificate are refused', () => {
  expect(() => readCertificate(Buffer.concat([leaf(), Buffer.from([0])]))).toThrow('not exactly one')
})

test('no byte of a seal certificate can be changed', () => {
  const der = leaf()
  fc.assert(
    fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(der)
      changed[at] = ((changed[at] as number) + change) % 256
      expect(() => judgeSealCertificate(changed, MEMBER, cas)).toThrow(Error)
    }),
  )
})
