import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePattern, patternProblem } from './pattern.ts'

const matches = (pattern: string, path: string) => compilePattern(pattern).matches(path)

/** The same meaning, said as a regular expression: slow on hostile input, right on small ones. */
const asRegExp = (pattern: string) =>
  new RegExp(
    `^${pattern.replace(/\\\*|\*\*|\*|[^*]/gs, (piece) => {
      if (piece === '**') return '.*'
      if (piece === '*') return '[^/]*'
      return (piece === '\\*' ? '*' : piece).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    })}$`,
    's',
  )

describe('a path pattern (X-Road UG-SS: access rights on endpoints)', () => {
  it.each([
    ['**', '', true],
    ['**', '/anything/at/all', true],
    ['/api/*', '/api/x', true],
    ['/api/*', '/api/', true],
    ['/api/*', '/api', false],
    ['/api/*', '/api/x/y', false],
    ['/api/*', '/apix/y', false],
    ['/api/**', '/api/x/y/z', true],
    ['/api/**', '/api', false],
    ['/api/*/items', '/api/7/items', true],
    ['/api/*/items', '/api/7/8/items', false],
    ['/api/**/items', '/api/7/8/items', true],
    ['/a/*b*c/**', '/a/xbxbc/d/e', true],
    ['/a/*b*c/**', '/a/xb/c/d', false],
    ['/price/\\*', '/price/*', true],
    ['/price/\\*', '/price/1', false],
    ['/x', '/x', true],
    ['/x', '/x/', false],
    ['/x', '/X', false],
    ['/سيارات/*', '/سيارات/١٢', true],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected)
  })

  it('means the same as its regular expression', () => {
    const piece = fc.constantFrom('a', 'b', '/', '*', '**', '\\*')
    const pattern = fc
      .array(piece, { maxLength: 8 })
      .map((pieces) => pieces.join(''))
      .filter((text) => !text.includes('***'))
    const path = fc.array(fc.constantFrom('a', 'b', '/', '*'), { maxLength: 10 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(pattern, path, (p, text) => {
        expect(matches(p, text)).toBe(asRegExp(p).test(text))
      }),
      { numRuns: 5_000 },
    )
  })

  it('takes bounded time on a path made to exhaust a regular expression', () => {
    const started = process.cpuUsage()
    expect(matches(`/${'*a'.repeat(60)}b`, `/${'a'.repeat(8_000)}`)).toBe(false)
    expect(process.cpuUsage(started).user).toBeLessThan(1_000_000)
  })

  it('is the same after thousands of others were compiled', () => {
    for (let i = 0; i < 5_000; i++) compilePattern(`/cache/${i}/*`)
    expect(matches('/cache/1/*', '/cache/1/x')).toBe(true)
    expect(matches('/cache/1/*', '/cache/2/x')).toBe(false)
  })
})

describe('registration of a pattern', () => {
  it.each(['**', '/', '/api/*', '/a/**/b', '/price/\\*', '/سيارات'])('accepts %s', (pattern) => {
    expect(patternProblem(pattern)).toBeNull()
  })
  it.each([
    '',
    '*',
    'api',
    '/a b',
    '/a%20b',
    '/a?x',
    '/a#b',
    '/a\\b',
    '/../a',
    '/a/./b',
    '/a/..',
    '/***',
    '/\u0000',
    `/${'a'.repeat(200)}`,
  ])('refuses %j', (pattern) => {
    expect(patternProblem(pattern)).not.toBeNull()
  })
})
