import { readFileSync } from 'node:fs'
import { connect as connectPlain, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { isDeepStrictEqual } from 'node:util'
import { TIMESTAMP } from '@rabt/directory'
import { encodeFrame } from '@rabt/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seeded } from '../../src/agencies/seeded.ts'
import { ask } from '../support/ask.ts'
import { type LyingMirror, startLyingMirror } from '../support/lying-mirror.ts'
import { sharedNetwork } from '../support/network.ts'
import { rssMiB } from '../support/rss.ts'
import { until } from '../support/until.ts'
import { mutate, noise } from './support/hostile-octets.ts'

// Octets that no peer of good will would send, straight into the ports of a running gateway. `RABT_FAULT_SEED=<seed>` sends them again.
const seed = process.env.RABT_FAULT_SEED ?? String(Date.now())
const network = await sharedNetwork()
const { http, https, link, admin } = network.ports('QA')
const EACH = 60
const AT_A_TIME = 8
const GROWTH_MIB = 40
/** How long a connection is listened to after the octets: what waits for more is cut by us. */
const LISTEN_MS = 300
const keys = join(network.at.node('KW'), 'keys')
const AS_KUWAIT = { key: readFileSync(join(keys, 'tls.pem')), cert: readFileSync(join(keys, 'tls.crt')) }
const CALL = Buffer.from(
  'POST /r1/KW/GOV/MOI/traffic/violations HTTP/1.1\r\nHost: localhost\r\nX-Road-Client: QA/GOV/MOI/traffic\r\n' +
    'Content-Length: 5\r\nX-Road-Id: 1\r\n\r\nhello',
)
const UPGRADE = Buffer.from(
  'GET /link HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
)
const ADMIN = Buffer.from('GET /admin/v1/status HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n\r\n')
const HELLO = encodeFrame({
  type: 'hello',
  versions: { min: 1, max: 1 },
  gateway: 'KW/GOV/EGOV/gw1',
  federation: 'gcc',
  directory: { number: 1, hash: new Uint8Array(32) },
  run: [],
  lanes: [],
})

/** A binary WebSocket message of a client, masked with zeros (RFC 6455 §5.2). */
function message(payload: Uint8Array): Buffer {
  const head = Buffer.from([0x82, 0xfe, payload.length >> 8, payload.length & 255, 0, 0, 0, 0])
  return Buffer.concat([head, payload])
}

/** Sends octets; what came back until the other side closed, or a while had passed. */
function send(socket: Socket, ready: string, octets: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const received: Buffer[] = []
    const done = (): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(Buffer.concat(received).toString('latin1'))
    }
    const timer = setTimeout(done, 10 * LISTEN_MS)
    socket.on('data', (chunk: Buffer) => received.push(chunk))
    socket.on('error', done)
    socket.on('close', done)
    socket.once(ready, () => {
      socket.write(octets)
      setTimeout(done, LISTEN_MS)
    })
  })
}

const plain = (port: number) => (octets: Uint8Array) => send(connectPlain(port, '127.0.0.1'), 'connect', octets)
const tls =
  (port: number, identity = {}) =>
  (octets: Uint8Array) =>
    send(
      connectTls({ host: '127.0.0.1', port, ca: network.ca('QA'), servername: 'localhost', ...identity }),
      'secureConnect',
      octets,
    )

type Target = readonly [what: string, send: (octets: Uint8Array) => Promise<string>, valid: Uint8Array]

const TARGETS: readonly Target[] = [
  ["the consumers' port", plain(http), CALL],
  ["the consumers' port, inside TLS", tls(https), CALL],
  ["the consumers' TLS port, before TLS", plain(https), CALL],
  ['the link port, before TLS', plain(link), UPGRADE],
  ['the link port, inside TLS, from a gateway that is let in', tls(link, AS_KUWAIT), UPGRADE],
  [
    'the link, as its messages',
    (octets) => tls(link, AS_KUWAIT)(Buffer.concat([UPGRADE, message(octets.subarray(0, 60_000))])),
    HELLO,
  ],
  ['the admin port, before TLS', plain(admin), ADMIN],
  ['the admin port, inside TLS', tls(admin), ADMIN],
]

/** What a port may say to octets like these: nothing, a record of TLS (RFC 8446 §5.1) or HTTP. */
function isTyped(said: string): boolean {
  const first = said.charCodeAt(0)
  return said === '' || (first >= 0x14 && first <= 0x17) || /^HTTP\/1\.1 (?:101|4\d\d|50[015]) /.test(said)
}

describe(`octets of no good will, seed ${seed}, to`, () => {
  it.each(TARGETS)(
    '%s get a typed answer or the end of the connection, and nobody else notices',
    async (what, to, valid) => {
      const draw = seeded(seed, what)
      const pid = network.pid('qa')
      const before = rssMiB(pid)
      let left = EACH
      const sender = async (): Promise<void> => {
        while (left-- > 0) {
          const said = await to(left % 2 === 0 ? mutate(draw, valid) : noise(draw))
          expect(isTyped(said), said).toBe(true)
        }
      }
      const bystander = async (): Promise<void> => {
        const headers = [['X-Road-Client', 'SA/GOV/MOI/traffic']] as const
        while (left > 0) {
          const answer = await network.call('/r1/QA/GOV/MOI/traffic/violations?plate=12345', { headers }, 'SA')
          expect(answer.status, answer.text()).toBe(200)
        }
      }
      await Promise.all([...Array.from({ length: AT_A_TIME }, sender), bystander()])
      expect(network.pid('qa')).toBe(pid)
      expect(rssMiB(pid) - before).toBeLessThan(GROWTH_MIB)
    },
  )

  it('the admin API from the holder of its token get a problem with a code', async () => {
    const draw = seeded(seed, 'admin')
    const path = `/admin/v1/clients/${encodeURIComponent('QA/GOV/NOBODY/none')}`
    let refused = 0
    const token = readFileSync(join(network.at.node('QA'), 'admin.token'), 'utf8').trim()
    const valid = Buffer.from(JSON.stringify({ authentication: 'HTTP', certificates: [], name: { ar: 'أ', en: 'a' } }))
    for (let i = 0; i < EACH; i++) {
      const answer = await ask(network.address('QA', 'admin'), {
        method: 'PUT',
        path,
        headers: [
          ['Authorization', `Bearer ${token}`],
          ['Content-Type', 'application/json'],
        ],
        body: i % 2 === 0 ? mutate(draw, valid) : noise(draw),
        tls: { ca: network.ca('QA') },
      })
      // Some of what was altered is still right.
      if (answer.status === 200) continue
      refused++
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      expect(answer.json()).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) })
    }
    expect(refused).toBeGreaterThan(EACH / 2)
    if (refused < EACH) await network.admin('QA', 'DELETE', path)
  })
})

describe('a directory server that gives', () => {
  const { directory } = network.config('KW')
  let mirror: LyingMirror
  beforeAll(async () => {
    mirror = await startLyingMirror(network.at.repository)
    await network.restartWith('KW', { directory: { ...directory, mirrors: [mirror.url] } })
  })
  afterAll(async () => {
    await network.restartWith('KW', { directory })
    mirror.close()
  })

  it(`altered files is refused with a code, and the exchange goes on (seed ${seed})`, async () => {
    const draw = seeded(seed, 'directory')
    const kept = readFileSync(join(network.at.repository, TIMESTAMP))
    const pid = network.pid('kw')
    const refused = (reason: string) => /: DIRECTORY_(?:INVALID|UNREACHABLE|ROLLBACK)$/.test(reason)
    let altered = mutate(draw, kept)
    while (meansTheSame(altered, kept)) altered = mutate(draw, kept)
    for (const octets of [altered, Buffer.from('['.repeat(100_000))]) {
      mirror.lie = (name) => (name === TIMESTAMP ? octets : null)
      await until('it is refused', async () => (await network.ready('KW')).reasons.some(refused))
      const answer = await network.call('/r1/QA/GOV/MOI/traffic/violations?plate=12345')
      expect(answer.status, answer.text()).toBe(200)
      mirror.lie = () => null
      await until('the node is content', async () => !(await network.ready('KW')).reasons.some(refused))
    }
    expect(network.pid('kw')).toBe(pid)
  })
})

/** What was altered may still say the same: a member that stands twice in JSON counts as it stands last. */
function meansTheSame(altered: Buffer, kept: Buffer): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(altered.toString()), JSON.parse(kept.toString()))
  } catch {
    return false
  }
}
