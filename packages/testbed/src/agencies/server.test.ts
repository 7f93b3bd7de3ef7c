import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SERVICES } from '../federation/services.ts'
import { STATES } from '../federation/states.ts'
import { createAgenciesServer } from './server.ts'
import { descriptionPath, servicePath } from './systems.ts'

const NOW = Date.UTC(2026, 10, 24, 9)
let server: Server
let base: string
beforeAll(async () => {
  server = createAgenciesServer({ states: STATES.map(({ code }) => code), clock: () => NOW })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

interface Answered {
  readonly status: number
  readonly type: string | null
  readonly body: Record<string, unknown>
}

async function call(path: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(base + path, init)
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: (await response.json()) as Record<string, unknown>,
  }
}

const post = (path: string, body: unknown) =>
  call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

describe('sample agencies', () => {
  it.each(STATES.map(({ code }) => code))(
    '%s knows plate 12345, and says in both languages that it is a sample',
    async (code) => {
      const { status, body } = await call(`/${code.toLowerCase()}/traffic/violations?plate=12345`)
      expect(status).toBe(200)
      expect(body).toMatchObject({ sample: true, state: code, plate: '12345', count: 3 })
      expect(body.note).toEqual({ ar: expect.stringContaining('تجريبية'), en: expect.stringContaining('sample') })
    },
  )

  it('answers the same records at every start', async () => {
    const again = createAgenciesServer({ states: ['QA'], clock: () => NOW })
    again.listen(0, '127.0.0.1')
    await once(again, 'listening')
    const path = '/qa/traffic/violations?plate=12345'
    const other = await fetch(`http://127.0.0.1:${(again.address() as AddressInfo).port}${path}`)
    expect(await other.json()).toEqual((await call(path)).body)
    again.close()
    again.closeAllConnections()
  })

  it('takes a payment once, and only of the right amount', async () => {
    const { body } = await call('/sa/traffic/violations/SA-TV-000001')
    const { fine } = body.violation as { readonly fine: { readonly amount: string; readonly currency: string } }
    expect((await post('/sa/traffic/violations/SA-TV-000001/payments', { ...fine, amount: '1.00' })).status).toBe(400)
    const paid = await post('/sa/traffic/violations/SA-TV-000001/payments', fine)
    expect(paid).toMatchObject({
      status: 201,
      body: { violation: { status: 'paid', at: new Date(NOW).toISOString() } },
    })
    expect((await post('/sa/traffic/violations/SA-TV-000001/payments', fine)).status).toBe(409)
  })

  it('finds companies however the Arabic is written', async () => {
    const names = ['اللؤلؤة', 'اللؤلؤه', 'al lulua']
    const counts = await Promise.all(
      names.map(
        async (name) => (await call(`/kw/companies/registry?name=${encodeURIComponent(name)}&limit=1`)).body.count,
      ),
    )
    expect(counts[0]).toBeGreaterThan(0)
    expect(new Set(counts).size).toBe(1)
  })

  it('has a company, a declaration, a contributor and a traveller to show in each state', async () => {
    for (const { code } of STATES) {
      const area = code.toLowerCase()
      expect((await call(`/${area}/companies/registry/100001`)).status).toBe(200)
      expect((await call(`/${area}/declarations/status/${code}-D2600001`)).status).toBe(200)
      const traveller = { documentNumber: `${code}00000001`, birthDate: '1990-01-01' }
      expect((await post(`/${area}/mobility/egate/eligibility`, traveller)).body).toMatchObject({
        eligible: true,
        sample: true,
      })
    }
    expect((await call('/kw/insurance/contributions?civilId=200000000001')).status).toBe(200)
    expect((await call('/sa/insurance/contributions?civilId=1000000001')).status).toBe(200)
  })

  it.each(STATES.flatMap(({ code }) => SERVICES.map((service) => [code, service] as const)))(
    'describes %s $service in OpenAPI 3.1 with its own address',
    async (code, service) => {
      const { status, body } = await call(descriptionPath(code, service))
      expect(status).toBe(200)
      expect(body.openapi).toBe('3.1.0')
      expect(body.servers).toEqual([{ url: base + servicePath(code, service) }])
      // Every endpoint that the gateway is told has its path in the description.
      const described = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '*')}`),
      )
      expect(described.sort()).toEqual(service.endpoints.map(({ method, path }) => `${method} ${path}`).sort())
    },
  )
})

describe('bad input to a sample agency', () => {
  it.each([
    ['no plate', '/kw/traffic/violations', {}, 400],
    ['two plates', '/kw/traffic/violations?plate=1&plate=2', {}, 400],
    ['a plate that is none', '/kw/traffic/violations?plate=%27;--', {}, 400],
    ['an unknown violation', '/kw/traffic/violations/KW-TV-999999', {}, 404],
    ['an unknown address', '/kw/nothing/here', {}, 404],
    ['a broken escape', '/kw/traffic/violations/%E0%A4', {}, 400],
    ['a method that is not there', '/kw/traffic/violations?plate=12345', { method: 'DELETE' }, 405],
    ['a name of one letter', '/kw/companies/registry?name=x', {}, 400],
    ['a limit out of bounds', '/kw/companies/registry?name=xx&limit=51', {}, 400],
    ['a declaration number of another form', '/kw/declarations/status/17', {}, 400],
    ['a personal number that is too short', '/kw/insurance/contributions?civilId=123', {}, 400],
    ['text instead of JSON', '/kw/mobility/egate/eligibility', { method: 'POST', body: 'x' }, 415],
  ] as const)('%s is a problem document in both languages', async (_, path, init, status) => {
    const answer = await call(path, init)
    expect(answer).toMatchObject({
      status,
      type: 'application/problem+json; charset=utf-8',
      body: { status, sample: true },
    })
    expect(answer.body.text).toEqual({ ar: expect.any(String), en: expect.any(String) })
  })

  it.each(['{', '[]', 'null', '"x"', '\ufeff{}x'])('the body %j is refused', async (body) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
    expect((await call('/kw/mobility/egate/eligibility', init)).status).toBe(400)
  })

  it('a body over the limit is refused', async () => {
    const answer = await post('/kw/traffic/violations/KW-TV-000001/objections', { reason: 'x'.repeat(70_000) })
    expect(answer.status).toBe(413)
  })

  it('the words are Arabic for whoever prefers Arabic, and never repeat what was sent', async () => {
    const { body } = await call('/kw/insurance/contributions?civilId=77', { headers: { 'accept-language': 'ar' } })
    expect(body.title).toMatch(/رقمًا/)
    expect(JSON.stringify(body)).not.toContain('77')
  })
})
