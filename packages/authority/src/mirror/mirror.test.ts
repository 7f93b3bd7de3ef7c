import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  copyVersion,
  directoryRepository,
  type Fetch,
  memoryRepository,
  publishRecovered,
  readStanding,
  refreshTimestamp,
  TIMESTAMP,
  updateDocument,
} from '@rabt/directory'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copyOf, type Founded, foundDirectory } from '../../test/repository.ts'
import { openMirror } from './mirror.ts'

const T = Date.UTC(2026, 0, 1)
const HOUR = 3_600_000
const DAY = 24 * HOUR

let now: number
let founded: Founded
let dir: string
let folder: string
/** What each mirror in the network serves, by its base URL. */
let network: Map<string, { read(name: string): Promise<Uint8Array | null> }>
let asked: string[]
let said: { mended: string[][]; refused: string[] }

const WRITER = 'http://kw.invalid/directory/'
const OTHER = 'http://ae.invalid/directory/'

beforeEach(async () => {
  now = T
  dir = mkdtempSync(join(tmpdir(), 'rabt-mirror-'))
  folder = join(dir, 'directory')
  founded = await foundDirectory(T)
  network = new Map([[WRITER, founded.repository]])
  asked = []
  said = { mended: [], refused: [] }
})
afterEach(() => rmSync(dir, { recursive: true }))

const fetch: Fetch = async (url) => {
  asked.push(url)
  for (const [base, served] of network) {
    if (!url.startsWith(base)) continue
    const bytes = await served.read(url.slice(base.length))
    return new Response(bytes === null ? null : Buffer.from(bytes), { status: bytes === null ? 404 : 200 })
  }
  throw new TypeError('no answer')
}

const open = (change: Partial<Parameters<typeof openMirror>[0]> = {}) =>
  openMirror({
    folder,
    memory: join(dir, 'memory'),
    trustedRoot: founded.trustedRoot,
    writers: [WRITER],
    others: [OTHER],
    clock: () => now,
    fetch,
    mended: (names) => said.mended.push([...names]),
    refused: (mirror, error) => said.refused.push(`${mirror} ${(error as { code?: string }).code}`),
    ...change,
  })

const pen = () => ({ repository: founded.repository, onlineKeys: founded.online.KW, now })

const publish = (id: string) =>
  updateDocument({
    ...pen(),
    state: 'KW',
    kind: 'registry',
    content: {
      members: [{ id, name: { ar: 'عضو', en: 'Member' }, sealCertificates: [] }],
      subsystems: [],
      services: [],
      revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] },
    },
    signer: founded.input.opsKeys.KW as never,
  })

/** Number of the timestamp that the folder serves to a reader who verifies it. */
const served = async (): Promise<number | undefined> => (await readStanding(directoryRepository(folder)))?.timestamp

describe("an authority's mirror", () => {
  it('fills itself over the network, and follows what is published', async () => {
    const mirror = await open()
    await mirror.look()
    expect(await served()).toBe(1)
    await publish('KW/GOV/MOI')
    await mirror.look()
    expect(await served()).toBe(2)
    expect([...mirror.directory.view().members.keys()]).toEqual(['KW/GOV/MOI'])
    const empty = memoryRepository(new Map([['metadata/1.root.json', founded.trustedRoot]]))
    expect(await copyVersion(mirror.repository, empty)).toBe(true)
  })

  it('asks for no more than a number as long as nothing is new', async () => {
    const mirror = await open()
    await mirror.look()
    await mirror.look()
    asked.length = 0
    await mirror.look()
    expect(asked).toEqual([`${WRITER}${TIMESTAMP}`, `${OTHER}${TIMESTAMP}`])
  })

  it('is filled by any other mirror when the writer is away', async () => {
    const mirror = await open()
    await mirror.look()
    await publish('KW/GOV/MOI')
    network = new Map([[OTHER, await copyOf(founded)]])
    await mirror.look()
    expect(await served()).toBe(2)
  })

  it.each([
    ['deleted as a whole', () => rmSync(folder, { recursive: true })],
    ['without its timestamp', () => rmSync(join(folder, TIMESTAMP))],
    ['with a root that was cut short', () => truncateSync(join(folder, 'metadata/1.root.json'), 100)],
    ['with a root that nobody signed', () => writeFileSync(join(folder, 'metadata/2.root.json'), '{}')],
    [
      'with a changed byte in every file',
      () => {
        for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
          if (!entry.isFile()) continue
          const file = join(entry.parentPath, entry.name)
          const bytes = readFileSync(file)
          bytes[20] = (bytes[20] as number) ^ 1
          writeFileSync(file, bytes)
        }
      },
    ],
  ])('heals by itself when it is %s, also with nobody to ask', async (_what, damage) => {
    await publish('KW/GOV/MOI')
    await (await open()).look()
    network.clear()
    damage()
    // As after a start: the memory alone is left.
    const mirror = await open()
    await mirror.look()
    expect(await served()).toBe(2)
    const empty = memoryRepository(new Map([['metadata/1.root.json', founded.trustedRoot]]))
    expect(await copyVersion(mirror.repository, empty)).toBe(true)
    expect(said.mended.length).toBe(1 + 1)
  })

  it('goes back to what it had when its host puts an older copy in its place', async () => {
    const old = await copyOf(founded)
    const mirror = await open()
    await publish('KW/GOV/MOI')
    await mirror.look()
    network.clear()
    for (const name of await old.list()) {
      await mirror.repository.write(name, (await old.read(name)) as Uint8Array, { replace: true })
    }
    expect(await served()).toBe(1)
    await mirror.look()
    expect(await served()).toBe(2)
  })

  it('takes no older version from any other, and says whom it refused, once', async () => {
    const mirror = await open()
    const old = await copyOf(founded)
    await publish('KW/GOV/MOI')
    await mirror.look()
    // Stolen online keys can give the old one the highest number; they cannot make a state's word younger.
    const { repository: lie } = { repository: await copyOf({ ...founded, repository: old }) }
    await publishRecovered({
      repository: lie,
      onlineKeys: founded.online.KW,
      now,
      atLeast: { timestamp: 99, snapshot: 99 },
    })
    network = new Map([[OTHER, lie]])
    await mirror.look()
    await mirror.look()
    expect(mirror.number()).toBe(2)
    expect(await served()).toBe(2)
    expect(said.refused).toEqual([`${OTHER} DIRECTORY_ROLLBACK`])
  })

  it('does not take what has expired, nor half of a version', async () => {
    const mirror = await open()
    await mirror.look()
    await refreshTimestamp(pen())
    now += 2 * DAY
    await mirror.look()
    expect(await served()).toBe(1)
    expect(said.refused).toEqual([`${WRITER} DIRECTORY_EXPIRED`])
    now = T
    await publish('KW/GOV/MOI')
    const { repository } = founded
    network.set(WRITER, { read: async (name) => (name.includes('snapshot') ? null : repository.read(name)) })
    await mirror.look()
    expect(await served()).toBe(1)
  })

  it('leaves a newer version alone that was published here and that nobody takes yet', async () => {
    const mirror = await open()
    await mirror.look()
    await copyVersion(founded.repository, mirror.repository)
    now += 91 * DAY
    await refreshTimestamp({ ...pen(), repository: mirror.repository })
    const before = await served()
    network.clear()
    await mirror.look()
    expect(await served()).toBe(before)
  })

  it('writes into the folder only while nobody else does', async () => {
    const order: string[] = []
    const mirror = await open({
      alone: async (act) => {
        order.push('held')
        const done = await act()
        order.push('left')
        return done
      },
    })
    await mirror.look()
    expect(order).toEqual(['held', 'left'])
    await mirror.look()
    expect(order).toHaveLength(2)
  })
})
