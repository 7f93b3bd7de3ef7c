import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from './support/ask.ts'
import { CONSUMER, PROVIDER, sharedNetwork } from './support/network.ts'
import { type Arrived, register, startService, type TestService } from './support/service.ts'

// Acceptance lines 1 to 6, 10 and 23 (docs/spec/x-road-rest.md §12), through both gateways to a real system.
const network = await sharedNetwork()
const LOCATION = 'http://elsewhere.example/a?b=c'
const DATE = 'Tue, 01 Sep 2026 08:00:00 GMT'
let service: TestService
let registered: Awaited<ReturnType<typeof register>>

beforeAll(async () => {
  service = await startService(({ target }, response) => {
    const status = Number(/\/status\/(\d{3})/.exec(target)?.[1] ?? 200)
    if (status === 302) response.setHeader('Location', LOCATION)
    if (target.includes('/dated')) response.setHeader('Date', DATE)
    if (target.includes('/own-headers')) {
      response.setHeader('X-Road-Service', 'QA/GOV/OTHER/other/other')
      response.setHeader('X-Road-Id', 'mine')
      response.setHeader('X-Road-Client', 'QA/GOV/OTHER/other')
      response.setHeader('X-Road-Request-Id', 'mine')
      response.setHeader('X-Road-Request-Hash', 'mine')
      response.setHeader('X-Road-Error', 'mine')
    }
    response.writeHead(status, 'As It Came', ['Content-Type', 'text/plain', 'X-Own', '1', 'X-Own', '2'])
    response.end(`status ${status}`)
  })
  registered = await register(network, 'accept-messages', `${service.url}/base`)
})
afterAll(async () => {
  await registered.remove()
  await service.close()
})

const PATH = '/a%20b//c/d;v=1/%D9%82%D8%B7%D8%B1'
const QUERY = '?z=1&a=%41&a=2&empty=&plus=a+b'

describe('a call through two gateways', () => {
  const withBody = { GET: false, HEAD: false, POST: true, PUT: true, PATCH: true, DELETE: false, OPTIONS: false }

  it.each(Object.entries(withBody))(
    '%s reaches the provider with the same path, query, headers',
    async (method, has) => {
      const body = has ? Buffer.from('{"body":"نص"}') : undefined
      const answer = await network.call(registered.path + PATH + QUERY, {
        method,
        headers: [
          ['Content-Type', 'application/vnd.test+json; charset=utf-8; boundary="x y"'],
          ['X-Twice', 'first'],
          ['x-road-issue', 'case 7'],
          ['X-Road-UserId', 'KW123'],
          ['X-Twice', 'second'],
          ['Cache-Control', 'no-cache'],
          ['User-Agent', 'not for the provider'],
          ['TE', 'trailers'],
        ],
        ...(body === undefined ? {} : { body }),
      })
      expect(answer.status).toBe(200)
      const arrived = service.last()
      expect(arrived).toMatchObject({ method, target: `/base${PATH}${QUERY}` })
      expect(arrived.body.toString()).toBe(body?.toString() ?? '')
      expect(valuesOf(arrived, 'content-type')).toEqual(['application/vnd.test+json; charset=utf-8; boundary="x y"'])
      expect(valuesOf(arrived, 'x-twice')).toEqual(['first', 'second'])
      expect(valuesOf(arrived, 'x-road-client')).toEqual([CONSUMER])
      expect(valuesOf(arrived, 'x-road-userid')).toEqual(['KW123'])
      expect(valuesOf(arrived, 'x-road-issue')).toEqual(['case 7'])
      expect(valuesOf(arrived, 'x-road-request-id')).toEqual([answer.header('x-road-request-id')])
      for (const dropped of ['user-agent', 'te', 'x-road-service', 'x-road-request-hash']) {
        expect(valuesOf(arrived, dropped)).toEqual([])
      }
      expect(answer.headers.filter(([name]) => name === 'X-Own').map(([, value]) => value)).toEqual(['1', '2'])
      expect(answer.body.toString()).toBe(method === 'HEAD' ? '' : 'status 200')
      expect(answer.reason).toBe('As It Came')
      expectEchoes(answer, registered.path)
    },
  )

  it('TRACE reaches the provider too', async () => {
    const answer = await network.call(`${registered.path}/t`, { method: 'TRACE' })
    expect(answer.status).toBe(200)
    expect(service.last()).toMatchObject({ method: 'TRACE', target: '/base/t' })
  })

  it('the body of a DELETE is signed and recorded, but not forwarded', async () => {
    const answer = await network.call(`${registered.path}/d`, { method: 'DELETE', body: 'of no use' })
    expect(answer.status).toBe(200)
    expect(service.last()).toMatchObject({ method: 'DELETE', target: '/base/d' })
    expect(service.last().body.length).toBe(0)
  })

  it('an X-Road-Id that was given is kept both ways', async () => {
    const answer = await network.call(registered.path, { headers: [['X-Road-Id', 'any text, قطر']].map(latin) })
    expect(valuesOf(service.last(), 'x-road-id')).toEqual([answer.header('x-road-id')])
    expect(Buffer.from(answer.header('x-road-id') ?? '', 'latin1').toString()).toBe('any text, قطر')
  })

  it('an X-Road-Id that was not given is made with the instance before it', async () => {
    const answer = await network.call(registered.path)
    expect(answer.header('x-road-id')).toMatch(
      /^KW-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    expect(valuesOf(service.last(), 'x-road-id')).toEqual([answer.header('x-road-id')])
  })

  it('the request hash of two equal calls differs', async () => {
    const same = { headers: [['X-Road-Id', 'the same']] as const, body: 'same', method: 'POST' }
    const hashes = new Set<string | undefined>()
    for (let i = 0; i < 2; i++) hashes.add((await network.call(registered.path, same)).header('x-road-request-hash'))
    expect(hashes.size).toBe(2)
    for (const hash of hashes) expect(hash).toMatch(/^[A-Za-z0-9+/]{86}==$/)
  })

  it.each([404, 405, 500, 503])("the provider's own %d passes without X-Road-Error", async (status) => {
    const answer = await network.call(`${registered.path}/status/${status}`)
    expect(answer.status).toBe(status)
    expect(answer.text()).toBe(`status ${status}`)
    expect(answer.header('x-road-error')).toBeUndefined()
    expect(answer.header('x-rabt-error-side')).toBeUndefined()
  })

  it('302 is passed on and not followed', async () => {
    const before = service.arrived.length
    const answer = await network.call(`${registered.path}/status/302`)
    expect(answer).toMatchObject({ status: 302 })
    expect(answer.header('location')).toBe(LOCATION)
    expect(service.arrived.length).toBe(before + 1)
  })

  it("there is one Date in the answer, the provider's", async () => {
    const answer = await network.call(`${registered.path}/dated`)
    expect(answer.headers.filter(([name]) => name.toLowerCase() === 'date')).toEqual([['Date', DATE]])
  })

  it('an empty service path works, and a slash stays a slash', async () => {
    expect((await network.call(registered.path)).status).toBe(200)
    expect(service.last().target).toBe('/base')
    expect((await network.call(`${registered.path}/`)).status).toBe(200)
    expect(service.last().target).toBe('/base/')
    expect((await network.call(`${registered.path}?only=query`)).status).toBe(200)
    expect(service.last().target).toBe('/base?only=query')
  })

  it("the provider's own X-Road headers are overruled, none is doubled", async () => {
    const answer = await network.call(`${registered.path}/own-headers`)
    expectEchoes(answer, registered.path)
    expect(answer.headers.filter(([, value]) => value === 'mine' || value.includes('OTHER'))).toEqual([])
    expect(answer.header('x-road-error')).toBeUndefined()
  })
})

function expectEchoes(answer: Answer, path: string): void {
  // header() throws when a name stands twice.
  expect(answer.header('x-road-client')).toBe(CONSUMER)
  expect(answer.header('x-road-service')).toBe(path.replace('/r1/', ''))
  expect(answer.header('x-road-service')).toContain(PROVIDER)
  expect(answer.header('x-road-id')).toBeTruthy()
  expect(answer.header('x-road-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/)
  expect(answer.header('x-road-request-hash')).toMatch(/^[A-Za-z0-9+/]{86}==$/)
}

function valuesOf(arrived: Arrived, name: string): string[] {
  return arrived.headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value)
}

/** UTF-8 octets as Node writes them into a header: one character an octet. */
function latin([name = '', value = '']: readonly string[]): [string, string] {
  return [name, Buffer.from(value, 'utf8').toString('latin1')]
}
