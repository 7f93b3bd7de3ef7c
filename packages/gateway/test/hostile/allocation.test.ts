import { decodeBundle } from '@rabt/evidence'
import { decodeBatch, decodeEntry, decodeFrame, decodeSeal, RabtError } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { unpackBlobs } from '../../src/journal/blob-pack.ts'
import { OcspChecker } from '../../src/trust/ocsp.ts'
import { corpusOf } from './corpus.ts'
import { makeCertificates, NOW, sha256 } from './federation.ts'

const SLACK = 24 * 1024 * 1024

/** Memory taken by one call that must end as a typed error. Nothing is collected in between, or less shows: never more. */
function taken(read: () => unknown): number {
  const before = process.memoryUsage()
  expect(read).toThrow(RabtError)
  const after = process.memoryUsage()
  return after.heapTotal - before.heapTotal + (after.arrayBuffers - before.arrayBuffers)
}

// Arrays, maps, byte strings and texts that announce from 2^24 to 2^53-1 items or bytes.
const LIES = [
  '9a01000000',
  '9affffffff',
  '9b001fffffffffffff',
  'ba01000000',
  'bb001fffffffffffff',
  '5a7fffffff',
  '7a7fffffff',
]

describe('lengths that lie', () => {
  const decoders = { decodeEntry, decodeBatch, decodeFrame, decodeSeal }
  const seeds = { decodeEntry: 'entry', decodeBatch: 'batch', decodeFrame: 'frame', decodeSeal: 'seal' } as const

  it.each(Object.keys(seeds) as (keyof typeof seeds)[])('buy no memory from %s, wherever they stand', (name) => {
    const seed = corpusOf(seeds[name])[0]?.bytes ?? Buffer.alloc(0)
    for (const lie of LIES.map((hex) => Buffer.from(hex, 'hex'))) {
      for (let at = 0; at < Math.min(seed.length, 120); at += 3) {
        const input = Buffer.concat([seed.subarray(0, at), lie, seed.subarray(at)])
        const read = (): unknown => {
          decoders[name](input)
          throw new RabtError('CBOR_INVALID')
        }
        expect(taken(read)).toBeLessThan(SLACK)
      }
    }
  })

  it('buy no memory from a bundle', () => {
    const seed = corpusOf('bundle')[0]?.bytes ?? Buffer.alloc(0)
    for (const lie of LIES.map((hex) => Buffer.from(hex, 'hex'))) {
      for (const at of [0, 1, 3, 20, 30, 40]) {
        const content = Buffer.concat([seed.subarray(0, at), lie, seed.subarray(at, seed.length - 32)])
        expect(taken(() => decodeBundle(Buffer.concat([content, sha256(content)])))).toBeLessThan(SLACK)
      }
    }
  })
})

describe('what would grow without end', () => {
  it.each(['failed-bomb-of-256-mib.b64', 'failed-two-million-marks.b64'])('%s is cut off', (name) => {
    const bomb = corpusOf('blob-pack').find((kept) => kept.name === name)?.bytes ?? Buffer.alloc(0)
    expect(bomb.length).toBeGreaterThan(100)
    expect(taken(() => unpackBlobs(bomb))).toBeLessThan(SLACK)
  })

  it('is an OCSP answer that is read no further than an answer can be long', async () => {
    const { ca, seal } = makeCertificates('KW')
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 16_384
        controller.enqueue(new Uint8Array(16_384))
      },
    })
    const checker = new OcspChecker({
      cas: () => [{ state: 'KW', certificate: ca.certificate, ocspUrl: 'http://ocsp.invalid/' }],
      clock: () => NOW,
      random: (count) => Buffer.alloc(count),
      fetch: async () => new Response(endless),
    })
    await expect(checker.check(seal)).rejects.toMatchObject({ code: 'CERTIFICATE_INVALID' })
    expect(pulled).toBeLessThan(256 * 1024)
  })
})
