import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ExpectedFault, expectFault } from './support/fault.ts'
import { sharedNetwork } from './support/network.ts'
import { rssMiB } from './support/rss.ts'
import {
  type Registered,
  type Registration,
  registerAll,
  startRawService,
  startService,
  type TestService,
} from './support/service.ts'

// A provider's system that is slow, absent, closes midway, or answers garbage or without end.
const network = await sharedNetwork()
const GIB = 1024 * 1024 * 1024
const GROWTH_MIB = 60

const service = (name: string): ExpectedFault => ({ type: `Server.ServerProxy.${name}`, side: 'service' })
const BROKE_OFF = { ...service('IOError'), code: 'SERVICE_BROKE_OFF' }
const GARBAGE = { ...service('IOError'), code: 'SERVICE_GARBAGE' }
const TOO_LARGE = { ...service('LoggingFailed'), code: 'SERVICE_ANSWER_TOO_LARGE' }

type Misbehaviour = readonly [name: string, speak: (socket: Socket) => void, fault: ExpectedFault]

const MISBEHAVIOURS: readonly Misbehaviour[] = [
  ['never-answers', () => {}, { ...service('IOError'), code: 'SERVICE_TIMEOUT' }],
  [
    'stops-midway',
    (socket) => socket.write(`${head('Content-Length: 100')}half`),
    { ...service('IOError'), code: 'SERVICE_TIMEOUT' },
  ],
  ['closes-at-once', (socket) => socket.destroy(), BROKE_OFF],
  ['closes-midway', (socket) => socket.end(`${head('Content-Length: 100')}half`), BROKE_OFF],
  ['closes-in-a-chunk', (socket) => socket.end(`${head('Transfer-Encoding: chunked')}64\r\nhalf`), BROKE_OFF],
  ['speaks-no-http', (socket) => socket.end('\x16\x03\x01 garbage, not HTTP\r\n\r\n'), GARBAGE],
  ['malforms-a-header', (socket) => socket.end('HTTP/1.1 200 OK\r\nbroken header\r\n\r\n'), GARBAGE],
  ['malforms-a-chunk', (socket) => socket.end(`${head('Transfer-Encoding: chunked')}zz\r\nx\r\n`), GARBAGE],
  ['announces-two-gib', (socket) => flood(socket, head(`Content-Length: ${2 * GIB}`), false), TOO_LARGE],
  ['sends-two-gib', (socket) => flood(socket, head('Transfer-Encoding: chunked'), true), TOO_LARGE],
  ['sends-until-closed', (socket) => flood(socket, head('Connection: close'), false), TOO_LARGE],
  ['sends-headers-without-end', (socket) => flood(socket, 'HTTP/1.1 200 OK\r\nX-A: ', false), TOO_LARGE],
]

let registered: Readonly<Record<string, Registered>>
const ends: (() => Promise<void>)[] = []
let good: TestService

beforeAll(async () => {
  good = await startService()
  const services: Record<string, Registration & { readonly url: string }> = {
    'provider-good': { url: good.url },
    'provider-absent': { url: await closedAddress() },
  }
  for (const [name, speak] of MISBEHAVIOURS) {
    const raw = await startRawService(speak)
    ends.push(raw.close)
    services[`provider-${name}`] = { url: raw.url, timeoutMs: 700 }
  }
  registered = await registerAll(network, services)
})
afterAll(async () => {
  for (const one of Object.values(registered)) await one.remove()
  for (const end of ends) await end()
  await good.close()
})

const call = (name: string, language: string) =>
  network.call(registered[`provider-${name}`]?.path ?? '', { headers: [['Accept-Language', language]] })

async function expectTyped(name: string, fault: ExpectedFault): Promise<void> {
  for (const language of ['en', 'ar']) {
    expectFault(await call(name, language), { ...fault, arabic: language === 'ar' })
  }
}

describe("a provider's system that", () => {
  it.each(MISBEHAVIOURS)(
    '%s is a typed error in both languages, and the exchange goes on',
    async (name, _speak, fault) => {
      await expectTyped(name, fault)
      expect((await call('good', 'en')).status).toBe(200)
    },
  )

  it('is absent is a typed error, and the exchange goes on', async () => {
    await expectTyped('absent', { ...service('NetworkError'), code: 'SERVICE_UNREACHABLE' })
    expect((await call('good', 'en')).status).toBe(200)
  })

  it(`floods the gateways does not make them grow by more than ${GROWTH_MIB} MiB`, async () => {
    const sizes = () => (['kw', 'qa'] as const).map((child) => rssMiB(network.pid(child)))
    const before = sizes()
    for (let round = 0; round < 3; round++) {
      for (const [name, , fault] of MISBEHAVIOURS) {
        if (fault === TOO_LARGE) expectFault(await call(name, 'en'), TOO_LARGE)
      }
    }
    for (const [at, after] of sizes().entries()) expect(after - (before[at] ?? 0)).toBeLessThan(GROWTH_MIB)
    expect((await call('good', 'en')).status).toBe(200)
  })
})

function head(line: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n${line}\r\n\r\n`
}

const BLOCK = Buffer.alloc(64 * 1024, 'x')
const CHUNK = Buffer.concat([Buffer.from('10000\r\n'), BLOCK, Buffer.from('\r\n')])

/** Writes two GiB, as fast as they are taken, unless the reader ends it. */
function flood(socket: Socket, beginning: string, chunked: boolean): void {
  socket.write(beginning)
  let left = 2 * GIB
  const pour = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= BLOCK.length
      if (!socket.write(chunked ? CHUNK : BLOCK)) return
    }
    socket.end()
  }
  socket.on('drain', pour)
  pour()
}

function closedAddress(): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(`http://127.0.0.1:${port}`))
    })
  })
}
