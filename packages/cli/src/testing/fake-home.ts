import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttp, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pemOf } from '@rabt/protocol'
import { openCertificateAuthority, PROFILES } from '@rabt/testbed'

/** What a fake server was asked. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly rawHeaders: readonly string[]
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export interface FakeHome {
  readonly home: string
  readonly nodeDir: string
  readonly httpPort: number
  readonly adminPort: number
  readonly asked: Asked[]
  /** What the node's edge and admin API answer; replaced by each test. */
  edge: RequestListener
  admin: RequestListener
  stop(): Promise<void>
}

/** A home with one node of Kuwait whose consumer edge and admin API (TLS 1.3, a CA of its own) are fakes. */
export async function openFakeHome(): Promise<FakeHome> {
  const home = mkdtempSync(join(tmpdir(), 'rabt-cli-'))
  const nodeDir = join(home, 'kw')
  mkdirSync(join(nodeDir, 'keys'), { recursive: true })
  const { key, certificate, ca } = await certify(join(home, 'authorities'))
  const asked: Asked[] = []
  const record =
    (pick: () => RequestListener): RequestListener =>
    async (request, response) => {
      const body = await buffer(request)
      const { method = '', url = '', rawHeaders, headers } = request
      asked.push({ method, path: url, rawHeaders, headers, body })
      pick()(request, response)
    }
  const edge = createHttp(record(() => fake.edge))
  const admin = createHttps(
    { key, cert: certificate, minVersion: 'TLSv1.3' },
    record(() => fake.admin),
  )
  const [httpPort, adminPort] = [await listen(edge), await listen(admin)]
  writeFileSync(join(nodeDir, 'keys', 'ca.crt'), ca)
  writeFileSync(join(nodeDir, 'keys', 'admin.crt'), certificate)
  writeFileSync(join(nodeDir, 'admin.token'), 'sesame\n', { mode: 0o600 })
  const config = {
    listen: { host: '127.0.0.1', http: httpPort, admin: adminPort },
    directory: { mirrors: [`http://127.0.0.1:${httpPort}/directory/`] },
  }
  writeFileSync(join(nodeDir, 'node.json'), JSON.stringify(config), { mode: 0o600 })
  chmodSync(home, 0o700)
  const fake: FakeHome = {
    home,
    nodeDir,
    httpPort,
    adminPort,
    asked,
    edge: (_request, response) => response.end(),
    admin: (_request, response) => response.end(),
    async stop() {
      await Promise.all([close(edge), close(admin)])
      rmSync(home, { recursive: true, force: true })
    },
  }
  return fake
}

async function certify(dir: string) {
  const authority = await openCertificateAuthority({
    dir,
    code: 'KW',
    organization: 'Sample',
    url: 'http://127.0.0.1:1',
    clock: Date.now,
  })
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const der = await authority.issue({
    profile: PROFILES.serverTls,
    subject: [['commonName', 'localhost']],
    spki: publicKey.export({ type: 'spki', format: 'der' }),
  })
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    certificate: pemOf('CERTIFICATE', der),
    ca: pemOf('CERTIFICATE', authority.der),
  }
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}
