import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batch, damage, damaged, frame, seal } from '../../test/arbitraries.ts'
import { codeOf, orRefused } from '../../test/expect-code.ts'
import { cbor, frameArray, sealArray, strictDecode } from '../../test/oracle.ts'
import { plain } from '../../test/plain.ts'
import { LIMITS } from '../limits.ts'
import { decodeBatch, encodeBatch } from './batch.ts'
import { decodeFrame, encodeFrame } from './codec.ts'
import type { Batch, BatchFrame, Seal } from './frame.ts'
import { decodeSeal, encodeSeal, sealMessage } from './seal.ts'

const batchArray = (one: Batch): unknown[] => [one.first, one.entries, one.seals, one.checkpoint]
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const origin = 'rabt/v1/gcc/KW/GOV/EGOV/gw1/QA/GOV/EGOV/gw1/0.1.0000000000000000'
const digest = Buffer.alloc(32, 1)

describe('frame codec', () => {
  it('writes the bytes that cborg writes, and reads them back', () => {
    fc.assert(
      fc.property(frame, (one) => {
        const bytes = encodeFrame(one)
        expect(hex(bytes)).toBe(hex(cbor(frameArray(one))))
        expect(plain(decodeFrame(bytes))).toEqual(plain(one))
      }),
      { numRuns: 400 },
    )
  })

  it('does the same for batches and seals', () => {
    fc.assert(
      fc.property(batch, seal, (one, record) => {
        expect(hex(encodeBatch(one))).toBe(hex(cbor(batchArray(one))))
        expect(plain(decodeBatch(encodeBatch(one)))).toEqual(plain(one))
        expect(hex(encodeSeal(record))).toBe(hex(cbor(sealArray(record))))
        expect(plain(decodeSeal(encodeSeal(record)))).toEqual(plain(record))
      }),
      { numRuns: 300 },
    )
  })

  it('refuses damaged bytes with a typed error, or reads what it would write', () => {
    const check = <T>(bytes: Buffer, decode: (bytes: Buffer) => T, encode: (value: T) => Buffer): void => {
      const read = orRefused(() => decode(bytes))
      if (read === null) return
      expect(hex(encode(read))).toBe(hex(bytes))
      expect(hex(cbor(strictDecode(bytes)))).toBe(hex(bytes))
    }
    fc.assert(
      fc.property(frame, batch, seal, fc.array(damage, { minLength: 1, maxLength: 2 }), (a, b, c, changes) => {
        check(damaged(encodeFrame(a), changes), decodeFrame, encodeFrame)
        check(damaged(encodeBatch(b), changes), decodeBatch, encodeBatch)
        check(damaged(encodeSeal(c), changes), decodeSeal, encodeSeal)
      }),
      { numRuns: 1500 },
    )
  })

  it('gives byte strings as views of what came', () => {
    const bytes = encodeFrame({
      type: 'batch',
      batch: Buffer.alloc(50, 1),
      blobs: [Buffer.alloc(40, 2)],
      secrets: new Map(),
    })
    const read = decodeFrame(bytes) as BatchFrame
    bytes.fill(7)
    expect(read.batch[0]).toBe(7)
    expect((read.blobs[0] as Uint8Array)[0]).toBe(7)
  })

  it('writes secrets in the order of their index', () => {
    const one = (index: number) => [index, [{ name: 'Cookie', value: Buffer.of(index) }]] as const
    const bytes = encodeFrame({ type: 'batch', batch: Buffer.of(), blobs: [], secrets: new Map([one(9), one(2)]) })
    expect([...(decodeFrame(bytes) as BatchFrame).secrets.keys()]).toEqual([2, 9])
  })

  it.each([
    ['an unknown frame', [7, 1, 2, 3]],
    ['a revocation of three items', [6, digest, digest]],
    ['a text as revocation', [6, 'x']],
    ['a frame with an item too many', [3, origin, 1, 'x', 0]],
    ['a hello of four items', [1, 2, 3, 4]],
    ['a receipt of two items', [3, origin]],
    ['a receipt of a lane that is none', [3, 'rabt/v1/x', 1, 'line']],
    ['a text as batch', [2, 'x', [], new Map()]],
    ['a blob shorter than its salt', [2, digest, [Buffer.alloc(31)], new Map()]],
    ['true as blob', [2, digest, [true], new Map()]],
    ['a secret without value', [2, digest, [], new Map([[0, [['Cookie']]]])]],
    ['an empty list of secrets', [2, digest, [], new Map([[0, []]])]],
    ['a code of 65 bytes', [4, 'x'.repeat(65), '', null]],
    ['an origin that is false', [4, 'FORK', '', false]],
    ['a map', new Map()],
  ])('refuses %s as FRAME_INVALID', (_, value) => {
    expect(codeOf(() => decodeFrame(cbor(value)))).toBe('FRAME_INVALID')
  })

  it.each([
    ['an entry too many', [0, new Array(LIMITS.batchEntries + 1).fill(Buffer.of(0)), [], '']],
    ['an entry too long', [0, [Buffer.alloc(LIMITS.entryBytes + 1)], [], '']],
    ['a seal too many', [0, [Buffer.of(0)], new Array(LIMITS.batchSeals + 1).fill(Buffer.of(0)), '']],
    ['a seal too long', [0, [Buffer.of(0)], [Buffer.alloc(LIMITS.sealBytes + 1)], '']],
    ['a checkpoint too long', [0, [Buffer.of(0)], [], 'x'.repeat(LIMITS.noteBytes + 1)]],
  ])('refuses a batch with %s as FRAME_LIMIT', (_, value) => {
    expect(codeOf(() => decodeBatch(cbor(value)))).toBe('FRAME_LIMIT')
  })

  it.each([
    ['no entries', [0, [], [], '']],
    ['an index that the next size would push beyond 2^53-1', [Number.MAX_SAFE_INTEGER, [Buffer.of(0)], [], '']],
    ['three items', [0, [Buffer.of(0)], []]],
  ])('refuses a batch with %s as FRAME_INVALID', (_, value) => {
    expect(codeOf(() => decodeBatch(cbor(value)))).toBe('FRAME_INVALID')
  })

  it('refuses frames beyond the limits, and does not write them', () => {
    const large = Buffer.alloc(LIMITS.frameBytes)
    expect(codeOf(() => decodeFrame(Buffer.alloc(LIMITS.frameBytes + 1)))).toBe('FRAME_LIMIT')
    expect(codeOf(() => encodeFrame({ type: 'batch', batch: large, blobs: [], secrets: new Map() }))).toBe(
      'FRAME_LIMIT',
    )
    const document = Buffer.alloc(LIMITS.revocationBytes + 1)
    expect(codeOf(() => decodeFrame(cbor([6, document])))).toBe('FRAME_LIMIT')
    expect(codeOf(() => encodeFrame({ type: 'revocation', document }))).toBe('FRAME_LIMIT')
    const blobs = new Array(2 * LIMITS.batchEntries + 1).fill(null)
    expect(codeOf(() => decodeFrame(cbor([2, digest, blobs, new Map()])))).toBe('FRAME_LIMIT')
    const many = new Array(LIMITS.secrets + 1).fill(['Cookie', digest])
    expect(codeOf(() => decodeFrame(cbor([2, digest, [], new Map([[0, many]])])))).toBe('FRAME_LIMIT')
    expect(codeOf(() => encodeBatch({ first: 0, entries: [], seals: [], checkpoint: 'x'.repeat(40_000) }))).toBe(
      'FRAME_LIMIT',
    )
  })

  it('cuts the prose of a fault so that the peer can read it', () => {
    const message = 'م😀'.repeat(1000)
    const read = decodeFrame(encodeFrame({ type: 'fault', code: 'FORK', message, origin: null }))
    expect(read.type === 'fault' && message.startsWith(read.message.slice(0, -1)) && read.message.length > 300).toBe(
      true,
    )
  })

  it('refuses a count beyond the bytes at once', () => {
    // An array of 2^32 blobs in six bytes.
    expect(codeOf(() => decodeFrame(Buffer.from('8402409affffffff', 'hex')))).toBe('FRAME_INVALID')
  })
})

describe('seals', () => {
  const record: Seal = { member: 'KW/GOV/MOI', count: 3, root: digest, key: digest, signature: Buffer.alloc(70, 4) }

  it.each([
    ['a subsystem as member', { member: 'KW/GOV/MOI/traffic' }],
    ['no leaves', { count: 0 }],
    ['more leaves than a batch has', { count: LIMITS.batchEntries + 1 }],
    ['a root of 31 bytes', { root: Buffer.alloc(31) }],
    ['a signature beyond its limit', { signature: Buffer.alloc(LIMITS.signatureBytes + 1) }],
  ] as [string, Partial<Seal>][])('refuses %s', (_, change) => {
    expect(codeOf(() => decodeSeal(cbor(sealArray({ ...record, ...change }))))).toBe('SEAL_INVALID')
  })

  it('signs label, member, origin, count and root', () => {
    const expected = cbor(['rabt-seal/v1', 'KW/GOV/MOI', origin, 300, digest])
    expect(hex(sealMessage('KW/GOV/MOI', origin, 300, digest))).toBe(hex(expected))
  })
})
