import { describe, expect, it } from 'vitest'
import { adminBench, at, clientId, der, name, pem, service, serviceId, token, uuid } from './testing/admin-bench.ts'

interface Problem {
  readonly fields: readonly { readonly path: string }[]
}

const bench = adminBench()
const { ask, auditRows } = bench

describe('the admin API refuses', () => {
  it.each([
    ['nobody', {}],
    ['another token', { Authorization: `Bearer ${'U'.repeat(43)}` }],
    ['a prefix of the token', { Authorization: `Bearer ${token.slice(1)}` }],
    ['the token without its scheme', { Authorization: token }],
    ['an endless token', { Authorization: `Bearer ${'T'.repeat(5_000)}` }],
  ])('%s, on every route, known or not', async (_, headers) => {
    for (const path of [
      '/admin/v1/status',
      '/admin/v1/nothing',
      at('clients', clientId),
      `/admin/v1/blobs/${uuid}/head`,
      '/admin/x',
    ]) {
      const answer = await ask('GET', path, undefined, headers as Record<string, string>)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
    }
    expect(await auditRows()).toEqual([])
  })

  it('fields that are wrong, each with its path and in both languages, without repeating the value', async () => {
    const answer = await ask('PUT', at('services', serviceId), {
      type: 'SOAP',
      url: 'http://user:hunter2@host/',
      timeoutMs: 0,
      endpoints: [{ method: 'GET', path: '/../x' }],
      secret: 'hunter2',
    })
    expect(answer.status).toBe(400)
    const text = await answer.text()
    expect(text).not.toContain('hunter2')
    const problem = JSON.parse(text)
    expect(problem).toMatchObject({ type: 'urn:rabt:error:INVALID_REQUEST', code: 'INVALID_REQUEST', status: 400 })
    expect(problem.fields.map(({ path }: { path: string }) => path).sort()).toEqual([
      '/endpoints/0/path',
      '/secret',
      '/timeoutMs',
      '/type',
      '/url',
    ])
    for (const field of problem.fields) {
      expect(field.en).toMatch(/[a-z]/)
      expect(field.ar).toMatch(/[\u0621-\u064a]/)
    }
    expect(bench.registry.services()).toEqual([])
  })

  it.each([
    ['an address with a query', { url: 'http://h/?a=b' }],
    ['an address with a fragment', { url: 'http://h/#a' }],
    ['another scheme', { url: 'ftp://h/' }],
    ['an address that is none', { url: 'http://' }],
    ['a space in the address', { url: 'http://h/a b' }],
    ['a port that is none', { url: 'http://h:99999/' }],
    ['a timeout beyond the life of a request', { timeoutMs: 600_000 }],
    [
      'the same endpoint twice',
      {
        endpoints: [
          { method: 'GET', path: '/a' },
          { method: 'GET', path: '/a' },
        ],
      },
    ],
    ['an unknown method', { endpoints: [{ method: 'STEAL', path: '/a' }] }],
    ['a notice in one language', { disabled: { en: 'Off' } }],
  ])('a service with %s', async (_, change) => {
    expect((await ask('PUT', at('services', serviceId), { ...service, ...change })).status).toBe(400)
  })

  it.each([
    ['no base64', '!!!!'],
    ['loose base64', `${der}\n`],
    ['PEM', pem],
    ['bytes after the certificate', Buffer.concat([Buffer.from(der, 'base64'), Buffer.from([0])]).toString('base64')],
    ['another structure', 'MAMCAQE='],
  ])('a certificate that is %s', async (_, certificate) => {
    const answer = await ask('PUT', at('clients', clientId), { certificates: [certificate], name })
    expect(answer.status).toBe(400)
    expect(((await answer.json()) as Problem).fields[0]?.path).toBe('/certificates/0')
  })

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
  ])('a body that is %s', async (_, body) => {
    expect((await ask('PUT', at('clients', clientId), body)).status).toBe(400)
  })

  it('a body that is too large, announced or not', async () => {
    const body = JSON.stringify({ name, certificates: ['a'.repeat(600 * 1024)] })
    expect((await ask('PUT', at('clients', clientId), body)).status).toBe(413)
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(64 * 1024))
      },
    })
    const answer = await bench.app.request(`http://localhost${at('clients', clientId)}`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${token}` },
      body: stream,
      duplex: 'half',
    } as RequestInit)
    expect(answer.status).toBe(413)
  })

  it('identifiers and queries that are malformed', async () => {
    expect((await ask('PUT', at('clients', 'KW/GOV'), { name })).status).toBe(400)
    expect((await ask('PUT', at('services', 'QA/GOV/MOI/traffic/listMethods'), service)).status).toBe(400)
    expect((await ask('GET', '/admin/v1/entries/1')).status).toBe(400)
    expect((await ask('GET', '/admin/v1/audit?after=-1')).status).toBe(400)
    expect((await ask('GET', '/admin/v1/audit?limit=100000')).status).toBe(400)
    expect((await ask('GET', `/admin/v1/evidence/${uuid}?waitMs=99999999`)).status).toBe(400)
    expect((await ask('PATCH', '/admin/v1/maintenance')).status).toBe(404)
  })

  it('to say more than a code when something inside fails', async () => {
    bench.change({
      status: () => {
        throw new Error('password=hunter2')
      },
    })
    const answer = await ask('GET', '/admin/v1/status')
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('hunter2')
    expect(bench.failures).toEqual([new Error('password=hunter2')])
  })
})
