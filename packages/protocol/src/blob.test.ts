import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { blobDigest, sha256 } from './blob.ts'

describe('blobDigest', () => {
  it.each([0, 1, 1024, 16 * 1024, 16 * 1024 + 1, 100_000])('hashes the salt and %i bytes', (length) => {
    const salt = Buffer.alloc(32, 1)
    const bytes = Buffer.alloc(length, 2)
    const expected = createHash('sha256')
      .update(Buffer.concat([salt, bytes]))
      .digest()
    expect(blobDigest(salt, bytes).equals(expected)).toBe(true)
    expect(sha256(Buffer.concat([salt, bytes])).equals(expected)).toBe(true)
  })

  it('needs a salt of 32 bytes', () => {
    expect(() => blobDigest(Buffer.alloc(31), Buffer.alloc(1))).toThrow(RangeError)
  })
})
