import { RabtError } from '@rabt/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestEdge, type TestEdge } from './testing/edge.ts'
import { answerTo } from './testing/fake-exchange.ts'
import { ask, CLIENT, header, json, request, SERVICE } from './testing/talk.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const XML =
  /^<error><type>Server\.ClientProxy\.InvalidClientIdentifier<\/type><message>[^<]+<\/message><detail>[0-9a-f-]{36}<\/detail><\/error>$/
const JSON_BODY =
  /^\{"type":"Server\.ClientProxy\.InvalidClientIdentifier","message":"[^"]+","detail":"[0-9a-f-]{36}"\}$/

let edge: TestEdge
let modern: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
  modern = await startTestEdge({ spelling: 'modern', errorDocs: 'https://docs.example/errors' })
})
afterAll(() => Promise.all([edge.edge.close(), modern.edge.close()]))
beforeEach(() => {
  edge.exchange.answer = null
  edge.exchange.down.clear()
  edge.logged.length = 0
})

const noClient = (headers: readonly string[] = []) => request(`GET ${SERVICE} HTTP/1.1`, headers)

describe('the format of a gateway error', () => {
  it.each([
    [[], 'application/json'],
    [['Accept: application/json'], 'application/json'],
    [['Accept: */*'], 'application/json'],
    [['Accept: text/xml'], 'text/xml;charset=utf-8'],
    [['Accept: application/xml'], 'application/xml;charset=utf-8'],
    [['Accept: text/*'], 'text/xml;charset=utf-8'],
    [['Accept: text/xml-patch+xml'], 'application/json'],
    [['Accept: text/xml, application/xml, application/json'], 'text/xml;charset=utf-8'],
    [['Accept: application/json;q=1, APPLICATION/XML ; q=0.1;charset=x'], 'application/xml;charset=utf-8'],
    [['Accept: application/json', 'Accept: text/xml'], 'text/xml;charset=utf-8'],
    [['Accept: constructor, __proto__;q=1, ,'], 'application/json'],
  ])('for %j is %s', async (headers, contentType) => {
    const answer = await ask(edge.http, noClient(headers))
    expect(answer.status).toBe(500)
    expect(header(answer, 'content-type')).toBe(contentType)
    expect(answer.body.toString()).toMatch(contentType === 'application/json' ? JSON_BODY : XML)
  })

  it('is JSON of three members, whose type is X-Road-Error and whose detail stands in the log', async () => {
    const answer = await ask(edge.http, noClient())
    const body = json(answer)
    expect(Object.keys(body)).toEqual(['type', 'message', 'detail'])
    expect(body.type).toBe(header(answer, 'x-road-error'))
    expect(body.detail).toMatch(UUID)
    expect(edge.logged).toEqual([expect.objectContaining({ detail: body.detail, code: 'INVALID_CLIENT_IDENTIFIER' })])
  })

  it('says who must act and where it is explained', async () => {
    const classic = await ask(edge.http, noClient())
    expect(header(classic, 'x-rabt-error-side')).toBe('client')
    expect(header(classic, 'x-rabt-error-doc')).toBe('docs/reference/errors.md#invalid_client_identifier')
    expect(header(await ask(modern.http, noClient()), 'x-rabt-error-doc')).toBe(
      'https://docs.example/errors#invalid_client_identifier',
    )
  })

  it('has no body in the answer to HEAD', async () => {
    const answer = await ask(edge.http, request(`HEAD ${SERVICE} HTTP/1.1`, []), 'HEAD')
    expect(answer).toMatchObject({ status: 500, body: Buffer.alloc(0) })
    expect(header(answer, 'x-road-error')).toBe('Server.ClientProxy.InvalidClientIdentifier')
  })
})

describe('the code of a gateway error', () => {
  it.each([
    ['UNKNOWN_MEMBER', 'Server.ClientProxy.UnknownMember', 'server.clientproxy.unknown_member'],
    ['DEADLINE_PASSED', 'Server.ClientProxy.IOError', 'server.clientproxy.io_error'],
    ['OUTCOME_UNKNOWN', 'Server.ClientProxy.IOError', 'server.clientproxy.io_error'],
    ['LOGGING_FAILED', 'Server.ClientProxy.LoggingFailed', 'server.clientproxy.logging_failed'],
  ] as const)('for %s is %s or %s', async (code, classicType, modernType) => {
    for (const [each, type] of [
      [edge, classicType],
      [modern, modernType],
    ] as const) {
      each.exchange.answer = () => Promise.reject(new RabtError(code))
      const answer = await ask(each.http, request(`GET ${SERVICE} HTTP/1.1`))
      expect(answer.status).toBe(500)
      expect(header(answer, 'x-road-error')).toBe(type)
      expect(json(answer).type).toBe(type)
      each.exchange.answer = null
    }
  })

  it("names the provider's gateway when the error says so", async () => {
    edge.exchange.answer = () => Promise.reject(new RabtError('MAINTENANCE_MODE', { at: 'provider' }))
    const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`))
    expect(header(answer, 'x-road-error')).toBe('Server.ServerProxy.MaintenanceMode')
  })

  it('carries what evidence is found by, once the request may have been sent', async () => {
    edge.exchange.answer = () => Promise.reject(new RabtError('OUTCOME_UNKNOWN'))
    const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, 'X-Road-Id: mine']))
    expect(header(answer, 'x-road-id')).toBe('mine')
    expect(header(answer, 'x-road-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(edge.logged).toEqual([expect.objectContaining({ requestId: header(answer, 'x-road-request-id') })])
  })

  it('is InternalError for a failure of our own, whose words stay in the log', async () => {
    edge.exchange.answer = () => Promise.reject(new Error('password 1234'))
    const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`))
    expect(json(answer).type).toBe('Server.ClientProxy.InternalError')
    expect(answer.body.toString()).not.toContain('1234')
    edge.exchange.answer = () => {
      throw new TypeError('synchronous')
    }
    expect(json(await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`))).type).toBe('Server.ClientProxy.InternalError')
  })
})

describe("a fault of the provider's gateway", () => {
  const detail = '0b0f2a5e-6f0c-4a53-8f6d-2f6a7b1c9d10'
  const fault = (outcome: string, told: object) => {
    edge.exchange.answer = (call) => {
      const body = JSON.stringify(told)
      const headers = [
        ['content-type', 'application/json'],
        ['x-road-error', 'Server.ServerProxy.AccessDenied'],
      ] as const
      return answerTo(call, { status: 500, reason: 'Internal Server Error', headers, body, outcome })
    }
  }
  const denied = { type: 'Server.ServerProxy.AccessDenied', message: 'No right <here>', detail }

  it('keeps code, message and detail, without a second prefix', async () => {
    fault('ACCESS_DENIED', denied)
    const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`))
    expect(answer.status).toBe(500)
    expect(answer.body.toString()).toBe(JSON.stringify(denied))
    expect(header(answer, 'x-road-error')).toBe('Server.ServerProxy.AccessDenied')
    expect(header(answer, 'x-rabt-error-side')).toBe('client')
    expect(edge.observed.at(-1)?.outcome).toBe('ACCESS_DENIED')
  })

  it('gets the format asked for', async () => {
    fault('ACCESS_DENIED', denied)
    const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, 'Accept: application/xml']))
    expect(answer.body.toString()).toBe(
      `<error><type>Server.ServerProxy.AccessDenied</type><message>No right &lt;here&gt;</message><detail>${detail}</detail></error>`,
    )
  })

  it.each([
    ['SERVICE_NOT_DESCRIBED', 'Invalid service type: REST'],
    ['SERVICE_NOT_FOUND', 'Service not found: SERVICE:QA/GOV/MOI/traffic/other'],
    ['DESCRIPTION_UNREADABLE', 'Failed reading service description from http://x/'],
  ])('%s keeps the text that clients compare, whatever the language', async (outcome, message) => {
    const told = { type: 'Server.ServerProxy.InternalError', message, detail }
    fault(outcome, told)
    const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, 'Accept-Language: ar']))
    expect(json(answer)).toEqual(told)
  })

  it('is said in Arabic where that is preferred and loses nothing', async () => {
    const arabic = [CLIENT, 'Accept-Language: ar']
    fault('ACCESS_DENIED', denied)
    expect(json(await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, arabic))).message).toMatch(/[\u0600-\u06ff]/)
    fault('SERVICE_DISABLED', { ...denied, message: 'Closed until Sunday' })
    expect(json(await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, arabic))).message).toBe('Closed until Sunday')
  })

  it('of a newer version keeps its own words', async () => {
    fault('SOMETHING_NEW', { type: 'Server.ServerProxy.SomethingNew', message: 'new', detail })
    const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`))
    expect(json(answer)).toEqual({ type: 'Server.ServerProxy.SomethingNew', message: 'new', detail })
    expect(header(answer, 'x-rabt-error-side')).toBeUndefined()
  })

  it.each([{ type: 'bad\r\nx: y', message: 5, detail: 'no uuid' }, ['an array'], {}])(
    'with the body %j still is an error of the right form',
    async (told) => {
      fault('SOMETHING_NEW', told)
      const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`))
      expect(json(answer)).toMatchObject({
        type: 'Server.ServerProxy.InternalError',
        detail: expect.stringMatching(UUID),
      })
    },
  )

  it('must not contradict the request', async () => {
    edge.exchange.answer = (call) =>
      answerTo(
        { ...call, consumer: 'KW/GOV/MOI/other' },
        { status: 500, outcome: 'ACCESS_DENIED', body: JSON.stringify(denied) },
      )
    const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`))
    expect(json(answer).type).toBe('Server.ClientProxy.InconsistentResponse')
  })
})

describe('the language of a message', () => {
  const arabic = /[\u0600-\u06ff]/
  it.each([
    ['ar', true],
    ['ar-KW, en;q=0.9', true],
    ['en;q=0.5, ar;q=0.8', true],
    ['fr, ar;q=0.1', true],
    ['en, ar', false],
    ['ar;q=0', false],
    ['ar;q=0.2, en', false],
    ['fr', false],
    ['*', false],
    ['arz', false],
    [';;;,=,q', false],
  ])('for Accept-Language %j is Arabic: %s', async (value, expected) => {
    const answer = await ask(edge.http, noClient([`Accept-Language: ${value}`]))
    expect(arabic.test(json(answer).message ?? '')).toBe(expected)
  })
})
