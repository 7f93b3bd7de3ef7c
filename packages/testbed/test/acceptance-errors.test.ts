import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectFault } from './support/fault.ts'
import { sharedNetwork } from './support/network.ts'
import { type Registered, register, startService, type TestService } from './support/service.ts'

// Acceptance lines 7 to 9, 11, 12, 14 and 20 (docs/spec/x-road-rest.md §12).
const network = await sharedNetwork()
const MALFORMED = 'Server.ClientProxy.InternalError'
const AGREED = [{ method: 'GET', path: '/api/*' }]
let service: TestService
let registered: Registered

beforeAll(async () => {
  service = await startService()
  registered = await register(network, 'accept-errors', service.url, { agreed: AGREED })
})
afterAll(async () => {
  await registered.remove()
  await service.close()
})

const as = (client: string) =>
  network.call('/r1/QA/GOV/MOI/traffic/listMethods', { headers: [['X-Road-Client', client]] })

describe('what a caller gets wrong', () => {
  it('a missing client header is a 500 with X-Road-Error', async () => {
    const answer = await network.call(registered.path, { headers: [['X-Road-Client', '']] })
    expectFault(answer, { type: 'Server.ClientProxy.InvalidClientIdentifier', side: 'client' })
  })

  it.each([
    '/r1/QA/GOV/MOI/traffic',
    '/r1/QA/GOV/MOI',
    '/r2/QA/GOV/MOI/traffic/x',
    '/r1/QA/GOV/MOI/tr%zzffic/x',
    '/r1/',
  ])('the malformed address %s is a 500 with X-Road-Error', async (path) => {
    expectFault(await network.call(path), { type: 'Server.ClientProxy.InternalError', side: 'client' })
  })

  it('an encoded slash in the client belongs to its part: the identifier is read, and nobody is registered under it', async () => {
    const fault = { type: 'Server.ClientProxy.UnknownMember', side: 'client', code: 'UNKNOWN_MEMBER' }
    const answer = await as('KW/GOV/MOI/traf%2Ffic')
    expectFault(answer, fault)
    expect(answer.json().message).toContain('KW/GOV/MOI/traf%2Ffic')
    expectFault(await as('KW/GOV/MOI/traf/fic'), { ...fault, type: MALFORMED, code: 'MALFORMED_IDENTIFIER' })
    expectFault(await as('KW%2FGOV%2FMOI%2Ftraffic'), { ...fault, type: MALFORMED, code: 'MALFORMED_IDENTIFIER' })
  })

  it('a client that is encoded more than needed is the same client', async () => {
    const answer = await as('KW/%47OV/MOI/%74raffic')
    expect(answer.status, answer.text()).toBe(200)
    expect(answer.header('x-road-client')).toBe('KW/GOV/MOI/traffic')
  })
})

describe('an agreement on GET /api/*', () => {
  it('allows one segment', async () => {
    expect((await network.call(`${registered.path}/api/x`)).status).toBe(200)
    expect((await network.call(`${registered.path}/api/%D9%82`)).status).toBe(200)
  })

  it.each([
    ['GET', '/api/x/y'],
    ['GET', '/api/%2e%2e/z'],
    ['GET', '/api/%2E%2E'],
    ['GET', '/api/%252e%252e'],
    ['GET', '/api/..;/z'],
    ['GET', '/api/a%2fb'],
    ['GET', '/api'],
    ['GET', ''],
    ['POST', '/api/x'],
    ['DELETE', '/api/x'],
    ['HEAD', '/api/x'],
  ])('refuses %s %s', async (method, path) => {
    const before = service.arrived.length
    const answer = await network.call(registered.path + path, { method })
    expect(answer.status).toBe(500)
    expect(answer.header('x-road-error')).toBe('Server.ServerProxy.AccessDenied')
    expect(answer.header('x-rabt-error-side')).toBe('client')
    expect(service.arrived.length).toBe(before)
  })
})

describe('the format of an error follows Accept', () => {
  it.each([
    [undefined, 'application/json'],
    ['application/json', 'application/json'],
    ['*/*', 'application/json'],
    ['text/xml-patch+xml', 'application/json'],
    ['text/xml', 'text/xml;charset=utf-8'],
    ['application/xml', 'application/xml;charset=utf-8'],
    ['text/*', 'text/xml;charset=utf-8'],
    ['text/xml, application/xml, application/json', 'text/xml;charset=utf-8'],
    ['application/json;q=1, application/xml;q=0.1', 'application/xml;charset=utf-8'],
  ])('%s gets %s', async (accept, type) => {
    for (const path of ['/r1/QA/GOV/MOI/unknown/x', `${registered.path}/denied`]) {
      const answer = await network.call(path, accept === undefined ? {} : { headers: [['Accept', accept]] })
      expect(answer.header('content-type')).toBe(type)
      const code = answer.header('x-road-error')
      if (type === 'application/json') {
        expect(Object.keys(answer.json())).toEqual(['type', 'message', 'detail'])
        expect(answer.json().type).toBe(code)
      } else {
        expect(answer.text()).toMatch(
          /^<error><type>[^<]+<\/type><message>[^<]+<\/message><detail>[^<]+<\/detail><\/error>$/,
        )
        expect(answer.text()).toContain(`<type>${code}</type>`)
      }
    }
  })
})

describe('the two spellings of fault codes', () => {
  const faults = async () => {
    const local = await network.call('/r1/QA/GOV/MOI/unknown/x')
    const remote = await network.call(`${registered.path}/denied`)
    return [local, remote].map((answer) => {
      expect(answer.status).toBe(500)
      expect(answer.json().type).toBe(answer.header('x-road-error'))
      return answer.header('x-road-error')
    })
  }

  it('are switched at a node, for its own faults and those of the other side', async () => {
    expect(await faults()).toEqual(['Server.ClientProxy.UnknownMember', 'Server.ServerProxy.AccessDenied'])
    await network.restartWith('KW', { faultCodes: 'modern' })
    try {
      expect(await faults()).toEqual(['server.clientproxy.unknown_member', 'server.serverproxy.access_denied'])
    } finally {
      await network.restartWith('KW', { faultCodes: 'classic' })
    }
    expect(await faults()).toEqual(['Server.ClientProxy.UnknownMember', 'Server.ServerProxy.AccessDenied'])
  })
})
