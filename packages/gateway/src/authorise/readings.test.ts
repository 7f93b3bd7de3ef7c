import { RabtError } from '@rabt/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readings } from './readings.ts'

const refusal = (path: string) => {
  try {
    readings(path)
  } catch (error) {
    return error instanceof RabtError ? error.code : error
  }
  return null
}

describe('the readings of a raw path', () => {
  it.each([
    ['', ['']],
    ['/', ['/']],
    ['/a/b', ['/a/b']],
    ['/a%20b', ['/a b']],
    ['/a%2Fb', ['/a%2Fb', '/a/b']],
    ['/in/../in%2f', ['/in/../in%2F', '/in%2F', '/in/../in/', '/in/']],
    ['/.well-known/x..y', ['/.well-known/x..y']],
    ['/%D8%B3', ['/س']],
    ['/\u00d8\u00b3', ['/س']],
    ['/a/./b', ['/a/./b', '/a/b']],
    ['/a/x/../b', ['/a/x/../b', '/a/b']],
    ['/a/x/..', ['/a/x/..', '/a/']],
    ['/a//b', ['/a//b', '/a/b']],
    ['/a;v=1/b', ['/a;v=1/b', '/a/b']],
    ['/100%25', ['/100%']],
    ['/50%25ab', ['/50%ab']],
    ['/a//x/../b', ['/a//x/../b', '/a//b', '/a/b']],
    ['/a/b//../c', ['/a/b//../c', '/a/b/c', '/a/c']],
  ])('of %s are %j', (path, expected) => {
    expect(readings(path)).toEqual(expected)
  })

  it('include what a system sees that decodes twice', () => {
    expect(readings('/a/x/%252e%252e/b')).toContain('/a/b')
    expect(readings('/a%252Fb')).toContain('/a/b')
  })

  it.each([
    ['plain', '/..'],
    ['after a segment', '/a/../../b'],
    ['encoded', '/%2e%2e/z'],
    ['half encoded', '/.%2E/z'],
    ['twice encoded', '/%252e%252e/z'],
    ['three times encoded', '/%25252e%25252e/z'],
    ['encoded slash', '/..%2fz'],
    ['behind parameters', '/..;x=1/z'],
    ['only after double slashes are collapsed', '/a//../../z'],
  ])('refuse a path that climbs: %s', (_, path) => {
    expect(refusal(path)).toBe('ACCESS_DENIED')
  })

  it.each([
    ['backslash', '/a\\b'],
    ['encoded backslash', '/a/..%5cb'],
    ['NUL', '/a%00b'],
    ['line feed', '/a%0ab'],
    ['overlong dot', '/%c0%ae%c0%ae/z'],
    ['overlong slash', '/..%c0%afz'],
    ['raw overlong dot', '/\u00c0\u00ae/z'],
    ['broken percent', '/a%'],
    ['not hexadecimal', '/a%zz'],
    ['half a character', '/%D8'],
    ['encoded over and over', '/%252525252e'],
  ])('refuse what cannot be read safely: %s', (_, path) => {
    expect(refusal(path)).toBe('ACCESS_DENIED')
  })

  it('are free of dot segments in one form each, and never another error comes out', () => {
    const piece = fc.constantFrom(
      '/',
      '.',
      '..',
      'a',
      '%2e',
      '%2F',
      '%252e',
      '%5c',
      '%00',
      ';',
      '%',
      '%c0%ae',
      '\u00e9',
      '//',
      '%25',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = `/${pieces.join('')}`
        let found: readonly string[]
        try {
          found = readings(path)
        } catch (error) {
          expect(error).toBeInstanceOf(RabtError)
          return
        }
        expect(found.length).toBeGreaterThan(0)
        expect(
          found.some((reading) => reading.split('/').every((segment) => segment !== '.' && segment !== '..')),
        ).toBe(true)
        expect(found.every((reading) => !reading.includes('\\') && !reading.includes('\u0000'))).toBe(true)
      }),
      { numRuns: 5_000 },
    )
  })
})
