import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect } from 'node:tls'
import { pemOf } from '@rabt/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStateAuthority } from '../src/authorities/open.ts'
import { type CertificateAuthority, openCertificateAuthority, PROFILES } from '../src/index.ts'
import { ask } from './support/ask.ts'
import { sharedNetwork } from './support/network.ts'

// The ports that only gateways and operators may use: the link and the admin API.
const network = await sharedNetwork()
const dir = mkdtempSync(join(tmpdir(), 'rabt-foreign-'))
const { link, admin } = network.ports('QA')
interface Identity {
  readonly key: string
  readonly cert: string
}
const identities = new Map<string, Identity>()

beforeAll(async () => {
  const foreign = { dir, code: 'KW', organization: 'Another authority', url: 'http://127.0.0.1:1', clock: Date.now }
  const real = await openStateAuthority(network.at, 'KW', network.portBase, Date.now)
  identities.set('of another authority', await certify(await openCertificateAuthority(foreign), PROFILES.gatewayTls))
  identities.set('of the right authority for a key that no directory lists', await certify(real, PROFILES.gatewayTls))
  identities.set('of the right authority for a calling system', await certify(real, PROFILES.clientSystem))
  const keys = join(network.at.node('KW'), 'keys')
  const file = (name: string) => readFileSync(join(keys, name), 'utf8')
  identities.set('of the gateway of Kuwait', { key: file('tls.pem'), cert: file('tls.crt') })
})
afterAll(() => rmSync(dir, { recursive: true }))

async function certify(
  authority: CertificateAuthority,
  profile: (typeof PROFILES)[keyof typeof PROFILES],
): Promise<Identity> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const uris = ['urn:rabt:gateway:KW/GOV/EGOV/gw1']
  const der = await authority.issue({ profile, spki, uris, subject: [['commonName', 'KW/GOV/EGOV/gw1']] })
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pemOf('CERTIFICATE', der) }
}

const UPGRADE = [
  'GET /link HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '',
  '',
].join('\r\n')

/** Speaks to a TLS port; the status line that came, or the code of the error that ended it. */
function knock(port: number, octets: string, options: ConnectionOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    const tls = { ca: network.ca('QA'), servername: 'localhost', ...options }
    const socket = connect({ host: '127.0.0.1', port, ...tls })
    socket.setTimeout(10_000, () => socket.destroy(new Error('SILENCE')))
    socket.once('secureConnect', () => socket.write(octets))
    socket.once('data', (bytes: Buffer) => {
      resolve(bytes.toString('latin1').split('\r\n', 1)[0] ?? '')
      socket.destroy()
    })
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.once('close', () => resolve('closed'))
  })
}

describe('the link port', () => {
  it('lets the gateways in that the directory lists', async () => {
    expect(await knock(link, UPGRADE, identities.get('of the gateway of Kuwait'))).toBe(
      'HTTP/1.1 101 Switching Protocols',
    )
  })

  it('ends the handshake with a certificate of another authority', async () => {
    const answer = await knock(link, UPGRADE, identities.get('of another authority'))
    expect(answer).toMatch(/^(ERR_SSL_TLSV1_ALERT_UNKNOWN_CA|ERR_SSL_\w*ALERT\w*|ECONNRESET|closed)$/)
  })

  it.each(['of the right authority for a key that no directory lists', 'of the right authority for a calling system'])(
    'refuses a certificate %s',
    async (name) => {
      expect(await knock(link, UPGRADE, identities.get(name))).toMatch(
        /^(HTTP\/1\.1 403 Forbidden|ERR_SSL_\w+|ECONNRESET|closed)$/,
      )
    },
  )

  it('gives no blob to who is not let in', async () => {
    const blob = 'GET /link/blobs/1b.1.0000000000000000/0/body HTTP/1.1\r\nHost: localhost\r\n\r\n'
    const listed = await knock(link, blob, identities.get('of the gateway of Kuwait'))
    expect(listed).toBe('HTTP/1.1 404 Not Found')
    const unlisted = await knock(link, blob, identities.get('of the right authority for a key that no directory lists'))
    expect(unlisted).toBe('HTTP/1.1 403 Forbidden')
  })

  it('demands a certificate', async () => {
    expect(await knock(link, UPGRADE)).toMatch(/^(ERR_SSL_\w+|ECONNRESET|closed)$/)
  })

  it('does not speak TLS 1.2', async () => {
    const old = { ...identities.get('of the gateway of Kuwait'), maxVersion: 'TLSv1.2' } as const
    expect(await knock(link, UPGRADE, old)).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
  })

  it('has harmed no link', async () => {
    await network.exchanging('KW')
    await network.exchanging('QA')
  })
})

describe('the admin port', () => {
  const token = readFileSync(join(network.at.node('QA'), 'admin.token'), 'utf8').trim()
  const path = '/admin/v1/status'
  const asked = (headers: readonly (readonly [string, string])[]) =>
    ask(network.address('QA', 'admin'), { path, headers, tls: { ca: network.ca('QA') } })

  it('answers the holder of the token', async () => {
    expect((await asked([['Authorization', `Bearer ${token}`]])).status).toBe(200)
  })

  it.each([
    ['no token', []],
    ['another token', [['Authorization', `Bearer ${'A'.repeat(43)}`]]],
    ['half of the token', [['Authorization', `Bearer ${token.slice(0, 20)}`]]],
    ['the token in another scheme', [['Authorization', `Basic ${token}`]]],
  ] as const)('refuses %s, in both languages', async (_what, headers) => {
    const answer = await asked(headers)
    expect(answer.status).toBe(401)
    expect(answer.header('content-type')).toBe('application/problem+json')
    expect(answer.json()).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: { ar: expect.stringMatching(/[\u0600-\u06ff]/), en: expect.any(String) },
    })
  })

  it('does not speak TLS 1.2', async () => {
    const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
    expect(await knock(admin, request, { maxVersion: 'TLSv1.2' })).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
    expect(await knock(admin, request)).toBe('HTTP/1.1 401 Unauthorized')
  })

  it('answers plain HTTP with its health alone', async () => {
    const plain = `http://127.0.0.1:${admin}`
    expect((await ask(plain, { path: '/healthz' })).status).toBe(200)
    expect((await ask(plain, { path: '/metrics' })).text()).toContain('rabt_exchanges_total')
    expect((await ask(plain, { path, headers: [['Authorization', `Bearer ${token}`]] })).status).toBe(403)
  })
})
