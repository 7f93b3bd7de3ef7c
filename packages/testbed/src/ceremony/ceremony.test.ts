import { X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { TIMESTAMP } from '@rabt/directory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PARTIES } from '../federation/states.ts'
import { prepareDirectory } from '../start/directory.ts'
import { layout } from './layout.ts'

const home = mkdtempSync(join(tmpdir(), 'rabt-ceremony-'))
const at = layout(home)
const DAY = 86_400_000
let now = Date.now()
const clock = (): number => now
afterAll(() => rmSync(home, { recursive: true }))

interface Metadata {
  readonly signatures: readonly unknown[]
  readonly signed: Record<string, unknown> & { readonly version: number; readonly expires: string }
}

const metadata = (name: string) => JSON.parse(readFileSync(join(at.repository, 'metadata', name), 'utf8')) as Metadata

function newest(role: string): Metadata {
  const versions = readdirSync(join(at.repository, 'metadata')).flatMap(
    (name) => new RegExp(`^(\\d+)\\.${role}\\.json$`).exec(name)?.[1] ?? [],
  )
  return metadata(`${Math.max(...versions.map(Number))}.${role}.json`)
}

function files(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

describe('the founding ceremony', { timeout: 20_000 }, () => {
  beforeAll(async () => {
    expect(await prepareDirectory(at, { portBase: 8000, clock })).toMatchObject({ isNew: true, moved: false })
  })

  it('gives all six states a vote in the root, four of which are needed', () => {
    const root = metadata('1.root.json')
    expect(root.signed.roles).toMatchObject({ root: { threshold: 4 }, targets: { threshold: 4 } })
    expect((root.signed.roles as { root: { keyids: string[] } }).root.keyids).toHaveLength(6)
    expect(root.signatures).toHaveLength(6)
  })

  it('writes each officer a key of his own that nobody else can read', () => {
    const keys = files(at.officers)
    expect(keys).toHaveLength(6 * 3 + 1 + 2 + 2)
    expect(new Set(keys.map((file) => readFileSync(file, 'utf8'))).size).toBe(keys.length)
    for (const file of keys) expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it("publishes the live states' gateways, members, systems, groups and services, and the others' stage", () => {
    const published = new Map(
      files(join(at.repository, 'targets')).map((file) => {
        const document = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
        return [`${document.format} ${document.state}`, document]
      }),
    )
    for (const code of ['KW', 'SA', 'QA']) {
      expect(published.get(`rabt-trust/1 ${code}`)).toMatchObject({
        gateways: [
          {
            id: `${code}/GOV/EGOV/gw1`,
            owner: `${code}/GOV/EGOV`,
            linkUrl: expect.stringMatching(/^wss:\/\/127\.0\.0\.1:8\d02\/link$/),
          },
        ],
        tsa: [],
      })
      const registry = published.get(`rabt-registry/1 ${code}`) as {
        readonly members: readonly {
          readonly id: string
          readonly sealCertificates: readonly { readonly certificate: string }[]
        }[]
        readonly subsystems: readonly { readonly id: string; readonly groups: readonly string[] }[]
        readonly services: readonly { readonly id: string }[]
      }
      expect(registry.members.map(({ id }) => id.split('/')[2]).sort()).toEqual([
        'AIRPORT',
        'CUSTOMS',
        'EGOV',
        'MOCI',
        'MOI',
        'PENSION',
      ])
      expect(registry.subsystems.find(({ id }) => id === `${code}/GOV/MOI/traffic`)?.groups).toEqual(['GCC/traffic'])
      expect(registry.services.map(({ id }) => id)).toContain(`${code}/GOV/MOI/traffic/violations`)
      for (const { id, sealCertificates } of registry.members) {
        const certificate = new X509Certificate(Buffer.from(sealCertificates[0]?.certificate ?? '', 'base64'))
        expect(certificate.subject).toContain(`CN=${id}`)
      }
    }
    expect(published.get('rabt-federation/1 undefined')?.states).toMatchObject([
      { code: 'KW', stage: 'live' },
      { code: 'SA', stage: 'live' },
      { code: 'QA', stage: 'live' },
      { code: 'AE', stage: 'candidate' },
      { code: 'BH', stage: 'candidate' },
      { code: 'OM', stage: 'candidate' },
    ])
  })

  it('keeps no private key in the published directory', () => {
    for (const file of files(at.repository)) expect(readFileSync(file, 'utf8')).not.toContain('PRIVATE')
  })

  it('a second start signs the timestamp anew and changes nothing else', async () => {
    const before = readdirSync(join(at.repository, 'metadata')).length
    const root = readFileSync(at.root)
    const timestamp = metadata('timestamp.json').signed.version
    now += 60_000
    expect(await prepareDirectory(at, { portBase: 8000, clock })).toMatchObject({ isNew: false, moved: false })
    expect(readdirSync(join(at.repository, 'metadata'))).toHaveLength(before)
    expect(metadata('timestamp.json').signed.version).toBe(timestamp + 1)
    expect(readFileSync(at.root).equals(root)).toBe(true)
  })

  it('after weeks away everything that has run half of its life is signed anew', async () => {
    now += 50 * DAY
    await prepareDirectory(at, { portBase: 8000, clock })
    for (const role of ['targets', 'snapshot', 'state-kw', 'state-kw-ops', 'state-om', 'org-gcc']) {
      expect(Date.parse(newest(role).signed.expires), role).toBeGreaterThan(now + 3 * DAY)
    }
    expect(newest('root').signed.version).toBe(1)
    const tls = new X509Certificate(readFileSync(join(home, 'kw/keys/tls.crt')))
    expect(tls.validToDate.getTime()).toBeGreaterThan(now + 6 * DAY)
  })

  it('renews a gateway certificate with the same key, so that the directory need not change', async () => {
    const before = new X509Certificate(readFileSync(join(home, 'kw/keys/tls.crt')))
    now += 5 * DAY
    const trust = newest('state-kw').signed.version
    await prepareDirectory(at, { portBase: 8000, clock })
    const after = new X509Certificate(readFileSync(join(home, 'kw/keys/tls.crt')))
    expect(after.serialNumber).not.toBe(before.serialNumber)
    expect(after.publicKey.equals(before.publicKey)).toBe(true)
    expect(newest('state-kw').signed.version).toBe(trust)
  })

  it('publishes the new addresses when all ports move', async () => {
    const trust = newest('state-kw').signed.version
    expect(await prepareDirectory(at, { portBase: 18000, clock })).toMatchObject({ isNew: false, moved: true })
    expect(newest('state-kw').signed.version).toBe(trust + 1)
  })

  it('takes a home of format 2 forward, where all authorities had one copy in common: nothing of it is lost', async () => {
    const common = join(home, 'directory')
    const trust = newest('state-kw').signed.version
    renameSync(at.repository, common)
    for (const { code } of PARTIES) {
      for (const own of [at.mirror(code), at.mirrorMemory(code)]) rmSync(own, { recursive: true, force: true })
    }
    const published = files(common)
      .map((file) => ({ name: relative(common, file), bytes: readFileSync(file) }))
      .filter(({ name }) => name !== TIMESTAMP)
    expect(published.length).toBeGreaterThan(20)

    expect(await prepareDirectory(at, { portBase: 18000, clock })).toMatchObject({ isNew: false, moved: false })
    expect(existsSync(common)).toBe(false)
    expect(newest('state-kw').signed.version).toBe(trust)
    for (const { code } of PARTIES) {
      for (const { name, bytes } of published) {
        expect(readFileSync(join(at.mirror(code), name)).equals(bytes), `${code} ${name}`).toBe(true)
      }
      expect(readFileSync(join(at.mirror(code), TIMESTAMP))).toEqual(readFileSync(join(at.repository, TIMESTAMP)))
    }
  })

  it('is held again when it was cut short before the root was written', async () => {
    rmSync(at.root)
    rmSync(join(at.repository, 'metadata/timestamp.json'))
    expect((await prepareDirectory(at, { portBase: 18000, clock })).isNew).toBe(true)
  })
})
