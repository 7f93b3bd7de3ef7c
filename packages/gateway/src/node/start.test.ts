import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryRepository, openDirectory, repositoryFetch } from '@rabt/directory'
import { makeCa, makeCertificate, p256 } from '@rabt/directory/testing'
import { pemOf } from '@rabt/protocol'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { foundFederation, NOW } from '../../test/hostile/federation.ts'
import { NodeConfigSchema } from '../config.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { makeLog } from '../observe/log.ts'
import { startNode } from './node.ts'

const DAY = 86_400_000
const GATEWAY = 'KW/GOV/EGOV/gw1'
const MIRROR = 'http://mirror.invalid/directory'

let home: string
let schema: TestSchema

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'rabt-start-'))
  schema = await createTestSchema()
})
afterEach(async () => {
  vi.useRealTimers()
  await schema.drop()
  await rm(home, { recursive: true })
})

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

/** Keys, certificates and token of a node, as `rabt keys` and a state's CA leave them. */
async function equip(): Promise<void> {
  const keys = join(home, 'keys')
  await mkdir(join(keys, 'members'), { recursive: true })
  for (const [name, kind] of [
    ['lane', 'ed25519'],
    ['lane-pq', 'ml-dsa-44'],
    ['receipt', 'ed25519'],
  ] as const) {
    const { privateKey } = generateKeyPairSync(kind as 'ed25519')
    await writeFile(join(keys, `${name}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  }
  const issuer = makeCa('a CA', NOW - DAY)
  for (const name of ['tls', 'edge', 'admin']) {
    const { privateKey, publicKey } = p256()
    const times = { notBefore: NOW - DAY, notAfter: NOW + 80 * DAY }
    const certificate = makeCertificate({ subject: GATEWAY, issuer, publicKey, extensions: [], ...times })
    await writeFile(join(keys, `${name}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    await writeFile(join(keys, `${name}.crt`), pemOf('CERTIFICATE', certificate))
  }
  await writeFile(join(home, 'admin.token'), 'a'.repeat(43), { mode: 0o600 })
}

/** A directory that was had in an earlier run, an hour after it was signed. */
async function hadDirectory(): Promise<void> {
  const { files } = await foundFederation()
  const trustedRoot = files.get('metadata/1.root.json') as Uint8Array
  await writeFile(join(home, 'root.json'), trustedRoot)
  await mkdir(join(home, 'directory'), { mode: 0o700 })
  const fetch = repositoryFetch(memoryRepository(new Map(files)), MIRROR)
  const clock = () => NOW - DAY + 3_600_000
  await (await openDirectory({ home: join(home, 'directory'), mirrors: [MIRROR], trustedRoot, clock, fetch })).refresh()
}

const ask = (port: number, path: string): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false }, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
      .on('error', reject)
      .end()
  })

async function configure() {
  const [http = 0, https = 0, link = 0, admin = 0, mirror = 0] = await freePorts(5)
  const parsed = NodeConfigSchema.parse({
    node: 'kw',
    federation: 'test',
    instance: 'KW',
    gateway: GATEWAY,
    listen: { host: '127.0.0.1', http, https, link, admin },
    database: { host: 'h', port: 1, user: 'u', password: 'p', database: 'd' },
    directory: { mirrors: [`http://127.0.0.1:${mirror}/directory`] },
    logLevel: 'silent',
  })
  return { ...parsed, home, database: schema.connection as typeof parsed.database }
}

it('a gateway that starts without mirrors and past all grace stays up for its operator, and says why it links with nobody', async () => {
  await equip()
  await hadDirectory()
  vi.useFakeTimers({ toFake: ['Date'], now: NOW + 60 * DAY })
  const config = await configure()
  const fatal: unknown[] = []
  const node = await startNode(config, makeLog('kw', 'silent'), (error) => fatal.push(error))
  try {
    const { status, body } = await ask(config.listen.admin, '/readyz')
    expect(status).toBe(503)
    expect(JSON.parse(body).reasons).toContain('directory has expired')
    expect(fatal).toEqual([])
  } finally {
    await node.stop()
  }
})

it('a gateway that never had a directory does not start', async () => {
  await equip()
  await hadDirectory()
  await rm(join(home, 'directory'), { recursive: true })
  await expect(startNode(await configure(), makeLog('kw', 'silent'), () => undefined)).rejects.toMatchObject({
    code: 'DIRECTORY_UNREACHABLE',
  })
})
