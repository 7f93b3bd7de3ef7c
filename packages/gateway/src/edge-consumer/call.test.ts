import { parseRequestHead, requestHash, uuid7Time } from '@rabt/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NOW, startTestEdge, type TestEdge } from './testing/edge.ts'
import { ask, CLIENT, exchangeBytes, header, parseAnswers, request, SERVICE } from './testing/talk.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge.edge.close())
beforeEach(() => {
  edge.exchange.provider = () => ({ headers: [['Content-Type', 'application/json']], body: '{"ok":true}' })
  edge.exchange.calls.length = 0
  edge.observed.length = 0
})

const sent = () => parseRequestHead(edge.exchange.last.head)

describe('a call', () => {
  it.each(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE'])(
    'by %s reaches the exchange with the same path, query, headers and body',
    async (method) => {
      const body = method === 'POST' || method === 'PUT' || method === 'PATCH' ? 'a=1&b=\u00e9' : ''
      const framing = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
      const target = `${SERVICE}/a//b/../%2e%2E/?z=1&a=%20&z=2&=`
      const answer = await ask(edge.http, request(`${method} ${target} HTTP/1.1`, [CLIENT, ...framing], body), method)
      expect(answer.status).toBe(200)
      expect(answer.body.toString()).toBe(method === 'HEAD' ? '' : '{"ok":true}')
      const call = edge.exchange.last
      expect(call.method).toBe(method)
      expect(call.service).toBe('QA/GOV/MOI/traffic/violations')
      expect(call.consumer).toBe('KW/GOV/MOI/traffic')
      expect(call.gateway).toBe('QA/GOV/EGOV/gw1')
      expect(call.body === null ? '' : Buffer.from(call.body).toString()).toBe(body)
      expect(sent()).toMatchObject({ method, target })
    },
  )

  it('is created now, carries the id of its head and ends with the timeout of the service', async () => {
    await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`))
    const call = edge.exchange.last
    expect(call.created).toBe(NOW)
    expect(uuid7Time(call.id)).toBe(NOW)
    expect(call.deadline).toBe(NOW + 45_000)
    expect(call.headSalt).toHaveLength(32)
    await ask(edge.http, request('GET /r1/QA/GOV/MOI/traffic/listMethods HTTP/1.1'))
    expect(edge.exchange.last.deadline).toBe(NOW + 60_000)
  })

  it('keeps an X-Road-Id that came, and makes one with the prefix of the instance otherwise', async () => {
    const given = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, 'X-Road-Id: case 12/4 \u00fe']))
    expect(header(given, 'x-road-id')).toBe('case 12/4 \u00fe')
    expect(sent().headers.filter(([name]) => name.toLowerCase() === 'x-road-id')).toHaveLength(1)
    const made = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, 'X-Road-Id:']))
    const id = header(made, 'x-road-id')
    expect(id).toMatch(/^KW-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(sent().headers.filter(([name]) => name.toLowerCase() === 'x-road-id')).toEqual([['x-road-id', id]])
  })

  it('has another request id and hash each time, also under the same X-Road-Id', async () => {
    const octets = request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, 'X-Road-Id: same'])
    const first = await ask(edge.http, octets)
    const second = await ask(edge.http, octets)
    expect(header(second, 'x-road-request-hash')).toBe(requestHash(edge.exchange.last.head, null))
    expect(header(first, 'x-road-request-hash')).not.toBe(header(second, 'x-road-request-hash'))
    expect(header(first, 'x-road-request-id')).not.toBe(header(second, 'x-road-request-id'))
  })

  it('takes an encoded slash in an identifier, an empty service path and a service path of one slash', async () => {
    await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, ['X-Road-Client: KW/GOV/MOI/a%2fb']))
    expect(edge.exchange.last.consumer).toBe('KW/GOV/MOI/a%2Fb')
    for (const target of [SERVICE, `${SERVICE}/`, `${SERVICE}?`]) {
      await ask(edge.http, request(`GET ${target} HTTP/1.1`))
      expect(sent().target).toBe(target)
    }
  })

  it('takes the absolute form of the target and forwards the origin form', async () => {
    await ask(edge.http, request(`GET http://kw.example:8080${SERVICE}?a=http://x HTTP/1.1`))
    expect(sent().target).toBe(`${SERVICE}?a=http://x`)
  })

  it('reads a chunked body, and takes a body of no bytes for none', async () => {
    const chunked = [CLIENT, 'Transfer-Encoding: chunked']
    await ask(
      edge.http,
      request(`POST ${SERVICE} HTTP/1.1`, chunked, '3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer-Field: x\r\n\r\n'),
    )
    expect(Buffer.from(edge.exchange.last.body as Uint8Array).toString()).toBe('abcde')
    expect(sent().headers.map(([name]) => name)).not.toContain('Trailer-Field')
    await ask(edge.http, request(`POST ${SERVICE} HTTP/1.1`, chunked, '0\r\n\r\n'))
    expect(edge.exchange.last.body).toBeNull()
    await ask(edge.http, request(`POST ${SERVICE} HTTP/1.1`, [CLIENT, 'Content-Length: 0']))
    expect(edge.exchange.last.body).toBeNull()
  })

  it('hands over the body of a GET too', async () => {
    await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, 'Content-Length: 2'], 'ab'))
    expect(Buffer.from(edge.exchange.last.body as Uint8Array).toString()).toBe('ab')
  })

  it('answers Expect: 100-continue before it reads the body', async () => {
    const octets = request(`POST ${SERVICE} HTTP/1.1`, [CLIENT, 'Expect: 100-continue', 'Content-Length: 2'], 'ab')
    const received = (await exchangeBytes(edge.http, octets)).toString('latin1')
    expect(received.startsWith('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n')).toBe(true)
    expect(sent().headers.map(([name]) => name.toLowerCase())).not.toContain('expect')
  })

  it('ignores other expectations', async () => {
    expect((await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, 'Expect: the-best']))).status).toBe(200)
  })

  it('is answered in order when calls are pipelined, whichever ends first', async () => {
    const release: (() => void)[] = []
    edge.exchange.provider = (call) =>
      new Promise((resolve) => {
        const done = () => resolve({ body: parseRequestHead(call.head).target })
        release.push(done)
        if (release.length === 3) for (const next of release.reverse()) next()
      })
    const one = (n: number, last: boolean): string =>
      `GET ${SERVICE}/${n} HTTP/1.1\r\nHost: x\r\n${CLIENT}\r\n${last ? 'Connection: close\r\n' : ''}\r\n`
    const octets = Buffer.from(one(1, false) + one(2, false) + one(3, true))
    const answers = parseAnswers(await exchangeBytes(edge.http, octets))
    expect(answers.map((answer) => answer.body.toString())).toEqual([1, 2, 3].map((n) => `${SERVICE}/${n}`))
  })

  it('is observed with its service, and an unknown service makes no label', async () => {
    await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`))
    await ask(edge.http, request('GET /r1/QA/GOV/MOI/traffic/made-up-12345 HTTP/1.1'))
    expect(edge.observed).toEqual([
      { outcome: null, ms: 0, service: 'QA/GOV/MOI/traffic/violations' },
      { outcome: 'UNKNOWN_SERVICE', ms: 0, service: null },
    ])
  })
})
