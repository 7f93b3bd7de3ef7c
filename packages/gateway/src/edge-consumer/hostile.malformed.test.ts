import { connect, type Socket } from 'node:net'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestEdge, type TestEdge } from './testing/edge.ts'
import { ask, CLIENT, exchangeBytes, header, json, parseAnswers, request, SERVICE } from './testing/talk.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge({ limits: { lingerMs: 50 } })
})
afterAll(() => edge.edge.close())

async function isAlive(): Promise<boolean> {
  return (await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`))).status === 200
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
const GET = `GET ${SERVICE} HTTP/1.1\r\nHost: x\r\n${CLIENT}\r\n`
const POST = `POST ${SERVICE} HTTP/1.1\r\nHost: x\r\n${CLIENT}\r\n`

describe('what is no HTTP', () => {
  it.each([
    ['garbage', '\u0000\u0001\u0002garbage\r\n\r\n'],
    ['an empty line and a word', '\r\nGET\r\n\r\n'],
    ['a TLS hello', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/3.7', `GET ${SERVICE} HTTP/3.7\r\n\r\n`],
    ['an unknown method', `FETCH ${SERVICE} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['a space in the target', `GET ${SERVICE}/a b HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['octets beyond ASCII in the target', `GET ${SERVICE}/\u00c3\u00a9 HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['a bare line feed', `GET ${SERVICE} HTTP/1.1\nHost: x\n\n`],
    ['a space before the colon', `${GET}X-Road-Client : KW/GOV/MOI\r\n\r\n`],
    ['a folded header', `${GET}X: a\r\n b\r\n\r\n`],
    ['a NUL in a value', `${GET}X: a\u0000b\r\n\r\n`],
    ['a header without a name', `${GET}: a\r\n\r\n`],
    ['no host', `GET ${SERVICE} HTTP/1.1\r\n${CLIENT}\r\n\r\n`],
    ['two hosts', `${GET}Host: y\r\n\r\n`],
    ['two lengths', `${POST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    ['the same length twice', `${POST}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`],
    ['a list of lengths', `${POST}Content-Length: 1, 1\r\n\r\na`],
    ['a negative length', `${POST}Content-Length: -1\r\n\r\n`],
    ['a length with a sign', `${POST}Content-Length: +1\r\n\r\na`],
    ['a length beyond all numbers', `${POST}Content-Length: 99999999999999999999999\r\n\r\n`],
    ['length and chunks', `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['chunks and length', `${POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`],
    ['an unknown coding', `${POST}Transfer-Encoding: gzip\r\n\r\n`],
    ['a coding under the chunks', `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['chunks twice', `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['chunks, then another coding', `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['chunks in HTTP/1.0', `POST ${SERVICE} HTTP/1.0\r\n${CLIENT}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a chunk size that is none', `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
    ['a chunk longer than it says', `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n`],
    ['a chunk size beyond all numbers', `${POST}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n`],
    ['a line feed after a chunk size', `${POST}Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n`],
    ['headers beyond the bound', `${GET}X: ${'a'.repeat(100_000)}\r\n\r\n`],
    ['headers beyond number', `${GET}${'X-A: 1\r\n'.repeat(50_000)}\r\n`],
  ])('%s gets one typed error at 400 and reaches no exchange', async (_what, text) => {
    edge.exchange.calls.length = 0
    // A request smuggled behind would be answered too.
    const received = await exchangeBytes(edge.http, bytes(`${text}${request(`GET ${SERVICE}/smuggled HTTP/1.1`)}`))
    const answers = parseAnswers(received)
    const first = answers[0]
    if (first === undefined) throw new Error('no answer')
    expect(json(first).type).toBe('Client.BadRequest')
    expect(first.status).toBe(400)
    expect(header(first, 'x-road-error')).toBe('Client.BadRequest')
    expect(header(first, 'content-type')).toBe('application/json')
    expect(answers).toHaveLength(1)
    expect(edge.exchange.calls).toHaveLength(0)
    expect(await isAlive()).toBe(true)
  })

  it('CONNECT is told that it is not supported', async () => {
    const [answer] = parseAnswers(
      await exchangeBytes(edge.http, bytes('CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n')),
    )
    expect(answer?.status).toBe(500)
    expect(answer !== undefined && header(answer, 'x-rabt-error-doc')).toMatch(/#unsupported_method$/)
  })

  it('CONNECT that is reset afterwards harms nobody', async () => {
    const accepted = new Promise<Socket>((resolve) => edge.edge.http.once('connection', resolve))
    const answered = exchangeBytes(edge.http, bytes('CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n'))
    const socket = await accepted
    await new Promise((resolve) => edge.edge.http.once('connect', resolve))
    socket.destroy(new Error('as a reset does'))
    await answered
    expect(await isAlive()).toBe(true)
  })

  it('behind a call that waits is answered after it, by the end of the connection', async () => {
    let release = (): void => {}
    edge.exchange.provider = () =>
      new Promise((resolve) => {
        release = () => resolve({ body: 'first' })
      })
    const socket = connect(edge.http, '127.0.0.1')
    const received: Buffer[] = []
    socket.on('data', (chunk: Buffer) => received.push(chunk))
    const closed = new Promise((resolve) => socket.once('close', resolve))
    const refused = new Promise<void>((resolve) => edge.edge.http.once('clientError', () => resolve()))
    socket.write(bytes(`${GET}\r\n\u0000\u0000garbage`))
    await refused
    release()
    await closed
    const answers = parseAnswers(Buffer.concat(received))
    expect(answers.map(({ status, body }) => [status, body.toString()])).toEqual([[200, 'first']])
    edge.exchange.provider = () => ({})
  })
})

describe('a slow sender', () => {
  it('gets its error when the time is over, wherever it stopped', async () => {
    const own = await startTestEdge({ limits: { headersMs: 300, requestMs: 600, checkMs: 20, lingerMs: 50 } })
    const unfinished = [
      '',
      `GET ${SERVICE}`,
      GET,
      `${POST}Content-Length: 10\r\n\r\nabc`,
      `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n`,
    ]
    const received = await Promise.all(unfinished.map((text) => exchangeBytes(own.http, bytes(text))))
    for (const octets of received) {
      const answers = parseAnswers(octets)
      expect(answers.map(({ status }) => status)).toEqual([400])
      expect(answers.map((answer) => json(answer).type)).toEqual(['Client.BadRequest'])
    }
    expect(own.exchange.calls).toHaveLength(0)
    await own.edge.close()
  })

  it('that goes away in the middle of its body harms nobody', async () => {
    const socket = connect(edge.http, '127.0.0.1')
    socket.write(bytes(`${POST}Content-Length: 10\r\n\r\nabc`), () => socket.resetAndDestroy())
    await new Promise((resolve) => socket.once('close', resolve))
    expect(await isAlive()).toBe(true)
  })
})

describe('a slow reader', () => {
  it('loses its connection when it stops taking its answer, one that goes on does not', async () => {
    const own = await startTestEdge({ limits: { stallMs: 500, closeMs: 1 } })
    own.exchange.provider = () => ({ body: Buffer.alloc(10 * 1024 * 1024) })
    const lost = new Promise<void>((resolve) => {
      own.edge.http.once('connection', (socket) => socket.once('close', () => resolve()))
    })
    const stopped = connect(own.http, '127.0.0.1')
    stopped.on('error', () => {})
    stopped.pause()
    stopped.write(bytes(`${GET}\r\n`))
    await lost
    stopped.destroy()
    const answer = await ask(own.http, request(`GET ${SERVICE} HTTP/1.1`))
    expect(answer.body).toHaveLength(10 * 1024 * 1024)
    await own.edge.close()
  })
})

/** Only whole answers, each a call's own or a typed error; a parse failure of the octets throws. */
function checkAnswers(octets: Buffer, seen: Set<number>): void {
  for (const answer of parseAnswers(octets)) {
    seen.add(answer.status)
    if (answer.status === 200) continue
    expect([400, 500]).toContain(answer.status)
    expect(json(answer)).toEqual({
      type: header(answer, 'x-road-error'),
      message: expect.stringMatching(/./),
      detail: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  }
}

describe('the edge under random octets', () => {
  const octet = fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n))
  const junk = fc.string({ unit: octet, maxLength: 60 })
  const piece = fc.oneof(
    { weight: 2, arbitrary: junk },
    fc.constantFrom('\r\n', '\n', ' ', ':', '%', '%2F', '..', '/', '?', '\u0000', '\u00ff', ','),
    fc.constantFrom(
      'HTTP/1.1',
      'HTTP/1.0',
      'GET ',
      'POST ',
      SERVICE,
      '/listClients',
      '/verificationconf',
      '/asic',
      '/',
    ),
  )
  const token = fc.constantFrom('X-Road-Client', 'X-Road-Id', 'X-Road-Security-Server', 'X-Road-Represented-Party')
  const name = fc.oneof(
    token,
    fc.constantFrom('Content-Length', 'Transfer-Encoding', 'Connection', 'Expect', 'Accept', 'Host', 'Upgrade'),
    junk,
  )
  const value = fc.oneof(
    junk,
    fc.constantFrom('KW/GOV/MOI/traffic', 'QA/GOV/EGOV/gw1', 'chunked', '0', '3', 'close', 'ar', '100-continue'),
  )
  const line = fc.tuple(name, value).map(([n, v]) => `${n}: ${v}`)
  const method = fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'DELETE', 'CONNECT', 'get')
  const sound = fc.constantFrom('/a', '/%2F', '?', '&x=y', '/..', '/~')
  const shaped = fc
    .tuple(
      method.filter((one) => one !== 'HEAD'),
      fc.oneof(fc.array(sound, { maxLength: 3 }), fc.array(piece, { maxLength: 3 })),
      fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(CLIENT) }, line), { maxLength: 5 }),
      fc.oneof(fc.constant(''), junk),
    )
    .map(
      ([m, target, lines, body]) =>
        `${m} ${SERVICE}${target.join('')} HTTP/1.1\r\n${['Host: x', ...lines].join('\r\n')}\r\n\r\n${body}`,
    )
  const loose = fc.array(fc.oneof(piece, line), { maxLength: 12 }).map((parts) => parts.join(''))

  it('gives typed errors or ends the connection, and stays alive', async () => {
    const seen = new Set<number>()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(shaped, loose), { minLength: 1, maxLength: 3 }), async (texts) => {
        const socket = connect(edge.http, '127.0.0.1')
        const received: Buffer[] = []
        socket.on('data', (chunk: Buffer) => received.push(chunk))
        socket.on('error', () => {})
        const closed = new Promise((resolve) => socket.once('close', resolve))
        socket.end(bytes(texts.join('')))
        await closed
        checkAnswers(Buffer.concat(received), seen)
      }),
      { numRuns: 400, interruptAfterTimeLimit: 4_000, markInterruptAsFailure: false },
    )
    expect([...seen].sort()).toEqual([200, 400, 500])
    expect(await isAlive()).toBe(true)
    expect(edge.logged.filter((fields) => 'err' in fields)).toEqual([])
  }, 20_000)
})
