import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { replaceServers } from './replace-servers.ts'

const address = '/r1/QA/GOV/MOI/traffic/violations'
const inner = ['http://10.0.0.5:8080/api', 'http://10.0.0.5:8080']
const json = (description: unknown) => JSON.parse(replaceServers(JSON.stringify(description), true, address, inner))
const yaml = (text: string) => replaceServers(text, false, address, inner)

const description = {
  openapi: '3.1.0',
  servers: [
    { url: 'http://10.0.0.5:8080/api' },
    { url: 'https://{host}/x', variables: { host: { default: 'inner' } } },
  ],
  paths: {
    '/a': { servers: [{ url: 'http://other.inner' }], get: { servers: [{ url: '/rel' }], responses: {} } },
  },
  components: {
    links: { next: { operationId: 'x', server: { url: 'http://links.inner' } } },
    schemas: {
      host: {
        properties: {
          servers: { type: 'array' },
          server: { type: 'object', properties: { url: { type: 'string' } } },
          host: { type: 'string' },
        },
      },
    },
  },
}
const expected = {
  openapi: '3.1.0',
  servers: [{ url: address }],
  paths: { '/a': { servers: [{ url: address }], get: { servers: [{ url: address }], responses: {} } } },
  components: { ...description.components, links: { next: { operationId: 'x', server: { url: address } } } },
}

describe('replaceServers', () => {
  it("puts the gateway's address in every place of a JSON description that has one, and leaves schemas alone", () => {
    expect(json(description)).toEqual(expected)
  })

  it('does the same to YAML', () => {
    const text = JSON.stringify(description, null, 2)
    expect(parse(yaml(text))).toEqual(expected)
  })

  it('keeps comments, order and style of YAML', () => {
    const text = `openapi: 3.0.3 # the version
info:
  title: "مخالفات المرور"
  version: '1.10'
servers:
  - url: http://10.0.0.5:8080/api
paths:
  # nothing yet; see http://10.0.0.5:8080/docs
  /a: {}
x-big: 9223372036854775807
`
    expect(yaml(text)).toBe(`openapi: 3.0.3 # the version
info:
  title: "مخالفات المرور"
  version: '1.10'
servers:
  - url: ${address}
paths:
  # nothing yet; see ${address}/docs
  /a: {}
x-big: 9223372036854775807
`)
  })

  it('adds an address where there was none', () => {
    expect(json({ openapi: '3.0.0', paths: {} })).toEqual({ openapi: '3.0.0', paths: {}, servers: [{ url: address }] })
    expect(parse(yaml('openapi: 3.0.0\npaths: {}\n'))).toEqual({
      openapi: '3.0.0',
      paths: {},
      servers: [{ url: address }],
    })
  })

  it('takes host and schemes out of Swagger 2', () => {
    const old = { swagger: '2.0', host: '10.0.0.5:8080', basePath: '/api', schemes: ['http'], paths: {} }
    expect(json(old)).toEqual({ swagger: '2.0', basePath: address, paths: {} })
    expect(parse(yaml('swagger: "2.0"\nhost: 10.0.0.5:8080\nschemes: [http]\nbasePath: /api\npaths: {}\n'))).toEqual({
      swagger: '2.0',
      basePath: address,
      paths: {},
    })
  })

  it('removes inner addresses from any text, and keeps the digits of numbers', () => {
    const text =
      '{"openapi":"3.0.0","info":{"description":"see http:\\/\\/10.0.0.5:8080\\/api\\/docs"},"x":{"maximum":9223372036854775807,"minimum":1.50}}'
    expect(replaceServers(text, true, address, inner)).toBe(
      `{"openapi":"3.0.0","info":{"description":"see ${address}/docs"},"x":{"maximum":9223372036854775807,"minimum":1.50},"servers":[{"url":"${address}"}]}`,
    )
  })

  it.each([
    ['broken JSON', true, '{"openapi":'],
    ['a JSON list', true, '[]'],
    ['JSON null', true, 'null'],
    ['broken YAML', false, 'openapi: [3'],
    ['two YAML documents', false, 'a: 1\n---\nb: 2\n'],
    ['a YAML text', false, 'hello'],
    ['nothing', false, ''],
    ['a deep JSON nest', true, `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['a deep YAML nest', false, `a: ${'['.repeat(20_000)}`],
  ])('refuses %s', (_, isJson, text) => {
    expect(() => replaceServers(text, isJson, address, inner)).toThrow()
  })

  it('does not expand YAML aliases', () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghijklmnop'
      .split('')
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghijklmno'[i]}`).join(', ')}]`)
      .join('\n')}\n`
    expect(yaml(bomb).length).toBeLessThan(bomb.length + 200)
  })
})
