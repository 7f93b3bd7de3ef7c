import { describe, expect, it } from 'vitest'
import { codeOf } from '../../test/expect-code.ts'
import { LIMITS } from '../limits.ts'
import { splitServicePath } from './service-path.ts'

const service = 'QA/GOV/MOI/traffic/violations'

describe('splitServicePath', () => {
  it.each([
    ['', '', null],
    ['/', '/', null],
    ['?', '', ''],
    ['/a//b/./../%2e%2e/c', '/a//b/./../%2e%2e/c', null],
    ['/x%20y?b=2&a=1&b=%32?/', '/x%20y', 'b=2&a=1&b=%32?/'],
    ['?plate=12345', '', 'plate=12345'],
  ])('keeps the rest %j byte for byte', (rest, servicePath, query) => {
    expect(splitServicePath(`/r1/${service}${rest}`)).toEqual({ service, servicePath, query })
  })

  it('gives the service in canonical form', () => {
    expect(splitServicePath('/r1/QA/GOV/M%4fI/a%2fb/v').service).toBe('QA/GOV/MOI/a%2Fb/v')
  })

  it.each([
    '/r1/QA/GOV/MOI/traffic',
    '/r1/QA/GOV/MOI/traffic/',
    '/r1/QA/GOV/MOI//violations',
    '/r1/QA/GOV/MOI/traffic?/violations',
    '/r1/QA/GOV/MOI/traffic/%zz',
    '/r1/QA/GOV/MOI/traffic/a|b',
    '/r2/QA/GOV/MOI/traffic/violations',
    '/r/QA/GOV/MOI/traffic/violations',
    '/r10/QA/GOV/MOI/traffic/violations',
    '/R1/QA/GOV/MOI/traffic/violations',
    '//r1/QA/GOV/MOI/traffic/violations',
    'http://host/r1/QA/GOV/MOI/traffic/violations',
    `/r1/${service}/a b`,
    `/r1/${service}/a\r\nb`,
    `/r1/${service}#x`,
    `/r1/${service}/\u0645`,
    '',
  ])('refuses %j as MALFORMED_URL', (path) => {
    expect(codeOf(() => splitServicePath(path))).toBe('MALFORMED_URL')
  })

  it('refuses more than the limit as URL_TOO_LONG, and takes the limit itself', () => {
    const start = `/r1/${service}?`
    const full = start + 'x'.repeat(LIMITS.urlBytes - start.length)
    expect(splitServicePath(full).query).toHaveLength(LIMITS.urlBytes - start.length)
    expect(codeOf(() => splitServicePath(`${full}x`))).toBe('URL_TOO_LONG')
  })
})
