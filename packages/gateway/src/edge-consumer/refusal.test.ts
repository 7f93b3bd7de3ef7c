import { RabtError } from '@rabt/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { VIEW } from './testing/directory.ts'
import { clientSetting, startTestEdge, type TestEdge } from './testing/edge.ts'
import { ask, CLIENT, exchangeBytes, header, json, parseAnswers, request, SERVICE } from './testing/talk.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge.edge.close())
beforeEach(() => {
  edge.directory = () => VIEW
  edge.exchange.down.clear()
  edge.exchange.calls.length = 0
})

const PREFIX = 'Server.ClientProxy.'
async function codeOf(octets: Uint8Array, port = edge.http): Promise<string | undefined> {
  const answer = await ask(port, octets)
  const code = header(answer, 'x-road-error')
  expect(answer.status).toBe(code === undefined ? 200 : 500)
  return code?.slice(PREFIX.length)
}

describe('a malformed URL', () => {
  it.each([
    '/r1',
    '/r1/',
    '/r1/QA/GOV/MOI/traffic',
    '/r1/QA/GOV/MOI//violations',
    '/r1//GOV/MOI/traffic/violations',
    '/r0/QA/GOV/MOI/traffic/violations',
    '/r2/QA/GOV/MOI/traffic/violations',
    '/r11/QA/GOV/MOI/traffic/violations',
    '/rx/QA/GOV/MOI/traffic/violations',
    '/r1/QA/GOV/MOI/traf%fic/violations',
    '/r1/QA/GOV/MOI/traf%/violations',
    '/r1/QA/GOV/MOI/traf%c3%28/violations',
    '/r1/QA/GOV/MOI/"traffic"/violations',
    '/r1/QA%2FGOV/MOI/traffic/violations',
    `${SERVICE}#fragment`,
  ])('%s is InternalError at 500, and nothing is sent', async (target) => {
    expect(await codeOf(request(`GET ${target} HTTP/1.1`))).toBe('InternalError')
    expect(edge.exchange.calls).toHaveLength(0)
  })

  it('may have 8 KiB and not a byte more', async () => {
    const target = (length: number) => SERVICE + '?'.padEnd(length - SERVICE.length, 'a')
    expect(await codeOf(request(`GET ${target(8191)} HTTP/1.1`))).toBeUndefined()
    expect(await codeOf(request(`GET ${target(8192)} HTTP/1.1`))).toBeUndefined()
    const answer = await ask(edge.http, request(`GET ${target(8193)} HTTP/1.1`))
    expect(answer.status).toBe(500)
    expect(header(answer, 'x-rabt-error-doc')).toMatch(/#url_too_long$/)
  })
})

describe('the order of checks', () => {
  it('is configuration, URL, client, authentication, route, body', async () => {
    const bad = 'GET /r1/nonsense HTTP/1.1'
    edge.directory = () => {
      throw new RabtError('DIRECTORY_OUTDATED')
    }
    expect(await codeOf(request(bad, []))).toBe('OutdatedGlobalConf')
    edge.directory = () => VIEW
    expect(await codeOf(request(bad, []))).toBe('InternalError')
    const unknown = 'POST /r1/QA/GOV/NOBODY/x/y HTTP/1.1'
    const huge = 'Content-Length: 99999999'
    expect(await codeOf(request(unknown, [huge]))).toBe('InvalidClientIdentifier')
    expect(await codeOf(request(unknown, [huge, 'X-Road-Client: KW/GOV/NOBODY']))).toBe('UnknownMember')
    edge.clients.set('KW/GOV/MOI', clientSetting('KW/GOV/MOI', 'HTTPS'))
    expect(await codeOf(request(unknown, [huge, 'X-Road-Client: KW/GOV/MOI']))).toBe('SslAuthenticationFailed')
    expect(await codeOf(request(unknown, [huge, CLIENT]))).toBe('UnknownMember')
    expect(await codeOf(request(`POST ${SERVICE} HTTP/1.1`, [huge, CLIENT]))).toBe('LoggingFailed')
    expect(edge.exchange.calls).toHaveLength(0)
  })
})

describe('the choice of a gateway', () => {
  const to = (server: string) => request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, `X-Road-Security-Server: ${server}`])

  it('takes the named one if it is right, and refuses one that is unknown, does not host or is in maintenance', async () => {
    expect(await codeOf(to('QA/GOV/EGOV/gw1'))).toBeUndefined()
    expect(await codeOf(to('QA/GOV/EGOV/gw9'))).toBe('InvalidSecurityServer')
    expect(await codeOf(to('SA/GOV/EGOV/gw1'))).toBe('InvalidSecurityServer')
    edge.exchange.down.set('QA/GOV/EGOV/gw1', new RabtError('MAINTENANCE_MODE', { notice: 'Back at noon' }))
    expect(await codeOf(to('QA/GOV/EGOV/gw1'))).toBe('MaintenanceMode')
    const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`))
    expect(json(answer).message).toContain('Back at noon')
  })

  it('reports a gateway that cannot be reached, and a provider that has none', async () => {
    edge.exchange.down.set('QA/GOV/EGOV/gw1', new RabtError('NETWORK_ERROR'))
    expect(await codeOf(request(`GET ${SERVICE} HTTP/1.1`))).toBe('NetworkError')
    expect(await codeOf(request('GET /r1/SA/GOV/MOI/nowhere/x HTTP/1.1'))).toBe('UnknownMember')
    expect(await codeOf(request('GET /r1/XX/GOV/MOI/traffic/x HTTP/1.1'))).toBe('UnknownMember')
  })
})

describe('a body', () => {
  const MIB10 = 10 * 1024 * 1024
  const post = (framing: string, body: Uint8Array) => request(`POST ${SERVICE} HTTP/1.1`, [CLIENT, framing], body)
  const chunked = (size: number) =>
    Buffer.concat([Buffer.from(`${size.toString(16)}\r\n`), Buffer.alloc(size, 'a'), Buffer.from('\r\n0\r\n\r\n')])

  it.each([MIB10 - 1, MIB10])('of %i bytes is taken, with a length and in chunks', async (size) => {
    expect(await codeOf(post(`Content-Length: ${size}`, Buffer.alloc(size, 'a')))).toBeUndefined()
    expect(edge.exchange.last.body).toHaveLength(size)
    expect(await codeOf(post('Transfer-Encoding: chunked', chunked(size)))).toBeUndefined()
    expect(edge.exchange.last.body).toHaveLength(size)
  })

  it('of one byte more is refused, with a length and in chunks, and its sender can read why', async () => {
    const size = MIB10 + 1
    expect(await codeOf(post(`Content-Length: ${size}`, Buffer.alloc(size, 'a')))).toBe('LoggingFailed')
    expect(await codeOf(post('Transfer-Encoding: chunked', chunked(size)))).toBe('LoggingFailed')
    expect(edge.exchange.calls).toHaveLength(0)
  })

  it('that is refused does not spoil the next request on the connection', async () => {
    const size = MIB10 + 1
    const first = `POST ${SERVICE} HTTP/1.1\r\nHost: x\r\n${CLIENT}\r\nContent-Length: ${size}\r\n\r\n`
    const octets = [Buffer.from(first), Buffer.alloc(size, 'a'), request(`GET ${SERVICE} HTTP/1.1`)]
    const answers = parseAnswers(await exchangeBytes(edge.http, octets))
    expect(answers.map(({ status }) => status)).toEqual([500, 200])
  })

  it('that is refused is thrown away, but not without end', async () => {
    const own = await startTestEdge({ limits: { bodyBytes: 10, discardBytes: 100_000 } })
    const send = (size: number) => {
      const first = `POST ${SERVICE} HTTP/1.1\r\nHost: x\r\n${CLIENT}\r\nContent-Length: ${size}\r\n\r\n`
      const octets = [Buffer.from(first), Buffer.alloc(size, 'a'), request(`GET ${SERVICE} HTTP/1.1`)]
      return exchangeBytes(own.http, octets)
    }
    expect(parseAnswers(await send(90_000))).toHaveLength(2)
    await send(10_000_000)
    expect(own.exchange.calls).toHaveLength(1)
    await own.edge.close()
  })

  it('that is announced by Expect is refused before it is sent', async () => {
    const headers = [`Host: x`, CLIENT, 'Expect: 100-continue', `Content-Length: ${MIB10 + 1}`]
    const octets = Buffer.from(`POST ${SERVICE} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
    const received = (await exchangeBytes(edge.http, octets)).toString('latin1')
    expect(received.startsWith('HTTP/1.1 500 ')).toBe(true)
    expect(received).toContain('Connection: close')
  })
})

describe('bounds that are set for a node', () => {
  it('hold for the head, the calls under way and the bodies of all of them', async () => {
    const small = await startTestEdge({ limits: { calls: 2, bodiesBytes: 10 } })
    const wide = 'X-A: '.padEnd(60 * 1024, 'a')
    const answer = await ask(
      small.http,
      request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, wide, 'X-B: '.padEnd(8 * 1024, 'b')]),
    )
    expect(header(answer, 'x-rabt-error-doc')).toMatch(/#head_too_large$/)

    expect(
      await codeOf(request(`POST ${SERVICE} HTTP/1.1`, [CLIENT, 'Content-Length: 11'], 'a'.repeat(11)), small.http),
    ).toBe('IOError')
    const body = `b\r\n${'a'.repeat(11)}\r\n0\r\n\r\n`
    expect(
      await codeOf(request(`POST ${SERVICE} HTTP/1.1`, [CLIENT, 'Transfer-Encoding: chunked'], body), small.http),
    ).toBe('IOError')
    // What is reserved is given back.
    await ask(small.http, request(`POST ${SERVICE} HTTP/1.1`, [CLIENT, 'Content-Length: 10'], 'a'.repeat(10)))
    expect(
      await codeOf(request(`POST ${SERVICE} HTTP/1.1`, [CLIENT, 'Content-Length: 10'], 'a'.repeat(10)), small.http),
    ).toBeUndefined()

    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let arrived = 0
    const both = new Promise<void>((resolve) => {
      small.exchange.provider = async () => {
        arrived++
        if (arrived === 2) resolve()
        await held
        return {}
      }
    })
    const waiting = [
      ask(small.http, request(`GET ${SERVICE} HTTP/1.1`)),
      ask(small.http, request(`GET ${SERVICE} HTTP/1.1`)),
    ]
    await both
    const third = await ask(small.http, request(`GET ${SERVICE} HTTP/1.1`))
    expect(header(third, 'x-rabt-error-doc')).toMatch(/#overloaded$/)
    release()
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200])
    await small.edge.close()
  })
})

describe('closing', () => {
  it('lets a call under way end, tells its connection, and takes no new one', async () => {
    const own = await startTestEdge()
    let release = (): void => {}
    const arrived = new Promise<void>((resolve) => {
      own.exchange.provider = async () => {
        resolve()
        await new Promise<void>((next) => {
          release = next
        })
        return { body: 'done' }
      }
    })
    const octets = Buffer.from(`GET ${SERVICE} HTTP/1.1\r\nHost: x\r\n${CLIENT}\r\n\r\n`)
    const waiting = exchangeBytes(own.http, octets)
    await arrived
    const closed = own.edge.close()
    release()
    const [answer] = parseAnswers(await waiting)
    expect(answer?.body.toString()).toBe('done')
    expect(answer !== undefined && header(answer, 'connection')).toBe('close')
    await closed
    expect(await exchangeBytes(own.http, octets)).toHaveLength(0)
  })

  it('does not wait for connections on which nothing happens', async () => {
    const own = await startTestEdge({ limits: { closeMs: 60_000 } })
    const silent = exchangeBytes(own.http, Buffer.alloc(0))
    await new Promise((resolve) => own.edge.http.once('connection', resolve))
    const kept = exchangeBytes(own.http, Buffer.from(`GET ${SERVICE} HTTP/1.1\r\nHost: x\r\n${CLIENT}\r\n\r\n`))
    await new Promise((resolve) => own.edge.http.once('request', (_req, res) => res.once('finish', resolve)))
    await own.edge.close()
    expect(await silent).toHaveLength(0)
    expect(parseAnswers(await kept)).toHaveLength(1)
  })

  it('ends a handshake that does not end by itself', async () => {
    const own = await startTestEdge({ limits: { closeMs: 1 } })
    const silent = exchangeBytes(own.https, Buffer.alloc(0))
    await new Promise((resolve) => own.edge.https.once('connection', resolve))
    await own.edge.close()
    expect(await silent).toHaveLength(0)
  })

  it('ends by force what does not end by itself', async () => {
    const own = await startTestEdge({ limits: { closeMs: 1 } })
    const arrived = new Promise<void>((resolve) => {
      own.exchange.provider = () => {
        resolve()
        return new Promise(() => {})
      }
    })
    const waiting = exchangeBytes(own.http, request(`GET ${SERVICE} HTTP/1.1`))
    await arrived
    await own.edge.close()
    expect(await waiting).toHaveLength(0)
  })

  it('is not needed when a port is taken: starting fails', async () => {
    await expect(startTestEdge({ listen: { host: '127.0.0.1', http: edge.http, https: 0 } })).rejects.toThrow(
      'EADDRINUSE',
    )
    await expect(startTestEdge({ listen: { host: '127.0.0.1', http: 0, https: edge.http } })).rejects.toThrow(
      'EADDRINUSE',
    )
  })
})
