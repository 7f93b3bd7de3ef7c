import { generateKeyPairSync } from 'node:crypto'
import { decodeSeal, encodeSeal, RabtError } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { publicKeyDigest, signP256 } from '../crypto.ts'
import { leafHash } from '../tree/hash.ts'
import { sealRoot, sealWith, signSeal, verifySeal } from './seal.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const keyDigest = publicKeyDigest(publicKey)
const origin = 'rabt/v1/test/KW/GOV/EGOV/gw1/SA/GOV/EGOV/gw1/0.1.0011223344556677'
const leaves = ['a', 'b', 'c'].map((text) => leafHash(Buffer.from(text)))
const sealed = { member: 'KW/GOV/MOI', origin, leaves }
const record = signSeal({ ...sealed, key: privateKey, keyDigest })

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return error instanceof RabtError ? error.code : `untyped ${error}`
  }
  return 'accepted'
}

describe('a seal', () => {
  it('holds for its member, lane and leaves', () => {
    const seal = verifySeal(record, origin, leaves, publicKey)
    expect(seal).toMatchObject({ member: 'KW/GOV/MOI', count: 3 })
    expect(seal.root).toEqual(sealRoot(leaves))
    expect(publicKeyDigest(privateKey)).toEqual(keyDigest)
  })

  it('may come from a signer that answers at once or later', async () => {
    const now = sealWith({ keyDigest, sign: (message) => signP256(message, privateKey) }, sealed)
    expect(now).toBeInstanceOf(Uint8Array)
    verifySeal(now as Uint8Array, origin, leaves, publicKey)
    const later = sealWith({ keyDigest, sign: async (message) => signP256(message, privateKey) }, sealed)
    expect(later).toBeInstanceOf(Promise)
    verifySeal(await later, origin, leaves, publicKey)
  })

  it('is refused over other leaves, in another order, for another lane, member or key', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
    const seal = decodeSeal(record)
    const refused: readonly (() => unknown)[] = [
      () => verifySeal(record, origin, leaves.slice(1), publicKey),
      () => verifySeal(record, origin, leaves.toReversed(), publicKey),
      () => verifySeal(record, `${origin}8`, leaves, publicKey),
      () => verifySeal(record, origin, leaves, other),
      () => verifySeal(encodeSeal({ ...seal, member: 'KW/GOV/MOCI' }), origin, leaves, publicKey),
      () => verifySeal(encodeSeal({ ...seal, key: publicKeyDigest(other) }), origin, leaves, publicKey),
      () => verifySeal(encodeSeal({ ...seal, key: publicKeyDigest(other) }), origin, leaves, other),
      () => verifySeal(encodeSeal({ ...seal, signature: Buffer.alloc(0) }), origin, leaves, publicKey),
    ]
    for (const run of refused) expect(codeOf(run)).toBe('SEAL_INVALID')
  })

  it('is refused with any byte changed', () => {
    for (let at = 0; at < record.length; at++) {
      const bad = Buffer.from(record)
      bad[at] = (bad[at] as number) ^ 1
      expect(codeOf(() => verifySeal(bad, origin, leaves, publicKey))).toBe('SEAL_INVALID')
    }
  })

  it('of a key of another curve is refused', () => {
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    const bad = signSeal({ ...sealed, key: p384.privateKey, keyDigest: publicKeyDigest(p384.publicKey) })
    expect(codeOf(() => verifySeal(bad, origin, leaves, p384.publicKey))).toBe('SEAL_INVALID')
  })
})
