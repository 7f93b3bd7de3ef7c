import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { damage, damaged } from '../../test/arbitraries.ts'
import { codeOf, orRefused } from '../../test/expect-code.ts'
import { LIMITS } from '../limits.ts'
import {
  parseRequestHead,
  parseResponseHead,
  requestHash,
  serialiseRequestHead,
  serialiseResponseHead,
} from './head.ts'
import { DROPPED_HEADERS, filterHeaders, type Header } from './header.ts'

const latin1 = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((n) => n !== 0x7f)
    .map((n) => String.fromCharCode(n)),
})
const headers: fc.Arbitrary<Header[]> = fc.array(fc.tuple(fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/), latin1))
const requestHead = fc.record({
  method: fc.constantFrom('GET', 'POST', 'TRACE'),
  target: fc.stringMatching(/^\/[!-~]*$/),
  headers,
})
const responseHead = fc.record({ status: fc.integer({ min: 100, max: 999 }), reason: latin1, headers })
const sha512 = (bytes: Uint8Array) => createHash('sha512').update(bytes).digest()

describe('heads', () => {
  it('are lines of octets that end with CRLF', () => {
    const head = {
      method: 'GET',
      target: '/r1/QA/GOV/MOI/traffic/violations?plate=12345',
      headers: [
        ['X-Road-Client', 'KW/GOV/MOI/traffic'],
        ['accept', ' caf\u00e9 '],
        ['Empty', ''],
      ] as const,
    }
    expect(serialiseRequestHead(head).toString('latin1')).toBe(
      'GET\r\n/r1/QA/GOV/MOI/traffic/violations?plate=12345\r\nX-Road-Client:KW/GOV/MOI/traffic\r\naccept: caf\u00e9 \r\nEmpty:\r\n',
    )
    expect(serialiseResponseHead({ status: 204, reason: '', headers: [['a', 'b']] }).toString()).toBe('204 \r\na:b\r\n')
  })

  it('come back unchanged', () => {
    fc.assert(
      fc.property(requestHead, responseHead, (request, response) => {
        expect(parseRequestHead(serialiseRequestHead(request))).toEqual(request)
        expect(parseResponseHead(serialiseResponseHead(response))).toEqual(response)
      }),
    )
  })

  it('that are damaged are refused, or read as what they say', () => {
    fc.assert(
      fc.property(requestHead, responseHead, fc.array(damage, { minLength: 1, maxLength: 2 }), (a, b, changes) => {
        const request = damaged(serialiseRequestHead(a), changes)
        const asRequest = orRefused(() => parseRequestHead(request))
        if (asRequest !== null) expect(serialiseRequestHead(asRequest).equals(request)).toBe(true)
        const response = damaged(serialiseResponseHead(b), changes)
        const asResponse = orRefused(() => parseResponseHead(response))
        if (asResponse !== null) expect(serialiseResponseHead(asResponse).equals(response)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['CR in a value', [['a', 'x\ry']]],
    ['LF in a value', [['a', 'x\ny']]],
    ['NUL in a value', [['a', 'x\0y']]],
    ['a character beyond latin1', [['a', 'م']]],
    ['a space in a name', [['a b', 'x']]],
    ['a colon in a name', [['a:b', 'x']]],
    ['an empty name', [['', 'x']]],
  ] as [string, Header[]][])('refuse %s', (_, list) => {
    expect(codeOf(() => serialiseRequestHead({ method: 'GET', target: '/', headers: list }))).toBe('MALFORMED_REQUEST')
    expect(codeOf(() => serialiseResponseHead({ status: 200, reason: 'OK', headers: list }))).toBe('SERVICE_GARBAGE')
  })

  it.each([
    '',
    'GET\r\n',
    'GET\r\n/x',
    'GET\r\n/x\r\na:b',
    'GET\n/x\n',
    'G T\r\n/x\r\n',
    'GET\r\nx\r\n',
    'GET\r\n/x y\r\n',
    'GET\r\n/x\r\nab\r\n',
    'GET\r\n/x\r\n:b\r\n',
    'GET\r\n/x\r\na:b\nc:d\r\n',
    'GET\r\n/x\r\n\r\n',
  ])('refuse the request %j', (text) => {
    expect(codeOf(() => parseRequestHead(Buffer.from(text, 'latin1')))).toBe('MALFORMED_REQUEST')
  })

  it.each(['', '200\r\n', '99 \r\n', '1000 \r\n', '200 OK', '200  \u0001\r\n', '200 OK\r\n b:c\r\n'])(
    'refuse the response %j',
    (text) => {
      expect(codeOf(() => parseResponseHead(Buffer.from(text, 'latin1')))).toBe('INCONSISTENT_RESPONSE')
    },
  )

  it('are bounded', () => {
    const list: Header[] = [['a', 'x'.repeat(LIMITS.headBytes)]]
    expect(codeOf(() => serialiseRequestHead({ method: 'GET', target: '/', headers: list }))).toBe('HEAD_TOO_LARGE')
    expect(codeOf(() => serialiseResponseHead({ status: 200, reason: '', headers: list }))).toBe(
      'SERVICE_ANSWER_TOO_LARGE',
    )
    expect(codeOf(() => parseRequestHead(Buffer.alloc(LIMITS.headBytes + 1)))).toBe('HEAD_TOO_LARGE')
  })

  it('never repeat a line of a caller in an error', () => {
    try {
      parseRequestHead(Buffer.from('GET\r\n/x?plate=12345 \r\n'))
    } catch (error) {
      expect(JSON.stringify({ ...(error as object), message: (error as Error).message })).not.toContain('12345')
    }
    expect.assertions(1)
  })
})

describe('requestHash', () => {
  const head = Buffer.from('POST\r\n/r1/x\r\n')

  it('covers the head alone without a body', () => {
    expect(requestHash(head, null)).toBe(sha512(head).toString('base64'))
    expect(requestHash(head, Buffer.alloc(0))).toBe(requestHash(head, null))
    expect(requestHash(head, null)).toHaveLength(88)
  })

  it('covers the two digests with a body', () => {
    const body = Buffer.from('{}')
    expect(requestHash(head, body)).toBe(sha512(Buffer.concat([sha512(head), sha512(body)])).toString('base64'))
  })
})

describe('filterHeaders', () => {
  it('drops what belongs to one connection, without regard to case, and keeps the rest as it came', () => {
    const kept: Header[] = [
      ['X-A', '1'],
      ['x-a', '2'],
      ['Authorization', 'Bearer x'],
      ['Date', 'd'],
      ['Cookie', 'c'],
    ]
    const dropped: Header[] = [...DROPPED_HEADERS].map((name) => [name.toUpperCase(), 'x'])
    expect(filterHeaders([...dropped, ...kept])).toEqual(kept)
  })

  it('drops what Connection names', () => {
    expect(
      filterHeaders([
        ['Connection', 'close, X-Hop'],
        ['x-hop', '1'],
        ['x-stay', '2'],
      ]),
    ).toEqual([['x-stay', '2']])
  })
})
