import { describe, expect, it } from 'vitest'
import { parseBaseAddress, requestTarget } from './address.ts'

describe("the address of a call to the agency's system", () => {
  it.each([
    ['http://h', '', null, '/'],
    ['http://h', '', 'q=1', '/?q=1'],
    ['http://h/', '', null, '/'],
    ['http://h/', '/x', null, '/x'],
    ['http://h/api', '', null, '/api'],
    ['http://h/api', '/', null, '/api/'],
    ['http://h/api/', '', null, '/api/'],
    ['http://h/api/', '/x', null, '/api/x'],
    ['http://h/api/', '//x', null, '/api//x'],
    [
      'http://h/api',
      '/a//b/./c/../%2e%2E/%7e~;v=1',
      'b=2&a=1&a=%20+',
      '/api/a//b/./c/../%2e%2E/%7e~;v=1?b=2&a=1&a=%20+',
    ],
    ['http://h/a%2fb', '/x', '', '/a%2fb/x?'],
    ['http://h', '/x', 'http://other/?', '/x?http://other/?'],
  ])('%s with %s and query %s is %s', (url, path, query, expected) => {
    expect(requestTarget(parseBaseAddress(url), path, query)).toBe(expected)
  })

  it.each([
    ['https://Host.Example:443/x', 'https://host.example'],
    ['http://127.0.0.1:9000/x', 'http://127.0.0.1:9000'],
    ['http://[::1]:9000', 'http://[::1]:9000'],
  ])('of %s begins at %s', (url, origin) => {
    expect(parseBaseAddress(url).origin).toBe(origin)
  })

  it.each([
    'ftp://h',
    'http://',
    'http://u:p@h/',
    'http://h/?a',
    'http://h/#a',
    'http://h/a b',
    'http://h\\x',
    'http://h:99999',
    'h/x',
    'http://h/\u00e9',
  ])('is refused for %j', (url) => {
    expect(() => parseBaseAddress(url)).toThrow(expect.objectContaining({ code: 'SERVICE_MALFORMED_URL' }))
  })

  it('is missing when it is empty', () => {
    expect(() => parseBaseAddress('')).toThrow(expect.objectContaining({ code: 'SERVICE_MISSING_URL' }))
  })
})
