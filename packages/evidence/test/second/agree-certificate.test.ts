import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { EKU, judgeSealCertificate } from '@rabt/directory'
import { type Extension, extendedKeyUsage, keyUsage, makeCa, makeCertificate } from '@rabt/directory/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { T0 } from '../world.ts'
import { readSealCertificate } from './certificate.ts'
import { Refused } from './refuse.ts'

const DAY = 86_400_000
const MEMBER = 'KW/GOV/MOI'
const ca = makeCa('KW CA', T0 - DAY)
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
const extensions = [keyUsage(0x80), extendedKeyUsage([EKU.memberSeal])]

interface Change {
  readonly subject?: string
  readonly issuer?: typeof ca
  readonly publicKey?: typeof p256
  readonly extensions?: readonly Extension[]
}

const make = (change: Change = {}): Buffer =>
  makeCertificate({
    subject: MEMBER,
    issuer: ca,
    publicKey: p256,
    extensions,
    notBefore: T0 - DAY,
    notAfter: T0 + 80 * DAY,
    ...change,
  })

/** Whether both take a certificate for the member's, issued by the authority; they must say the same. */
function holds(der: Buffer): boolean {
  // Of an authority the directory looks at its certificate alone.
  const cas = [{ x509: new X509Certificate(ca.certificate) }] as unknown as Parameters<typeof judgeSealCertificate>[2]
  const first = doesHold(Error, () => judgeSealCertificate(der, MEMBER, cas))
  const second = doesHold(Refused, () => readSealCertificate(der, MEMBER, [ca.certificate]))
  expect(second).toBe(first)
  return first
}

/** The directory names what is wrong with a certificate in a plain error, which is `refusal` for it. */
function doesHold(refusal: typeof Error | typeof Refused, run: () => unknown): boolean {
  try {
    run()
    return true
  } catch (error) {
    if (error instanceof refusal) return false
    throw error
  }
}

describe('of a seal certificate both say the same', () => {
  it.each<[string, Change, boolean]>([
    ['that is right', {}, true],
    ['without a key usage', { extensions: [extendedKeyUsage([EKU.memberSeal])] }, true],
    ['whose key may only encipher', { extensions: [keyUsage(0x20), extendedKeyUsage([EKU.memberSeal])] }, false],
    ['for another usage', { extensions: [extendedKeyUsage(['1.3.6.1.5.5.7.3.2'])] }, false],
    ['for a second usage too', { extensions: [extendedKeyUsage([EKU.memberSeal, EKU.link])] }, false],
    ['of another member', { subject: 'KW/GOV/MOH' }, false],
    ['of another authority of that name', { issuer: makeCa('KW CA', T0 - DAY) }, false],
    ['of another curve', { publicKey: generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey }, false],
    [
      'with a critical extension that nobody knows',
      { extensions: [...extensions, { oid: '1.2.3', critical: true, value: Buffer.from('0500', 'hex') }] },
      false,
    ],
  ])('%s', (_, change, expected) => {
    expect(holds(make(change))).toBe(expected)
  })

  it('with any byte changed', () => {
    const der = make()
    fc.assert(
      fc.property(fc.nat({ max: der.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = Buffer.from(der)
        changed[at] = (changed[at] as number) ^ mask
        expect(holds(changed)).toBe(false)
      }),
      { seed: 20_261_125, numRuns: 300 },
    )
  })
})
