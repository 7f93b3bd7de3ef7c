import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { type AddressInfo, createServer as createNet, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type TlsOptions } from 'node:tls'
import type { CaRecord, CheckResult, GatewayRecord } from '@rabt/directory'
import { pemOf } from '@rabt/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CertificateAuthority, openCertificateAuthority } from '../ca/certificate-authority.ts'
import { spkiOf } from '../ca/key-file.ts'
import { PROFILES } from '../ca/profiles.ts'
import { createAuthorityServer } from '../public/server.ts'
import { newcomerOf, observeIdentity, observeOctets, observeTls, type PartnerSide } from './partner.ts'
import type { Run } from './runs.ts'
import { issueSpares, revokeSpares } from './spare.ts'

const dir = mkdtempSync(join(tmpdir(), 'rabt-partner-'))
const closing: (() => void)[] = []
let authority: CertificateAuthority
let faces: Server
let side: PartnerSide
beforeAll(async () => {
  const probe = createNet().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  const url = `http://127.0.0.1:${port}`
  authority = await openCertificateAuthority({ dir, code: 'AE', organization: 'X', url, clock: Date.now })
  faces = createAuthorityServer({ authority, repository: dir }).listen(port, '127.0.0.1')
  await once(faces, 'listening')
  side = { state: 'AE', gateway: 'AE/GOV/EGOV/gw1', edge: new URL(url), authority }
})
afterAll(() => {
  for (const close of closing) close()
  faces.close()
  faces.closeAllConnections()
  rmSync(dir, { recursive: true })
})

const tlsKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const issue = () =>
  authority.issue({ profile: PROFILES.gatewayTls, subject: [['commonName', side.gateway]], spki: spkiOf(tlsKey) })
const casOf = (ocspUrl = `${authority.url}/ocsp`): readonly CaRecord[] => [
  { state: 'AE', certificate: authority.der, ocspUrl },
]
const newcomer = (port: number, cas = casOf()) => ({ gateway: recordOf(port), cas })
const recordOf = (port: number): GatewayRecord => ({
  id: side.gateway,
  state: 'AE',
  owner: 'AE/GOV/EGOV',
  name: { ar: 'ب', en: 'G' },
  linkUrl: `wss://127.0.0.1:${port}/link`,
  tlsKeys: [createHash('sha256').update(spkiOf(tlsKey)).digest()],
  keys: [],
})
const found = (results: readonly CheckResult[]) => Object.fromEntries(results.map(({ code, reason }) => [code, reason]))

/** A link port that answers every request with this status, by these rules of TLS. */
async function openPort(der: Uint8Array, status: number, rules: TlsOptions): Promise<number> {
  const server = createServer({ key: pem(), cert: pemOf('CERTIFICATE', der), ...rules }, (socket) => {
    socket.on('error', () => socket.destroy())
    socket.once('data', () => socket.end(`HTTP/1.1 ${status} x\r\nContent-Length: 0\r\n\r\n`))
  })
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  return (server.address() as AddressInfo).port
}
const pem = () => tlsKey.export({ type: 'pkcs8', format: 'pem' })

describe('what a partner sees of a link port', () => {
  it('is refusal of four connections, where it refuses', async () => {
    const port = await openPort(await issue(), 403, { minVersion: 'TLSv1.3' })
    expect(found(await observeTls(side, newcomer(port)))).toEqual({
      'tls.version': null,
      'tls.no-certificate': null,
      'tls.foreign-ca': null,
      'tls.unlisted-key': null,
    })
  })

  it('is CONNECTION_ACCEPTED of each that is taken', async () => {
    const port = await openPort(await issue(), 404, { minVersion: 'TLSv1.2' })
    const accepted = 'CONNECTION_ACCEPTED'
    expect(found(await observeTls(side, newcomer(port)))).toEqual({
      'tls.version': accepted,
      'tls.no-certificate': accepted,
      'tls.foreign-ca': accepted,
      'tls.unlisted-key': accepted,
    })
  })

  it('is NOT_REACHABLE where nobody listens, which is no refusal', async () => {
    const results = await observeTls(side, newcomer(1))
    expect(new Set(results.map(({ reason }) => reason))).toEqual(new Set(['NOT_REACHABLE']))
  })

  it('is what the responder says of its certificate', async () => {
    const der = await issue()
    const port = await openPort(der, 404, {})
    expect(found(await observeIdentity(newcomer(port)))).toEqual({ 'identity.ocsp': null })
    expect(found(await observeIdentity(newcomer(port, casOf('http://127.0.0.1:1/ocsp'))))).toEqual({
      'identity.ocsp': 'OCSP_SILENT',
    })
    authority.revoke(new X509Certificate(der).serialNumber, 'superseded')
    expect(found(await observeIdentity(newcomer(port)))).toEqual({ 'identity.ocsp': 'OCSP_NOT_GOOD' })
  })

  it('is OCTETS_UNANSWERED where hostile octets are waited on, and nothing where they are not', {
    timeout: 20_000,
  }, async () => {
    const good = await openPort(await issue(), 404, {})
    expect(found(await observeOctets(newcomer(good)))).toEqual({ 'input.link-octets': null })
    // It reads what comes, says nothing and holds the line, but for a proper TLS client.
    const inner = await openPort(await issue(), 404, {})
    const holds = createNet((socket) => {
      socket.on('error', () => socket.destroy())
      socket.once('data', (first: Buffer) => (first[0] === 22 && first[1] === 3 ? passOn(socket, first, inner) : null))
    }).listen(0, '127.0.0.1')
    await once(holds, 'listening')
    const held = new Set<Socket>()
    holds.on('connection', (socket) => held.add(socket))
    const result = await observeOctets(newcomer((holds.address() as AddressInfo).port))
    holds.close()
    for (const socket of held) socket.destroy()
    expect(found(result)).toEqual({ 'input.link-octets': 'OCTETS_UNANSWERED' })
  })
})

function passOn(socket: Socket, first: Buffer, port: number): void {
  const target = new (socket.constructor as typeof Socket)().connect(port, '127.0.0.1')
  target.on('error', () => socket.destroy())
  target.write(first)
  socket.pipe(target).pipe(socket)
}

describe('the certificates of a run', () => {
  const run = { serials: [] as string[] } as unknown as Run

  it('are issued for the listed key alone, and taken back together', async () => {
    const { first, second } = await issueSpares(authority, newcomer(1), spkiOf(tlsKey), run)
    expect(new X509Certificate(first).serialNumber).not.toBe(new X509Certificate(second).serialNumber)
    const serial = new X509Certificate(second).serialNumber.toLowerCase()
    expect(authority.register.find(serial)?.revoked).toBeNull()
    expect(revokeSpares(authority, run)).toBe(2)
    expect(authority.register.find(serial)?.revoked).not.toBeNull()
    const other = spkiOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
    await expect(issueSpares(authority, newcomer(1), other, run)).rejects.toMatchObject({ code: 'RUN_REFUSED' })
  })
})

it('a state without a gateway in the directory is no newcomer', () => {
  const view = { gateways: new Map([['AE/GOV/EGOV/gw1', recordOf(1)]]), cas: casOf() }
  expect(newcomerOf(view as never, 'AE')).not.toBeNull()
  expect(newcomerOf(view as never, 'OM')).toBeNull()
})
