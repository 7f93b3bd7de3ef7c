import { describe, expect, it } from 'vitest'
import { BodyPieces } from './body-pieces.ts'

describe('a body that comes in pieces', () => {
  it('is nothing without one', () => {
    expect(new BodyPieces().whole()).toBeNull()
  })

  it.each([
    ['one', [5]],
    ['of every size', [1, 1, 70_000, 3, 1_000, 64 * 1024, 1, 200_000, 63, 2]],
    ['single bytes', Array.from({ length: 5_000 }, () => 1)],
  ])('is put together, of bytes that are overwritten afterwards: %s', (_, sizes) => {
    const pieces = new BodyPieces()
    const sent = sizes.map((size, at) => Buffer.alloc(size, at % 251))
    for (const piece of sent) {
      const lent = Buffer.from(piece)
      pieces.add(lent)
      lent.fill(0xff)
    }
    expect(pieces.size).toBe(sizes.reduce((sum, size) => sum + size))
    expect(Buffer.compare(pieces.whole() as Uint8Array, Buffer.concat(sent))).toBe(0)
  })

  it('takes little more memory than its bytes, however small the pieces are', () => {
    const pieces = new BodyPieces()
    const memory = () => {
      const { heapUsed, arrayBuffers } = process.memoryUsage()
      return heapUsed + arrayBuffers
    }
    const one = Buffer.alloc(1)
    const before = memory()
    for (let i = 0; i < 4 * 1024 * 1024; i++) pieces.add(one)
    expect(memory() - before).toBeLessThan(32 * 1024 * 1024)
    expect(pieces.size).toBe(4 * 1024 * 1024)
  })
})
