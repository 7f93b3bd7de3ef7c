import { type ChildProcess, spawn } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { makeCa, makeCertificate, p256 } from '@rabt/directory/testing'
import { pemOf } from '@rabt/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acmeIssuer } from '../../src/renewal/acme-issuer.ts'
import { makeCsr } from '../../src/renewal/csr.ts'
import { Renewal } from '../../src/renewal/renewal.ts'

// An ACME server of another hand (pebble, with its mock of the DNS) certifies a gateway's key over http-01 (RFC 8555).

const DAY = 86_400_000
const NAME = 'gw1.kw.example'
const folder = mkdtempSync(join(tmpdir(), 'rabt-acme-'))
const children: ChildProcess[] = []
const ca = makeCa('the CA of the ACME server', Date.now() - DAY)
let ports: { acme: number; admin: number; http: number; tls: number; dns: number; dnsAdmin: number }

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server))
        }),
    ),
  )
  const found = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return found
}

function start(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  children.push(spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...env } }))
}

const listensOn = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    get(url, { ca: pemOf('CERTIFICATE', ca.certificate), agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    }).once('error', () => resolve(false))
  })

beforeAll(async () => {
  const [acme = 0, admin = 0, http = 0, tls = 0, dns = 0, dnsAdmin = 0] = await freePorts(6)
  ports = { acme, admin, http, tls, dns, dnsAdmin }
  const { privateKey, publicKey } = p256()
  const localhost = Buffer.from('300b82096c6f63616c686f7374', 'hex')
  writeFileSync(
    join(folder, 'server.crt'),
    pemOf(
      'CERTIFICATE',
      makeCertificate({
        subject: 'localhost',
        issuer: ca,
        publicKey,
        extensions: [{ oid: '2.5.29.17', value: localhost }],
        notBefore: Date.now() - DAY,
        notAfter: Date.now() + DAY,
      }),
    ),
  )
  writeFileSync(join(folder, 'server.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(
    join(folder, 'pebble.json'),
    JSON.stringify({
      pebble: {
        listenAddress: `127.0.0.1:${acme}`,
        managementListenAddress: `127.0.0.1:${admin}`,
        certificate: join(folder, 'server.crt'),
        privateKey: join(folder, 'server.pem'),
        httpPort: http,
        tlsPort: tls,
        ocspResponderURL: '',
        externalAccountBindingRequired: false,
      },
    }),
  )
  start('pebble-challtestsrv', [
    '-defaultIPv4',
    '127.0.0.1',
    '-defaultIPv6',
    '',
    '-dns01',
    `127.0.0.1:${dns}`,
    '-management',
    `127.0.0.1:${dnsAdmin}`,
    '-http01',
    '',
    '-https01',
    '',
    '-tlsalpn01',
    '',
  ])
  start('pebble', ['-config', join(folder, 'pebble.json'), '-dnsserver', `127.0.0.1:${dns}`], {
    PEBBLE_VA_NOSLEEP: '1',
    PEBBLE_AUTHZREUSE: '0',
  })
  for (let i = 0; !(await answers(`https://localhost:${acme}/dir`)); i++) {
    if (i > 200) throw new Error('pebble does not answer')
    await delay(50)
  }
})
afterAll(() => {
  for (const child of children) child.kill()
  rmSync(folder, { recursive: true })
})

const issuer = () =>
  acmeIssuer({
    directory: `https://localhost:${ports.acme}/dir`,
    accountFile: join(folder, 'acme', 'account.pem'),
    contact: null,
    ca: pemOf('CERTIFICATE', ca.certificate),
    challenge: { host: '127.0.0.1', port: ports.http },
  })

describe('a certificate by ACME', () => {
  it('is issued for the key that the gateway has, and again with the same account', async () => {
    const { privateKey } = p256()
    const csr = await makeCsr({ key: privateKey, commonName: NAME, dnsNames: [NAME] })
    const current = { cert: '', key: '' }
    const first = new X509Certificate(await issuer().issue(csr, current))
    expect(first.checkPrivateKey(privateKey)).toBe(true)
    expect(first.subjectAltName).toBe(`DNS:${NAME}`)
    const account = readFileSync(join(folder, 'acme', 'account.pem'), 'utf8')
    const second = new X509Certificate(await issuer().issue(csr, current))
    expect(second.serialNumber).not.toBe(first.serialNumber)
    expect(readFileSync(join(folder, 'acme', 'account.pem'), 'utf8')).toBe(account)
  })

  it('renews the file in use', async () => {
    const { privateKey, publicKey } = p256()
    const old = makeCertificate({
      subject: NAME,
      issuer: ca,
      publicKey,
      extensions: [],
      notBefore: Date.now() - 6 * DAY,
      notAfter: Date.now() + DAY,
    })
    writeFileSync(join(folder, 'tls.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    writeFileSync(join(folder, 'tls.crt'), pemOf('CERTIFICATE', old))
    const alarms: string[] = []
    const renewal = new Renewal({
      folder,
      certificates: [{ name: 'tls', issuer: issuer(), commonName: NAME, dnsNames: [NAME], uris: [] }],
      clock: Date.now,
      listed: () => true,
      trusted: () => true,
      alone: (act) => act(),
      alarm: ({ detail }) => void alarms.push(detail),
    })
    expect(await renewal.look()).toEqual(['tls'])
    expect(alarms).toEqual([])
    const fresh = new X509Certificate(readFileSync(join(folder, 'tls.crt')))
    expect(fresh.checkPrivateKey(createPrivateKey(readFileSync(join(folder, 'tls.pem'))))).toBe(true)
    expect(fresh.validToDate.getTime()).toBeGreaterThan(Date.now() + 2 * DAY)
  })

  it('ends in an error, and leaves no listener, when the server cannot see the challenge', async () => {
    const { privateKey } = p256()
    const csr = await makeCsr({ key: privateKey, commonName: NAME, dnsNames: [NAME] })
    const [elsewhere = 0] = await freePorts(1)
    const broken = acmeIssuer({
      directory: `https://localhost:${ports.acme}/dir`,
      accountFile: join(folder, 'acme', 'account.pem'),
      contact: null,
      ca: pemOf('CERTIFICATE', ca.certificate),
      challenge: { host: '127.0.0.1', port: elsewhere },
    })
    await expect(broken.issue(csr, { cert: '', key: '' })).rejects.toThrow(/refused|challenge|invalid/i)
    await expect(listensOn(elsewhere)).resolves.toBe(false)
  })
})
