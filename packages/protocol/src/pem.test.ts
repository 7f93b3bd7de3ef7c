import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { derOfPem, pemOf } from './pem.ts'

describe('PEM', () => {
  it('is of lines of 64 characters, whatever the length', () => {
    for (const [length, lines] of [
      [0, 0],
      [1, 1],
      [47, 1],
      [48, 1],
      [49, 2],
      [96, 2],
      [97, 3],
    ] as const) {
      const text = pemOf('CERTIFICATE', new Uint8Array(length).fill(0xfb))
      const [first, ...rest] = text.split('\n')
      const [last, end] = rest.splice(-2)
      expect([first, last, end]).toEqual(['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----', ''])
      expect(rest).toHaveLength(lines)
      expect(rest.slice(0, -1).every((line) => line.length === 64)).toBe(true)
      expect(Buffer.from(rest.join(''), 'base64')).toHaveLength(length)
    }
  })

  it('is what Node writes of the same bytes, also of a part of a buffer', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const der = privateKey.export({ type: 'pkcs8', format: 'der' })
    const part = Buffer.concat([Buffer.alloc(3), der, Buffer.alloc(5)]).subarray(3, 3 + der.length)
    expect(pemOf('PRIVATE KEY', part)).toBe(privateKey.export({ type: 'pkcs8', format: 'pem' }))
    expect(createPublicKey(pemOf('PRIVATE KEY', der)).equals(publicKey)).toBe(true)
  })

  it('gives back the DER of the first certificate, among other text', () => {
    const [one, two] = [Buffer.alloc(70, 1), Buffer.alloc(3, 2)]
    const chain = `subject: a\n${pemOf('CERTIFICATE', one)}${pemOf('CERTIFICATE', two)}`
    expect(Buffer.from(derOfPem(chain))).toEqual(one)
    expect(() => derOfPem(pemOf('CERTIFICATE REQUEST', one))).toThrow('no certificate')
    expect(() => new X509Certificate(pemOf('CERTIFICATE', two))).toThrow()
  })
})
