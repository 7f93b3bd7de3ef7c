import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectFault } from './support/fault.ts'
import { PROVIDER, sharedNetwork } from './support/network.ts'
import { type Registered, registerAll, startService, type TestService } from './support/service.ts'

// Acceptance line 17 (docs/spec/x-road-rest.md §10): shapes, and the four texts that clients compare.
const network = await sharedNetwork()
const DESCRIPTION = {
  openapi: '3.1.0',
  info: { title: 'Test', version: '1' },
  servers: [{ url: 'http://inner.qa.example:9999/secret-base' }],
  paths: { '/pets/{id}': { get: { responses: { 200: { description: 'ok' } } } } },
}
const ENDPOINTS = [
  { method: 'GET', path: '/pets/*' },
  { method: 'POST', path: '/pets' },
]
let service: TestService
let registered: readonly Registered[]

beforeAll(async () => {
  service = await startService((_arrived, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(DESCRIPTION))
  })
  const broken = `http://127.0.0.1:${await closedPort()}/openapi.json`
  const described = { type: 'OPENAPI', descriptionUrl: `${service.url}/openapi.json`, endpoints: ENDPOINTS } as const
  const { url } = service
  registered = Object.values(
    await registerAll(network, {
      'accept-pets': { url, ...described, agreed: [{ method: 'GET', path: '/pets/*' }] },
      'accept-plain': { url, agreed: [] },
      'accept-broken': { url, type: 'OPENAPI', descriptionUrl: broken, agreed: [] },
    }),
  )
})
afterAll(async () => {
  for (const one of registered) await one.remove()
  await service.close()
})

const metadata = (name: string, language = 'en') =>
  network.call(`/r1/${PROVIDER}/${name}`, { headers: [['Accept-Language', language]] })

interface Listing {
  readonly service: readonly { readonly service_code: string; readonly endpoint_list: readonly object[] }[]
}

const pets = (service_type: string, endpoint_list: readonly object[]) => ({
  member_class: 'GOV',
  member_code: 'MOI',
  subsystem_code: 'traffic',
  xroad_instance: 'QA',
  object_type: 'SERVICE',
  service_code: 'accept-pets',
  service_type,
  endpoint_list,
})

describe('metadata services', () => {
  it('listMethods lists every service of the subsystem with its endpoints, in the shape that clients read', async () => {
    const answer = await metadata('listMethods')
    expect(answer.header('content-type')).toBe('application/json')
    const { service: listed } = answer.json() as unknown as Listing
    expect(listed).toContainEqual(pets('OPENAPI', ENDPOINTS))
    const one = listed.find(({ service_code }) => service_code === 'accept-pets') ?? {}
    expect(Object.keys(one)).toEqual(Object.keys(pets('', [])))
    const codes = listed.map(({ service_code }) => service_code)
    expect(codes).toEqual(expect.arrayContaining(['violations', 'accept-plain', 'accept-broken']))
    expect(codes.filter((code) => ['listMethods', 'allowedMethods', 'getOpenAPI'].includes(code))).toEqual([])
  })

  it('allowedMethods lists only what the caller has an agreement on, and of that only what it covers', async () => {
    const { service: listed } = (await metadata('allowedMethods')).json() as unknown as Listing
    expect(listed).toContainEqual(pets('OPENAPI', [{ method: 'GET', path: '/pets/*' }]))
    const codes = listed.map(({ service_code }) => service_code)
    expect(codes).toContain('violations')
    expect(codes).not.toContain('accept-plain')
  })

  it('a subsystem without services has an empty list', async () => {
    const answer = await network.call('/r1/QA/GOV/PENSION/insurance/allowedMethods')
    expect(answer.text()).toBe('{"service":[]}')
  })

  it('getOpenAPI answers the description without the inner address', async () => {
    const answer = await metadata('getOpenAPI?serviceCode=accept-pets')
    expect(answer.status).toBe(200)
    expect(answer.header('content-type')).toBe('application/json')
    expect(answer.text()).not.toContain('inner.qa.example')
    const { paths, info } = answer.json()
    expect({ paths, info }).toEqual({ paths: DESCRIPTION.paths, info: DESCRIPTION.info })
  })

  it.each([
    ['getOpenAPI', 'InvalidRequest', 'client', /^Missing serviceCode in message body$/],
    [
      'getOpenAPI?serviceCode=none',
      'InternalError',
      'client',
      /^Service not found: SERVICE:QA\/GOV\/MOI\/traffic\/none$/,
    ],
    ['getOpenAPI?serviceCode=accept-plain', 'InternalError', 'client', /^Invalid service type: REST$/],
    [
      'getOpenAPI?SERVICECODE=accept-broken',
      'InternalError',
      'service',
      /^Failed reading service description from http:\/\/127/,
    ],
  ])('%s fails with the text that clients compare, in any language', async (name, code, side, text) => {
    for (const language of ['en', 'ar']) {
      const answer = await metadata(name, language)
      expectFault(answer, { type: `Server.ServerProxy.${code}`, side })
      expect(answer.json().message).toMatch(text)
    }
  })
})

/** A port on which nothing listens any more. */
function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
