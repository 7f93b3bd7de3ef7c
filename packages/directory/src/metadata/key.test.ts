import { createHash, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { withCode } from '../../test/code.ts'
import { newSigner } from '../../test/federation.ts'
import { keyIdOf, loadKeys, type TufKey } from './key.ts'

const point = (): string => {
  const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({ format: 'jwk' })
  return `04${Buffer.from(x, 'base64url').toString('hex')}${Buffer.from(y, 'base64url').toString('hex')}`
}

const ecdsa = (text: string, keytype = 'ecdsa'): TufKey => ({
  keytype,
  scheme: 'ecdsa-sha2-nistp256',
  keyval: { public: text },
})

const listed = (...keys: readonly TufKey[]): Record<string, TufKey> =>
  Object.fromEntries(keys.map((key) => [keyIdOf(key), key]))

test('the id is SHA-256 of the canonical JSON of the key', () => {
  const publicText = '00'.repeat(32)
  const canonical = `{"keytype":"ed25519","keyval":{"public":"${publicText}"},"scheme":"ed25519"}`
  expect(keyIdOf({ scheme: 'ed25519', keytype: 'ed25519', keyval: { public: publicText } })).toBe(
    createHash('sha256').update(canonical).digest('hex'),
  )
})

test('an id that is not the digest of its key is refused', () => {
  const { publicKey } = newSigner()
  expect(() => loadKeys({ ['0'.repeat(64)]: publicKey }, 'root')).toThrow(withCode('DIRECTORY_INVALID', 'digest'))
})

test('the same public key under two key ids is refused, not counted twice', () => {
  const text = point()
  expect(() => loadKeys(listed(ecdsa(text), ecdsa(text, 'ecdsa-sha2-nistp256')), 'root')).toThrow(
    withCode('DIRECTORY_INVALID', 'are the same key'),
  )
})

test('an unknown key type is tolerated and never counts', () => {
  const hybrid = { keytype: 'ml-dsa', scheme: 'ml-dsa-65', keyval: { public: 'aa' } }
  expect(loadKeys(listed(hybrid, ecdsa(point())), 'root').size).toBe(1)
})

test.each([
  ['upper-case digits', { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: 'AB'.repeat(32) } }],
  ['a wrong size', { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: 'ab'.repeat(31) } }],
  ['another curve', { ...ecdsa(point()), scheme: 'ecdsa-sha2-nistp384' }],
  ['a point off the curve', ecdsa(`04${'01'.repeat(64)}`)],
  ['PEM', ecdsa('-----BEGIN PUBLIC KEY-----')],
])('a key with %s is refused', (_, key) => {
  expect(() => loadKeys(listed(key), 'root')).toThrow(withCode('DIRECTORY_INVALID', 'unreadable'))
})
