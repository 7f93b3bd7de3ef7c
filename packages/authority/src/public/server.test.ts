import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OCSPRequest, OCSPResponse } from 'pkijs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CertificateAuthority, openCertificateAuthority } from '../ca/certificate-authority.ts'
import { createAuthorityServer } from './server.ts'

const home = mkdtempSync(join(tmpdir(), 'rabt-authority-'))
let authority: CertificateAuthority
let server: Server
let port: number
/** More than is read at once. */
const LARGE = randomBytes(300_000)
beforeAll(async () => {
  authority = await openCertificateAuthority({
    dir: join(home, 'kw'),
    code: 'KW',
    organization: 'X',
    url: 'http://a',
    clock: Date.now,
  })
  mkdirSync(join(home, 'directory/metadata'), { recursive: true })
  writeFileSync(join(home, 'directory/metadata/timestamp.json'), '{"a":1}')
  writeFileSync(join(home, 'directory/metadata/1.root.json'), '')
  writeFileSync(join(home, 'directory/metadata/1.targets.json'), LARGE)
  writeFileSync(join(home, 'directory/metadata/.unfinished'), 'x')
  writeFileSync(join(home, 'secret.pem'), 'x')
  server = createAuthorityServer({ authority, repository: join(home, 'directory') })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
  rmSync(home, { recursive: true })
})

/** node:http sends the path as it is, which fetch would normalise. */
function ask(method: string, path: string, body?: Uint8Array) {
  return new Promise<{ status: number; body: Buffer; headers: Record<string, unknown> }>((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, method, path, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks), headers: response.headers }),
      )
    })
    call.once('error', reject)
    call.end(body)
  })
}

async function question(): Promise<Uint8Array> {
  const { certificate } = await authority.ocspSigner()
  const asked = new OCSPRequest()
  await asked.createForCertificate(certificate, { hashAlgorithm: 'SHA-1', issuerCertificate: authority.certificate })
  return new Uint8Array(asked.toSchema(true).toBER(false))
}

const statusOf = (der: Uint8Array): number =>
  OCSPResponse.fromBER(Uint8Array.from(der)).responseStatus.valueBlock.valueDec

describe("an authority's server", () => {
  it('answers OCSP by POST and by GET', async () => {
    const der = await question()
    const posted = await ask('POST', '/ocsp', der)
    expect(posted.headers['content-type']).toBe('application/ocsp-response')
    expect(statusOf(posted.body)).toBe(0)
    const got = await ask('GET', `/ocsp/${encodeURIComponent(Buffer.from(der).toString('base64'))}`)
    expect(statusOf(got.body)).toBe(0)
  })

  it('answers malformedRequest to what is no question, also when it is too long', async () => {
    expect(statusOf((await ask('POST', '/ocsp', Buffer.from('nonsense'))).body)).toBe(1)
    expect(statusOf((await ask('GET', '/ocsp/%E0%A4%A')).body)).toBe(1)
    expect(statusOf((await ask('POST', '/ocsp', Buffer.alloc(20_000, 0x30))).body)).toBe(1)
  })

  it('gives its certificate in DER', async () => {
    const { body, headers } = await ask('GET', '/ca.crt')
    expect(body.equals(authority.der)).toBe(true)
    expect(headers['content-type']).toBe('application/pkix-cert')
  })

  it('mirrors the directory: what changes is never cached, what is versioned always', async () => {
    const timestamp = await ask('GET', '/directory/metadata/timestamp.json')
    expect(timestamp).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store', 'content-length': '7' } })
    expect(timestamp.body.toString()).toBe('{"a":1}')
    const root = await ask('GET', '/directory/metadata/1.root.json')
    expect(root).toMatchObject({ status: 200, headers: { 'content-length': '0' } })
    expect(root.headers['cache-control']).toContain('immutable')
    expect((await ask('HEAD', '/directory/metadata/timestamp.json')).body.length).toBe(0)
    expect((await ask('GET', '/directory/metadata/1.targets.json')).body.equals(LARGE)).toBe(true)
    const head = await ask('HEAD', '/directory/metadata/1.targets.json')
    expect(head).toMatchObject({ headers: { 'content-length': String(LARGE.length) }, body: { length: 0 } })
  })

  it.each([
    '/directory/../secret.pem',
    '/directory/metadata/../../secret.pem',
    '/directory/%2e%2e/secret.pem',
    '/directory/metadata/.unfinished',
    '/directory/metadata',
    '/directory/',
    '/directory//secret.pem',
    '/directory/metadata/2.root.json',
    '/kw/ca.pem',
  ])('does not give %s', async (path) => {
    expect((await ask('GET', path)).status).toBe(404)
  })

  it('refuses other methods', async () => {
    expect((await ask('DELETE', '/directory/metadata/timestamp.json')).status).toBe(405)
  })
})
