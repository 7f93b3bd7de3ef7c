import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ClientAuthentication } from '../registry/local-registry.ts'
import { selfSigned, type TestCertificate } from './testing/certificates.ts'
import { clientSetting, startTestEdge, type TestEdge } from './testing/edge.ts'
import { ask, CLIENT, header, parseAnswers, request, SERVICE } from './testing/talk.ts'

const ID = 'KW/GOV/MOI/traffic'
let edge: TestEdge
let listed: TestCertificate
let stranger: TestCertificate
let expired: TestCertificate
beforeAll(async () => {
  edge = await startTestEdge()
  listed = await selfSigned('system')
  stranger = await selfSigned('system')
  expired = await selfSigned('old', new Date(Date.UTC(2021, 0)))
})
afterAll(() => edge.edge.close())
beforeEach(() => edge.exchange.calls.splice(0))

function set(authentication: ClientAuthentication): void {
  edge.clients.set(ID, clientSetting(ID, authentication, [listed.fingerprint, expired.fingerprint]))
}

function open(options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: edge.https, rejectUnauthorized: false, ...options }, () =>
      resolve(socket),
    )
    socket.once('error', reject)
  })
}

async function secureAsk(options: ConnectionOptions): Promise<string | undefined> {
  const socket = await open(options)
  const received: Buffer[] = []
  socket.on('data', (chunk: Buffer) => received.push(chunk))
  socket.write(request(`GET ${SERVICE} HTTP/1.1`))
  await new Promise((resolve) => socket.once('close', resolve))
  const [answer] = parseAnswers(Buffer.concat(received))
  if (answer === undefined) throw new Error('no answer')
  return header(answer, 'x-road-error') ?? String(answer.status)
}

const REFUSED = 'Server.ClientProxy.SslAuthenticationFailed'

describe('a consumer\u2019s system', () => {
  // docs/spec/x-road-rest.md §9: three settings by three ways to connect.
  it.each([
    ['HTTP', 'plain', '200'],
    ['HTTP', 'TLS', '200'],
    ['HTTP', 'certificate', '200'],
    ['HTTPS_NO_AUTH', 'plain', REFUSED],
    ['HTTPS_NO_AUTH', 'TLS', '200'],
    ['HTTPS_NO_AUTH', 'certificate', '200'],
    ['HTTPS', 'plain', REFUSED],
    ['HTTPS', 'TLS', REFUSED],
    ['HTTPS', 'certificate', '200'],
  ] as const)('with setting %s over %s gets %s', async (authentication, way, expected) => {
    set(authentication)
    if (way === 'plain') {
      const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`))
      expect(header(answer, 'x-road-error') ?? String(answer.status)).toBe(expected)
    } else {
      expect(await secureAsk(way === 'TLS' ? {} : { key: listed.key, cert: listed.cert })).toBe(expected)
    }
    expect(edge.exchange.calls).toHaveLength(expected === '200' ? 1 : 0)
  })

  it('with another certificate of the same name is refused, and HTTP takes it', async () => {
    set('HTTPS')
    expect(await secureAsk({ key: stranger.key, cert: stranger.cert })).toBe(REFUSED)
    expect(edge.logged.at(-1)).toMatchObject({ cause: expect.stringContaining(stranger.fingerprint) })
    set('HTTP')
    expect(await secureAsk({ key: stranger.key, cert: stranger.cert })).toBe('200')
  })

  it('with a listed certificate is let in after its dates too: the list decides', async () => {
    set('HTTPS')
    expect(await secureAsk({ key: expired.key, cert: expired.cert })).toBe('200')
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('may speak %s', async (version) => {
    set('HTTPS')
    const tls = { minVersion: version, maxVersion: version, key: listed.key, cert: listed.cert }
    expect(await secureAsk(tls)).toBe('200')
  })

  it('may not speak TLS 1.1, and what is no TLS ends the connection', async () => {
    await expect(
      open({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    ).rejects.toThrow()
    await expect(ask(edge.https, request(`GET ${SERVICE} HTTP/1.1`))).rejects.toThrow()
    expect(await secureAsk({})).toBe(REFUSED)
  })

  it('is known by its certificate on a resumed session too, and a removed certificate stops working at once', async () => {
    set('HTTPS')
    const tls = { key: listed.key, cert: listed.cert, maxVersion: 'TLSv1.2' } as const
    const first = await open(tls)
    const session = first.getSession()
    first.destroy()
    expect(await secureAsk({ ...tls, ...(session !== undefined && { session }) })).toBe('200')
    edge.clients.set(ID, clientSetting(ID, 'HTTPS', [stranger.fingerprint]))
    expect(await secureAsk({ ...tls, ...(session !== undefined && { session }) })).toBe(REFUSED)
  })

  it('that is unknown learns nothing about authentication', async () => {
    const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, [CLIENT.replace('traffic', 'nobody')]))
    expect(header(answer, 'x-road-error')).toBe('Server.ClientProxy.UnknownMember')
  })
})

describe('a renewed certificate', () => {
  it('is shown on new connections, and the rules stay', async () => {
    set('HTTPS')
    const renewed = await selfSigned('renewed')
    edge.edge.setTls(renewed)
    const socket = await open({})
    expect(socket.getPeerCertificate().subject.CN).toBe('renewed')
    socket.destroy()
    expect(await secureAsk({ key: listed.key, cert: listed.cert })).toBe('200')
    expect(await secureAsk({})).toBe(REFUSED)
    await expect(
      open({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    ).rejects.toThrow()
  })
})
