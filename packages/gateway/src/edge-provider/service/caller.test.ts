import { readFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createServiceCaller, type ServiceCaller, type ServiceRequest } from './caller.ts'
import { PROVIDER_LIMITS } from './limits.ts'
import { startHttp, startRaw } from './test-server.ts'

const limits = {
  ...PROVIDER_LIMITS,
  bodyBytes: 1024 * 1024,
  freeBytes: 64 * 1024,
  largeBytes: 1024 * 1024,
  inFlight: 3,
}
const closing: (() => Promise<unknown>)[] = []
let caller: ServiceCaller
beforeEach(() => {
  caller = createServiceCaller(limits)
  closing.push(() => caller.close())
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const request = (origin: string, change: Partial<ServiceRequest> = {}): ServiceRequest => ({
  service: 'QA/GOV/MOI/traffic/violations',
  origin,
  target: '/',
  method: 'GET',
  headers: [],
  body: null,
  verifyTls: true,
  timeoutMs: 10_000,
  ...change,
})
/** One turn of the event loop. */
const turn = () => new Promise((resolve) => setImmediate(resolve))
const failed = (code: string) => expect.objectContaining({ name: 'RabtError', code })
async function raw(act: Parameters<typeof startRaw>[0]) {
  const server = await startRaw(act)
  closing.push(() => server.close())
  return server
}
async function http(answer: Parameters<typeof startHttp>[0]) {
  const server = await startHttp(answer)
  closing.push(() => server.close())
  return server
}

describe("a call to the agency's system", () => {
  it('keeps order, case and duplicates of headers, status and reason', async () => {
    const server = await raw((socket) =>
      socket.write(
        'HTTP/1.1 418 I am\tHere\r\nX-B: 1\r\nx-a:  two  \r\nX-B: 3\r\nX-Empty:\r\nX-Latin: \xe9\r\nContent-Length: 2\r\n\r\nok',
        'latin1',
      ),
    )
    const answer = await caller.call(request(server.origin))
    expect(answer).toEqual({
      status: 418,
      reason: 'I am\tHere',
      headers: [
        ['X-B', '1'],
        ['x-a', 'two'],
        ['X-B', '3'],
        ['X-Empty', ''],
        ['X-Latin', '\xe9'],
        ['Content-Length', '2'],
      ],
      body: Buffer.from('ok'),
    })
  })

  it('sends headers as they are, with Host and Content-Length of its own', async () => {
    const server = await http((res) => res.end())
    await caller.call(
      request(server.origin, {
        method: 'POST',
        target: '/a//b/../%2e?x=%20&x=1',
        headers: [
          ['X-B', '1'],
          ['x-a', '\xe9'],
          ['X-B', '2'],
          ['Content-Type', 'multipart/form-data; boundary="x y"'],
        ],
        body: Buffer.from('abc'),
      }),
    )
    expect(server.received).toEqual([
      {
        method: 'POST',
        target: '/a//b/../%2e?x=%20&x=1',
        headers: [
          ['host', server.origin.slice('http://'.length)],
          ['connection', 'keep-alive'],
          ['X-B', '1'],
          ['x-a', '\xe9'],
          ['X-B', '2'],
          ['Content-Type', 'multipart/form-data; boundary="x y"'],
          ['content-length', '3'],
        ],
        body: Buffer.from('abc'),
      },
    ])
  })

  it('does not follow a redirect, and uses a connection again', async () => {
    const server = await raw((socket) =>
      socket.write('HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n'),
    )
    for (let i = 0; i < 3; i++) {
      const answer = await caller.call(request(server.origin))
      expect([answer.status, answer.body, answer.headers[0]]).toEqual([302, null, ['Location', '/elsewhere']])
      await turn()
    }
    expect(server.connections).toBe(1)
  })

  it('gives no body where there is none: HEAD, 204, 304', async () => {
    const server = await http((res, { method }) => {
      if (method === 'HEAD') res.writeHead(200, { 'Content-Length': 5 }).end()
      else res.writeHead(method === 'GET' ? 304 : 204).end()
    })
    for (const [method, status] of [
      ['HEAD', 200],
      ['GET', 304],
      ['DELETE', 204],
    ] as const) {
      const answer = await caller.call(request(server.origin, { method }))
      expect([answer.status, answer.body]).toEqual([status, null])
    }
  })

  it('puts a chunked answer together and passes over interim ones', async () => {
    const server = await raw((socket) =>
      socket.write(
        'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\nX-Trailer: 1\r\n\r\n',
      ),
    )
    const answer = await caller.call(request(server.origin))
    expect([answer.status, answer.body?.toString()]).toEqual([200, 'abcdef'])
    expect(answer.headers).toEqual([['Transfer-Encoding', 'chunked']])
  })

  it('takes an answer of exactly the limit and refuses one byte more, announced or not', async () => {
    const server = await http((res, { target }) => {
      const [, size, how] = target.split('/') as [string, string, string]
      if (how === 'announced') res.setHeader('Content-Length', size)
      res.end(Buffer.alloc(Number(size), 7))
    })
    for (const how of ['announced', 'chunked']) {
      const whole = await caller.call(request(server.origin, { target: `/${limits.bodyBytes}/${how}` }))
      expect(Buffer.compare(whole.body as Uint8Array, Buffer.alloc(limits.bodyBytes, 7))).toBe(0)
      await expect(caller.call(request(server.origin, { target: `/${limits.bodyBytes + 1}/${how}` }))).rejects.toEqual(
        failed('SERVICE_ANSWER_TOO_LARGE'),
      )
    }
  })

  it('cuts off an endless answer at once, without growing', async () => {
    const chunk = Buffer.alloc(64 * 1024)
    let sent = 0
    const server = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
      const pour = () => {
        while (!socket.destroyed && sent < 2 * 1024 ** 3) {
          sent += chunk.length
          socket.write('10000\r\n')
          socket.write(chunk)
          if (!socket.write('\r\n')) {
            socket.once('drain', pour)
            return
          }
        }
      }
      pour()
    })
    await expect(caller.call(request(server.origin))).rejects.toEqual(failed('SERVICE_ANSWER_TOO_LARGE'))
    expect(sent).toBeLessThan(64 * 1024 * 1024)
  })

  it('receives many large answers, though not all at once, and hands out each whole', async () => {
    const server = await http((res) => res.end(Buffer.alloc(900 * 1024, 1)))
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((service) => caller.call(request(server.origin, { service }))),
    )
    for (const { body } of answers) expect(body?.length).toBe(900 * 1024)
  })

  it('does not use a connection again while a request is still being written to it', async () => {
    const server = await raw((socket, text) => {
      if (text.startsWith('POST')) socket.pause()
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    })
    const body = Buffer.alloc(64 * 1024 * 1024)
    expect((await caller.call(request(server.origin, { method: 'POST', body }))).body?.toString()).toBe('ok')
    expect((await caller.call(request(server.origin, { timeoutMs: 1_000 }))).body?.toString()).toBe('ok')
    expect(server.connections).toBe(2)
  })
})

describe('a call to a system that misbehaves', () => {
  it('is refused: nobody listens', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    await expect(caller.call(request(`http://127.0.0.1:${port}`))).rejects.toEqual(failed('SERVICE_UNREACHABLE'))
  })

  it('is refused: its name does not resolve', async () => {
    await expect(caller.call(request('http://does-not-exist.invalid'))).rejects.toEqual(failed('UNKNOWN_HOST'))
  })

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n', 'SERVICE_GARBAGE'],
    ['binary noise', '\x00\x01\x02\xff\xfe\r\n\r\n', 'SERVICE_GARBAGE'],
    ['a status that is none', 'HTTP/1.1 20x OK\r\n\r\n', 'SERVICE_GARBAGE'],
    [
      'a bare line feed in a header',
      'HTTP/1.1 200 OK\r\nX-A: b\nX-C: d\r\nContent-Length: 0\r\n\r\n',
      'SERVICE_GARBAGE',
    ],
    ['NUL in a header', 'HTTP/1.1 200 OK\r\nX-A: b\x00c\r\nContent-Length: 0\r\n\r\n', 'SERVICE_GARBAGE'],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nX-A : b\r\nContent-Length: 0\r\n\r\n', 'SERVICE_GARBAGE'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 'SERVICE_GARBAGE'],
    [
      'a chunk size that is none',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n',
      'SERVICE_GARBAGE',
    ],
    [
      'another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n',
      'SERVICE_GARBAGE',
    ],
    ['100 that nobody asked for', 'HTTP/1.1 100 Continue\r\n\r\n', 'SERVICE_GARBAGE'],
    [
      'too many headers',
      `HTTP/1.1 200 OK\r\n${'X-A: bbbbbbbbbbbbbbbbbbbbbbbbbb\r\n'.repeat(4_000)}\r\n`,
      'SERVICE_ANSWER_TOO_LARGE',
    ],
    ['a length beyond the limit', 'HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n', 'SERVICE_ANSWER_TOO_LARGE'],
  ])('answers %s', async (_, bytes, code) => {
    const server = await raw((socket) => socket.write(bytes, 'latin1'))
    await expect(caller.call(request(server.origin))).rejects.toEqual(failed(code))
  })

  it.each([
    ['before an answer', ''],
    ['within the status line', 'HTTP/1.1 20'],
    ['within the headers', 'HTTP/1.1 200 OK\r\nX-A: b\r\n'],
    ['within a body of known length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
    ['within a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nabc'],
    ['between chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'],
  ])('closes %s: broke off, and asked only once', async (_, bytes) => {
    for (const end of ['end', 'resetAndDestroy'] as const) {
      let asked = 0
      const server = await raw((socket) => {
        asked++
        socket.write(bytes, () => socket[end]())
      })
      await expect(caller.call(request(server.origin))).rejects.toEqual(failed('SERVICE_BROKE_OFF'))
      await expect(caller.call(request(server.origin, { method: 'POST', body: Buffer.from('x') }))).rejects.toEqual(
        failed('SERVICE_BROKE_OFF'),
      )
      expect(asked).toBe(2)
    }
  })

  it.each([
    ['never answers', ''],
    ['stops within the headers', 'HTTP/1.1 200 OK\r\nX-A:'],
    ['stops within the body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
  ])('%s: the time is up', async (_, bytes) => {
    const server = await raw((socket) => socket.write(bytes))
    await expect(caller.call(request(server.origin, { timeoutMs: 60 }))).rejects.toEqual(failed('SERVICE_TIMEOUT'))
  })

  it('drips: the time is up all the same', async () => {
    const server = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
      const drip = setInterval(() => socket.write('x'), 5)
      socket.on('close', () => clearInterval(drip))
    })
    await expect(caller.call(request(server.origin, { timeoutMs: 120 }))).rejects.toEqual(failed('SERVICE_TIMEOUT'))
  })

  it('is slow: it costs itself alone, and is asked again when its calls have ended', async () => {
    const held: (() => void)[] = []
    const full = Promise.withResolvers<void>()
    const server = await raw((socket) => {
      held.push(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
      if (held.length === 3) full.resolve()
    })
    const waiting = [1, 2, 3].map(() => caller.call(request(server.origin)))
    await full.promise
    await expect(caller.call(request(server.origin))).rejects.toEqual(failed('OVERLOADED'))
    const other = caller.call(request(server.origin, { service: 'QA/GOV/MOI/traffic/other', timeoutMs: 50 }))
    await expect(other).rejects.toEqual(failed('SERVICE_TIMEOUT'))
    for (const answer of held) answer()
    await Promise.all(waiting)
    const again = caller.call(request(server.origin))
    while (held.length < 5) await turn()
    held[4]?.()
    expect((await again).status).toBe(200)
  })

  it('is asked nothing that HTTP cannot say', async () => {
    const server = await http((res) => res.end())
    for (const change of [
      { headers: [['X-A', 'b\r\nX-C: d']] },
      { headers: [['X A', 'b']] },
      { headers: [['X-A', '\u0001']] },
      { target: '/a b' },
      { target: '/a\r\nX: y' },
      { method: 'GET /' },
    ] as Partial<ServiceRequest>[]) {
      await expect(caller.call(request(server.origin, change))).rejects.toEqual(failed('MALFORMED_REQUEST'))
    }
    expect(server.received).toEqual([])
    // None of them is still counted as under way.
    expect((await caller.call(request(server.origin))).status).toBe(200)
  })
})

describe('a call over TLS', () => {
  it('is refused for a certificate that does not verify, unless the service is registered so', async () => {
    const pem = readFileSync(new URL('./fixtures/service.pem', import.meta.url), 'utf8')
    const server = createTlsServer({ key: pem, cert: pem }, (_, res) => res.end('secret'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    await expect(caller.call(request(origin))).rejects.toEqual(failed('SERVICE_UNREACHABLE'))
    expect((await caller.call(request(origin, { verifyTls: false }))).status).toBe(200)
    await expect(caller.call(request(origin))).rejects.toEqual(failed('SERVICE_UNREACHABLE'))
  })

  it('is not sent to a system that closes before the connection is secure', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end()))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    await expect(caller.call(request(origin))).rejects.toEqual(failed('SERVICE_UNREACHABLE'))
  })
})

describe('closing', () => {
  it('drops the connections to an origin that no service names any more', async () => {
    const server = await raw((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
    await caller.call(request(server.origin))
    await turn()
    caller.retain(new Set([server.origin]))
    await caller.call(request(server.origin))
    expect(server.connections).toBe(1)
    caller.retain(new Set())
    await caller.call(request(server.origin))
    expect(server.connections).toBe(2)
  })

  it('ends what is under way and takes nothing new', async () => {
    const arrived = Promise.withResolvers<void>()
    const server = await raw(() => arrived.resolve())
    const under = expect(caller.call(request(server.origin))).rejects.toEqual(failed('SERVICE_BROKE_OFF'))
    await arrived.promise
    await caller.close()
    await under
    await expect(caller.call(request(server.origin))).rejects.toEqual(failed('SHUTTING_DOWN'))
  })
})
