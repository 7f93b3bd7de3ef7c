import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { damage, damaged, entry } from '../../test/arbitraries.ts'
import { codeOf, orRefused } from '../../test/expect-code.ts'
import { cbor, entryMap, strictDecode } from '../../test/oracle.ts'
import { plain } from '../../test/plain.ts'
import { decodeEntry, encodeEntry } from './codec.ts'
import type { Entry } from './entry.ts'
import { uuid7 } from './uuid7.ts'

const fill = (length: number, byte: number): Uint8Array => Buffer.alloc(length, byte)

const request: Entry = {
  id: uuid7(1_790_000_000_000, fill(10, 0xaa)),
  created: 1_790_000_000_000,
  deadline: 1_790_000_060_000,
  salt: fill(16, 1),
  head: { size: 200, digest: fill(32, 2) },
  body: null,
  correlation: null,
  status: null,
  outcome: null,
  idempotency: null,
  control: null,
  kind: 1,
  sender: 'KW/GOV/MOI/traffic',
  receiver: 'QA/GOV/MOI/traffic',
  directory: { number: 7, hash: fill(32, 3) },
  service: 'violations',
  method: 'GET',
  agreement: null,
  extra: null,
}

/** Bytes of the request with some pairs of its map changed, added or (undefined) left out. */
const altered = (changes: readonly [unknown, unknown][]): Buffer => {
  const map = entryMap(request)
  for (const [key, value] of changes) {
    if (value === undefined) map.delete(key)
    else map.set(key, value)
  }
  return cbor(map)
}

describe('entry codec', () => {
  it('writes the bytes that cborg writes in deterministic order, and reads them back', () => {
    fc.assert(
      fc.property(entry, (one) => {
        // Maps inside kept keys come back in the order of their encoded keys.
        const sorted = plain({ ...one, extra: one.extra && strictDecode(cbor(one.extra)) })
        const bytes = encodeEntry(one)
        expect(bytes.toString('hex')).toBe(cbor(entryMap(one)).toString('hex'))
        expect(plain(strictDecode(bytes))).toEqual(plain(strictDecode(cbor(entryMap(one)))))
        expect(plain(decodeEntry(bytes))).toEqual(sorted)
        // Again, now that the caches know the tail.
        expect(encodeEntry(one).equals(bytes)).toBe(true)
        expect(plain(decodeEntry(bytes))).toEqual(sorted)
      }),
      { numRuns: 500 },
    )
  })

  it('refuses damaged bytes with a typed error, or reads what it would write', () => {
    let accepted = 0
    fc.assert(
      fc.property(entry, fc.array(damage, { minLength: 1, maxLength: 3 }), (one, changes) => {
        const bytes = damaged(encodeEntry(one), changes)
        const read = orRefused(() => decodeEntry(bytes))
        if (read === null) return
        accepted++
        expect(encodeEntry(read).equals(bytes)).toBe(true)
        expect(cbor(strictDecode(bytes)).equals(bytes)).toBe(true)
      }),
      { numRuns: 3000 },
    )
    expect(accepted).toBeGreaterThan(0)
  })

  it('refuses arbitrary bytes with a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        orRefused(() => decodeEntry(bytes))
      }),
      { numRuns: 2000 },
    )
  })

  it('refuses an unknown key below 1000 and a newer format as UPGRADE_NEEDED', () => {
    for (const key of [0, 12, 19, 29, 500, 999]) {
      expect(codeOf(() => decodeEntry(altered([[key, 1]])))).toBe('UPGRADE_NEEDED')
    }
    expect(codeOf(() => decodeEntry(altered([[20, 2]])))).toBe('UPGRADE_NEEDED')
  })

  it('keeps a key from 1000 on and writes it again', () => {
    const bytes = altered([
      [
        1000,
        [
          1,
          new Map<unknown, unknown>([
            ['a', fill(2, 9)],
            [-1, null],
          ]),
        ],
      ],
    ])
    const read = decodeEntry(bytes)
    expect([...(read.extra?.keys() ?? [])]).toEqual([1000])
    expect(encodeEntry(read).equals(bytes)).toBe(true)
  })

  it.each([
    ['missing id', [[1, undefined]]],
    ['missing salt', [[4, undefined]]],
    ['missing version', [[20, undefined]]],
    ['missing receiver', [[23, undefined]]],
    ['missing directory version', [[24, undefined]]],
    ['id of version 4', [[1, Buffer.from('aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa', 'hex')]]],
    ['id of 15 bytes', [[1, fill(15, 0x77)]]],
    ['text as time', [[2, '1']]],
    ['negative time', [[2, -1]]],
    ['digest of 31 bytes', [[5, [1, fill(31, 0)]]]],
    ['blob of three items', [[5, [1, fill(32, 0), 0]]]],
    ['status 99', [[8, 99]]],
    ['status 1000', [[8, 1000]]],
    ['outcome of 65 bytes', [[9, 'x'.repeat(65)]]],
    ['kind 0', [[21, 0]]],
    ['kind 7', [[21, 7]]],
    ['control kind without control', [[21, 6]]],
    ['control in a request', [[11, ['outcome', 'NOT_RUN']]]],
    ['format version 0', [[20, 0]]],
    ['sender of two parts', [[22, 'KW/GOV']]],
    ['sender that is not canonical', [[22, 'KW/GOV/M%4FI/traffic']]],
    ['correlation without log', [[7, [1, fill(32, 0)]]]],
    ['log without correlation', [[25, 'rabt/v1/gcc/KW/GOV/EGOV/gw1/QA/GOV/EGOV/gw1/0.1.0000000000000000']]],
    [
      'log that is no origin',
      [
        [7, [1, fill(32, 0)]],
        [25, 'rabt/v1/x'],
      ],
    ],
    ['text key', [['x', 1]]],
    ['null for an optional field', [[26, null]]],
  ] as [string, [unknown, unknown][]][])('refuses %s as ENTRY_UNDECODABLE', (_, changes) => {
    expect(codeOf(() => decodeEntry(altered(changes)))).toBe('ENTRY_UNDECODABLE')
  })

  it.each([
    ['a refused control with a correlation', ['refused', [[1, fill(32, 0), 'X']]], true],
    ['a refused control without log', ['refused', [[1, fill(32, 0), 'X']]], false],
    ['no seals', ['seals', []], false],
    ['65 seals', ['seals', new Array(65).fill(fill(32, 0))], false],
    ['an unknown control', ['dance', 1], false],
    ['an open control with a sixth field', ['open', new Map([1, 2, 3, 4, 5, 6].map((key) => [key, 0]))], false],
    ['an empty settled control', ['settled', []], false],
    ['a control that is a map', new Map(), false],
  ] as [string, unknown, boolean][])('refuses %s', (_, value, correlated) => {
    const origin = 'rabt/v1/gcc/KW/GOV/EGOV/gw1/QA/GOV/EGOV/gw1/0.1.0000000000000000'
    const log: [unknown, unknown][] = correlated
      ? [
          [7, [1, fill(32, 0)]],
          [25, origin],
        ]
      : []
    expect(codeOf(() => decodeEntry(altered([[11, value], [21, 6], ...log])))).toBe('ENTRY_UNDECODABLE')
  })

  it.each([
    ['a float in a kept key', [[1000, 1.5]]],
    ['undefined in a kept key', [[1000, [undefined]]]],
    ['an integer beyond 2^53-1', [[2, 2n ** 53n]]],
    ['a negative integer beyond', [[1000, -(2n ** 53n)]]],
    ['nesting beyond the limit', [[1000, [[[[[[]]]]]]]]],
  ] as [string, [unknown, unknown][]][])('refuses %s as CBOR_INVALID', (_, changes) => {
    const pairs = changes.filter(([, value]) => value !== undefined)
    expect(codeOf(() => decodeEntry(altered(pairs)))).toBe('CBOR_INVALID')
  })

  it('accepts nesting up to the limit', () => {
    expect(decodeEntry(altered([[1000, [[[[[]]]]]]])).extra?.get(1000)).toEqual([[[[[]]]]])
  })

  it('refuses bytes that are CBOR but not deterministic', () => {
    const good = encodeEntry(request)
    const hex = good.toString('hex')
    const variants = {
      'trailing byte': Buffer.concat([good, Buffer.of(0)]),
      'ends early': good.subarray(0, -1),
      'indefinite map': Buffer.concat([Buffer.of(0xbf), good.subarray(1), Buffer.of(0xff)]),
      'long head of the map': Buffer.concat([Buffer.of(0xb8, 12), good.subarray(1)]),
      'long integer': Buffer.from(hex.replace('1501', '151801'), 'hex'),
      'key twice': Buffer.from(`ad${hex.slice(2)}`.replace('021b', '021b000001a0c4506c00021b'), 'hex'),
      'keys swapped': Buffer.from(hex.replace(/^(..)(0150.{32})(021b.{16})/, '$1$3$2'), 'hex'),
      'invalid UTF-8': Buffer.from(
        hex.replace(Buffer.from('violations').toString('hex'), 'c0af'.padEnd(20, '61')),
        'hex',
      ),
      'empty input': Buffer.alloc(0),
    }
    expect(hex.slice(0, 2)).toBe('ac')
    for (const [title, bytes] of Object.entries(variants)) {
      expect([title, bytes.equals(good), codeOf(() => decodeEntry(bytes))]).toEqual([title, false, 'CBOR_INVALID'])
    }
  })

  it('does not take a cached tail when the number of pairs differs', () => {
    const good = encodeEntry(request)
    decodeEntry(good)
    decodeEntry(good)
    for (const head of [0xab, 0xad]) {
      const bytes = Buffer.from(good)
      bytes[0] = head
      expect(codeOf(() => decodeEntry(bytes))).toBe('CBOR_INVALID')
    }
  })

  it('keeps its caches apart from the bytes that filled them', () => {
    const sender = 'KW/GOV/MOI/cache'
    const hash = Buffer.alloc(32, 5)
    const one = { ...request, sender, directory: { number: 9, hash } }
    const bytes = encodeEntry(one)
    const before = Buffer.from(bytes)
    const read = decodeEntry(bytes)
    hash.fill(6)
    bytes.fill(0)
    expect(plain(read.directory.hash)).toBe(plain(fill(32, 5)))
    expect(encodeEntry({ ...one, directory: { number: 9, hash: fill(32, 5) } }).equals(before)).toBe(true)
    expect(decodeEntry(encodeEntry(one)).directory.hash[0]).toBe(6)
  })

  it('stays right when more tails pass by than its caches hold', () => {
    for (let i = 0; i < 3000; i++) {
      const one = { ...request, sender: `KW/GOV/M${i % 90}/traffic`, service: `s${i}`, agreement: `A${i}` }
      const bytes = encodeEntry(one)
      const read = decodeEntry(bytes)
      if (read.service !== one.service || read.agreement !== one.agreement || read.sender !== one.sender) {
        expect(plain(read)).toEqual(plain(one))
      }
      if (i % 500 === 0) expect(bytes.equals(cbor(entryMap(one)))).toBe(true)
    }
  })

  it.each([
    ['a fractional time', { created: 1.5 }],
    ['a time beyond 2^53-1', { deadline: 2 ** 53 }],
    ['a short salt', { salt: fill(15, 0) }],
    ['an id of another version', { id: fill(16, 0) }],
    ['a short digest', { body: { size: 1, digest: fill(31, 0) } }],
    ['a status out of range', { status: 42 }],
    ['an outcome too long', { outcome: 'x'.repeat(65) }],
    ['a control in a request', { control: { name: 'outcome', code: 'NOT_RUN' } }],
    ['a sender that is not canonical', { sender: 'KW/GOV/%4DOI' }],
    ['a lone surrogate', { service: '\ud800' }],
    ['an extra key below 1000', { extra: new Map([[999, 1]]) }],
    ['an extra float', { extra: new Map([[1000, 0.5]]) }],
    ['an extra function', { extra: new Map([[1000, () => 1]]) }],
    ['more bytes than an entry may have', { extra: new Map([[1000, Buffer.alloc(70_000)]]) }],
  ] as [string, Partial<Entry>][])('does not write %s', (_, change) => {
    expect(codeOf(() => encodeEntry({ ...request, ...change }))).toBe('ENTRY_UNDECODABLE')
    expect(encodeEntry(request).equals(cbor(entryMap(request)))).toBe(true)
  })

  it('has room for a control that refuses a full batch', () => {
    const items = Array.from({ length: 1024 }, (_, i) => ({
      index: 2 ** 31 + i,
      leaf: fill(32, i % 256),
      code: 'CERTIFICATE_INVALID',
    }))
    const origin = 'rabt/v1/gcc/KW/GOV/EGOV/gw1/QA/GOV/EGOV/gw1/0.1.0000000000000000'
    const one: Entry = { ...request, kind: 6, control: { name: 'refused', origin, items } }
    expect(plain(decodeEntry(encodeEntry(one)))).toEqual(plain(one))
  })
})
