import { createHash } from 'node:crypto'
import { request as clientRequest } from 'node:http'
import type { Header, ResponseHead } from '@rabt/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestEdge, type TestEdge } from './testing/edge.ts'
import { answerTo, type Reply } from './testing/fake-exchange.ts'
import { ask, CLIENT, exchangeBytes, header, json, parseAnswers, request, SERVICE } from './testing/talk.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge.edge.close())
beforeEach(() => {
  edge.exchange.answer = null
})

const call = request(`GET ${SERVICE} HTTP/1.1`)
async function answered(reply: Reply, octets = call, method = 'GET') {
  edge.exchange.provider = () => reply
  return ask(edge.http, octets, method)
}
const own = (headers: readonly (readonly [string, string])[]) =>
  headers.filter(([name]) => !/^(x-road-|date$|content-length$|connection$)/i.test(name))

describe("the answer of the provider's system", () => {
  it.each([
    [200, 'OK'],
    [201, ''],
    [299, 'Very \u00e9 own'],
    [404, 'Not Found'],
    [405, 'No'],
    [500, 'Broken'],
    [599, 'X'],
  ])('passes with status %i and reason %j, without X-Road-Error', async (status, reason) => {
    const answer = await answered({ status, reason, body: 'words' })
    expect(answer).toMatchObject({ status, reason, body: Buffer.from('words') })
    expect(header(answer, 'x-road-error')).toBeUndefined()
  })

  it('keeps names, order, duplicates and octets of its headers', async () => {
    const headers: Header[] = [
      ['X-a', '1'],
      ['Content-Type', 'x/y; boundary="\u00e9"'],
      ['x-A', '2'],
      ['X-a', '1'],
      ['E', ''],
    ]
    const answer = await answered({ headers, body: '1' })
    expect(own(answer.headers)).toEqual(headers)
  })

  it('adds the five X-Road headers once each and nothing else but what HTTP needs', async () => {
    const answer = await answered({ body: 'abc' })
    expect(answer.headers.map(([name]) => name.toLowerCase()).sort()).toEqual([
      'connection',
      'content-length',
      'date',
      'x-road-client',
      'x-road-id',
      'x-road-request-hash',
      'x-road-request-id',
      'x-road-service',
    ])
    expect(header(answer, 'x-road-service')).toBe('QA/GOV/MOI/traffic/violations')
    const octets = Buffer.concat([Buffer.from(`GET ${SERVICE} HTTP/1.1\r\nHost: x\r\n${CLIENT}\r\n\r\n`), call])
    const [open] = parseAnswers(await exchangeBytes(edge.http, octets))
    expect(open?.headers.map(([name]) => name.toLowerCase())).not.toContain('connection')
    expect(open?.headers.map(([name]) => name.toLowerCase())).not.toContain('keep-alive')
  })

  it.each([
    [[['date', 'yesterday']], 'yesterday'],
    [
      [
        ['Date', 'one'],
        ['date', 'two'],
      ],
      'one',
    ],
  ] as const)('has one Date, the provider\u2019s: %j', async (headers, date) => {
    const answer = await answered({ headers })
    expect(answer.headers.filter(([name]) => name.toLowerCase() === 'date').map(([, value]) => value)).toEqual([date])
  })

  it('has a Date of this gateway where the provider gave none', async () => {
    const answer = await answered({})
    expect(answer.headers.filter(([name]) => name.toLowerCase() === 'date')).toHaveLength(1)
  })

  it.each([301, 302, 307, 308])('is not followed when it redirects with %i', async (status) => {
    const answer = await answered({ status, reason: 'Moved', headers: [['Location', 'http://127.0.0.1:1/']] })
    expect(answer.status).toBe(status)
    expect(header(answer, 'location')).toBe('http://127.0.0.1:1/')
  })

  it.each([204, 304])('with status %i has no body and no length', async (status) => {
    const answer = await answered({ status, reason: '', body: status === 204 ? 'ignored' : null })
    expect(header(answer, 'content-length')).toBeUndefined()
    expect(answer.body).toHaveLength(0)
  })

  it('to HEAD has no body and no length that could be wrong', async () => {
    const answer = await answered({ headers: [['X', '1']] }, request(`HEAD ${SERVICE} HTTP/1.1`), 'HEAD')
    expect(answer.status).toBe(200)
    expect(header(answer, 'content-length')).toBeUndefined()
  })

  it('without a body has length 0', async () => {
    expect(header(await answered({}), 'content-length')).toBe('0')
  })

  it('arrives whole when it is large and binary', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024)
    for (let i = 0; i < body.length; i += 4) body.writeUInt32LE((i * 2_654_435_761) % 0x1_0000_0000, i)
    const answer = await answered({ body })
    expect(answer.body.length).toBe(body.length)
    expect(createHash('sha256').update(answer.body).digest('hex')).toBe(createHash('sha256').update(body).digest('hex'))
  })

  it('gets its cookies back, whole and in order', async () => {
    const answer = await answered({
      headers: [
        ['Set-Cookie', 'a=1; Path=/'],
        ['X', 'y'],
        ['set-cookie', 'b=\u00e9'],
      ],
    })
    expect(own(answer.headers)).toEqual([
      ['Set-Cookie', 'a=1; Path=/'],
      ['X', 'y'],
      ['set-cookie', 'b=\u00e9'],
    ])
  })

  it('is an error when the cookies are no longer held', async () => {
    edge.exchange.answer = (one) => ({ ...answerTo(one, { headers: [['Set-Cookie', 'a=1']] }), secrets: [] })
    const answer = await ask(edge.http, call)
    expect(header(answer, 'x-rabt-error-doc')).toBe('docs/reference/errors.md#secret_lost')
  })
})

describe('an answer that does not fit the request', () => {
  const without = (name: string) => (head: ResponseHead) => ({
    ...head,
    headers: head.headers.filter(([n]) => n !== name),
  })
  const changed = (name: string) => (head: ResponseHead) => ({
    ...head,
    headers: head.headers.map(([n, value]): Header => (n === name ? [n, `${value}x`] : [n, value])),
  })
  const doubled = (name: string) => (head: ResponseHead) => ({
    ...head,
    headers: [...head.headers, ...head.headers.filter(([n]) => n === name)],
  })
  const echoes = ['x-road-client', 'x-road-service', 'x-road-id', 'x-road-request-id', 'x-road-request-hash']

  it.each(
    echoes.flatMap((name) => [
      [name, 'missing', without(name)] as const,
      [name, 'changed', changed(name)] as const,
      [name, 'doubled', doubled(name)] as const,
    ]),
  )('because %s is %s is refused', async (_name, _how, alter) => {
    edge.exchange.answer = (one) => answerTo(one, { body: 'secret of somebody else' }, alter)
    const answer = await ask(edge.http, call)
    expect(answer.status).toBe(500)
    expect(json(answer).type).toBe('Server.ClientProxy.InconsistentResponse')
    expect(answer.body.toString()).not.toContain('somebody')
  })

  it('because one header stands twice in the place of another is refused', async () => {
    edge.exchange.answer = (one) => answerTo(one, {}, (head) => doubled('x-road-id')(without('x-road-client')(head)))
    expect(json(await ask(edge.http, call)).type).toBe('Server.ClientProxy.InconsistentResponse')
  })

  it.each([
    ['a head that is none', Buffer.from('HTTP/1.1 200 OK\r\n')],
    ['an empty head', Buffer.alloc(0)],
    ['a head without end', Buffer.from('200 OK\r\nx:y')],
    ['a line feed in a value', Buffer.from('200 OK\r\nx:y\nz:1\r\n')],
  ])('because it has %s is refused', async (_what, head) => {
    edge.exchange.answer = (one) => ({ ...answerTo(one), head })
    expect(json(await ask(edge.http, call)).type).toBe('Server.ClientProxy.InconsistentResponse')
  })

  it('because its status is another than the entry\u2019s, or an interim one, is refused', async () => {
    edge.exchange.answer = (one) => ({ ...answerTo(one), status: 201 })
    expect(json(await ask(edge.http, call)).type).toBe('Server.ClientProxy.InconsistentResponse')
    edge.exchange.answer = (one) => answerTo(one, { status: 101, reason: 'Switching Protocols' })
    expect(json(await ask(edge.http, call)).type).toBe('Server.ClientProxy.InconsistentResponse')
  })

  it.each([
    ['a header', 'X-Plain:a', 'X-Plain:\u0001'],
    ['a name', 'X-Plain:a', 'X Plain:a'],
    ['the reason', '200 OK', '200 O\u0007'],
    ['the status', '200 OK', '099 OK'],
  ])('because of a character in %s that HTTP does not allow is refused', async (_where, from, to) => {
    edge.exchange.answer = (one) => {
      const answer = answerTo(one, { headers: [['X-Plain', 'a']] })
      return { ...answer, head: Buffer.from(Buffer.from(answer.head).toString('latin1').replace(from, to), 'latin1') }
    }
    expect(json(await ask(edge.http, call)).type).toBe('Server.ClientProxy.InconsistentResponse')
  })

  it('cannot touch our connection with it', async () => {
    const headers: Header[] = [
      ['Connection', 'close'],
      ['Transfer-Encoding', 'chunked'],
      ['Content-Length', '1'],
      ['Keep-Alive', 'timeout=0'],
      ['Upgrade', 'x'],
      ['Server', 'x'],
      ['X-Road-Error', 'Server.ServerProxy.Forged'],
    ]
    const answer = await answered({ headers, body: 'abc' })
    expect(answer.body.toString()).toBe('abc')
    expect(own(answer.headers)).toEqual([])
    expect(header(answer, 'x-road-error')).toBeUndefined()
    expect(header(answer, 'content-length')).toBe('3')
  })
})

describe('the connection', () => {
  it('is kept open and used again by an ordinary client, HTTP/1.0 with keep-alive told so', async () => {
    const ten = `GET ${SERVICE} HTTP/1.0\r\n${CLIENT}\r\nConnection: keep-alive\r\n\r\n`
    const octets = Buffer.from(`${ten}GET ${SERVICE} HTTP/1.0\r\n${CLIENT}\r\n\r\n`)
    edge.exchange.provider = () => ({ body: 'a' })
    const [first, second] = parseAnswers(await exchangeBytes(edge.http, octets))
    expect(header(first as never, 'connection')).toBe('keep-alive')
    expect(header(second as never, 'connection')).toBe('close')
  })

  it('may be lost while the answer is awaited', async () => {
    let gone = (): void => {}
    const arrived = new Promise<void>((resolve) => {
      edge.exchange.provider = async () => {
        resolve()
        await new Promise<void>((next) => {
          gone = next
        })
        return { body: 'late' }
      }
    })
    const lost = clientRequest({ port: edge.http, path: SERVICE, headers: { 'X-Road-Client': 'KW/GOV/MOI/traffic' } })
    lost.on('error', () => {})
    lost.end()
    await arrived
    lost.destroy()
    await new Promise((resolve) => lost.once('close', resolve))
    gone()
    expect((await answered({ body: 'next' })).body.toString()).toBe('next')
  })
})
