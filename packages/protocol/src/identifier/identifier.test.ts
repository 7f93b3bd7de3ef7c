import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeOf, orRefused } from '../../test/expect-code.ts'
import type { RabtError } from '../error/rabt-error.ts'
import {
  formatId,
  idsEqual,
  isCanonicalId,
  memberOf,
  parseClientId,
  parseGatewayId,
  parseRepresentedParty,
  parseServiceId,
  serviceCodeOf,
  subsystemOf,
} from './identifier.ts'

describe('identifiers', () => {
  it('take the number of parts that their kind has', () => {
    const ids = ['A', 'A/B', 'A/B/C', 'A/B/C/D', 'A/B/C/D/E', 'A/B/C/D/E/F']
    const accepted = (parse: (raw: string) => unknown) =>
      ids.filter((id) => orRefused(() => parse(id)) !== null).map((id) => id.split('/').length)
    expect(accepted(parseClientId)).toEqual([3, 4])
    expect(accepted(parseServiceId)).toEqual([5])
    expect(accepted(parseGatewayId)).toEqual([4])
    expect(accepted(parseRepresentedParty)).toEqual([1, 2])
  })

  it('decode each part on its own and come back in canonical form', () => {
    // An encoded slash is part of the code and not a separator; plus stays plus; case of hex digits and needless escapes go.
    const { id, parts } = parseClientId('KW/GOV/a%2fb%41+c/%d9%85')
    expect(parts).toEqual(['KW', 'GOV', 'a/bA+c', 'م'])
    expect(id).toBe('KW/GOV/a%2FbA+c/%D9%85')
  })

  it('leave unreserved characters, sub-delims, colon and at sign raw', () => {
    const raw = "-._~!$&'()*+,;=:@"
    expect(formatId([raw])).toBe(raw)
    expect(formatId([' "#%/<>?[\\]^`{|}'])).toBe('%20%22%23%25%2F%3C%3E%3F%5B%5C%5D%5E%60%7B%7C%7D')
  })

  it.each([
    'KW/GOV/',
    '/GOV/MOI',
    'KW//MOI',
    'KW/GOV/M I',
    'KW/GOV/"MOI"',
    'KW/GOV/%',
    'KW/GOV/%4',
    'KW/GOV/%4G',
    'KW/GOV/م',
    'KW/GOV/%C0%AF',
    'KW/GOV/%ED%A0%80',
    'KW/GOV/%80',
    'KW/GOV/a?b',
    'KW/GOV/a#b',
    'KW/GOV/a\u0000',
    'KW/GOV/MOI\n',
    `KW/GOV/${'x'.repeat(506)}`,
  ])('refuse %j', (raw) => {
    expect(codeOf(() => parseClientId(raw))).toBe('MALFORMED_IDENTIFIER')
  })

  it('are compared exactly, case included', () => {
    expect(idsEqual(parseClientId('KW/GOV/%4DOI').id, 'KW/GOV/MOI')).toBe(true)
    expect(idsEqual(parseClientId('kw/GOV/MOI').id, 'KW/GOV/MOI')).toBe(false)
  })

  it('are stable: parsing the canonical form gives the same parts', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.array(part, { minLength: 3, maxLength: 4 }), (parts) => {
        const id = formatId(parts)
        fc.pre(id.length <= 512)
        expect(parseClientId(id)).toEqual({ id, parts })
        expect(isCanonicalId(id, 3, 4)).toBe(true)
        expect(isCanonicalId(id.toLowerCase(), 3, 4)).toBe(id.toLowerCase() === parseClientId(id.toLowerCase()).id)
      }),
    )
  })

  it('end in a typed error or a canonical form for any text', () => {
    const hostile = fc.string({ unit: fc.constantFrom('/', '%', '4', 'D', 'd', '8', 'a', ' ', '\u0000', 'م', '+') })
    fc.assert(
      fc.property(hostile, (raw) => {
        const read = orRefused(() => parseClientId(raw))
        if (read !== null) expect(isCanonicalId(read.id, 3, 4)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('know their member, subsystem and service code', () => {
    const service = 'QA/GOV/MOI/traffic/vi%2Fo'
    expect(memberOf(service)).toBe('QA/GOV/MOI')
    expect(memberOf('QA/GOV/MOI')).toBe('QA/GOV/MOI')
    expect(subsystemOf(service)).toBe('QA/GOV/MOI/traffic')
    expect(serviceCodeOf(service)).toBe('vi/o')
    expect(codeOf(() => memberOf('QA/GOV'))).toBe('MALFORMED_IDENTIFIER')
    expect(codeOf(() => subsystemOf('QA/GOV/MOI'))).toBe('MALFORMED_IDENTIFIER')
    expect(codeOf(() => serviceCodeOf('QA/GOV/MOI/traffic'))).toBe('MALFORMED_IDENTIFIER')
  })

  it('of a represented party do not show in the error: it may be a person', () => {
    try {
      parseRepresentedParty('A/B/287010112345')
    } catch (error) {
      expect((error as RabtError).code).toBe('MALFORMED_IDENTIFIER')
      expect(JSON.stringify([(error as Error).message, (error as RabtError).params])).not.toContain('28701')
      expect((error as Error).cause).toBeUndefined()
    }
    expect.assertions(3)
  })
})
