import { RabtError } from '@rabt/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { targetOf } from './target.ts'

describe('request target of a call', () => {
  it.each([
    ['QA/GOV/MOI/traffic/violations', '/r1/QA/GOV/MOI/traffic/violations'],
    ['/r1/QA/GOV/MOI/traffic/violations?plate=1', '/r1/QA/GOV/MOI/traffic/violations?plate=1'],
    ['QA/GOV/MOI/traffic/violations//a/../b?x=1&x=2', '/r1/QA/GOV/MOI/traffic/violations//a/../b?x=1&x=2'],
    ['QA/GOV/MOI/traffic/violations/%2e%2e?q=%zz', '/r1/QA/GOV/MOI/traffic/violations/%2e%2e?q=%zz'],
    [
      'QA/GOV/MOI/traffic/violations?name=علي بن',
      '/r1/QA/GOV/MOI/traffic/violations?name=%D8%B9%D9%84%D9%8A%20%D8%A8%D9%86',
    ],
  ])('%s is sent as %s', (typed, target) => {
    expect(targetOf(typed)).toBe(target)
  })

  it.each(['', 'QA/GOV/MOI/traffic', 'QA/GOV//traffic/violations', '/r2/QA/GOV/MOI/traffic/violations', 'a/b/c/d/e#f'])(
    'refuses %j as MALFORMED_URL',
    (typed) => {
      expect(() => targetOf(typed)).toThrow(expect.objectContaining({ code: 'MALFORMED_URL' }))
    },
  )

  it('answers printable ASCII or a typed error to any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, whole) => {
        const typed = whole ? text : `QA/GOV/MOI/traffic/violations${text}`
        try {
          expect(targetOf(typed)).toMatch(/^\/r1\/[\x21-\x7e]+$/)
        } catch (error) {
          if (!(error instanceof RabtError)) throw error
        }
      }),
    )
  })
})
