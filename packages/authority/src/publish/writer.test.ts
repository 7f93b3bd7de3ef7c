import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inTransaction } from '@rabt/database'
import { copyVersion, openDirectory, type Repository, readStanding, refreshTimestamp, TIMESTAMP } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copyOf, type Founded, fetchFrom, foundDirectory, HERE } from '../../test/repository.ts'
import { readAudit, recordAct } from '../audit/record.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { postgresLock } from './lock.ts'
import { type DirectoryWriter, LEASE_MS, openWriter } from './writer.ts'

const T = Date.UTC(2026, 0, 1)
const HOUR = 3_600_000

let now: number
let founded: Founded
let schemas: { KW: TestSchema; SA: TestSchema }
/** Each authority's own; that of Kuwait is where the founding was. */
let copies: { KW: Repository; SA: Repository; QA: Repository; AE: Repository }
/** Who cannot be reached. */
let away: Set<string>
let home: string

beforeEach(async () => {
  now = T
  away = new Set()
  home = mkdtempSync(join(tmpdir(), 'rabt-writer-'))
  founded = await foundDirectory(T)
  schemas = { KW: await createTestSchema(), SA: await createTestSchema() }
  const copy = () => copyOf(founded)
  copies = { KW: founded.repository, SA: await copy(), QA: await copy(), AE: await copy() }
})
afterEach(async () => {
  await Promise.all([schemas.KW.drop(), schemas.SA.drop()])
  rmSync(home, { recursive: true })
})

/** As over a network: a copy that is away rejects. */
const reached = (from: string, to: keyof typeof copies): Repository => ({
  ...copies[to],
  read: async (name) => {
    if (away.has(to) || away.has(from)) throw new RabtError('CONFLICT', { what: to })
    return copies[to].read(name)
  },
})

function writerAt(site: 'KW' | 'SA', repository: Repository = copies[site]): DirectoryWriter {
  const { online } = founded
  return openWriter({
    site,
    repository,
    onlineKeys: online[site],
    lock: postgresLock(schemas[site].pool),
    others: (['KW', 'SA', 'QA', 'AE'] as const).filter((each) => each !== site).map((each) => reached(site, each)),
    sites: new Map([
      [online.KW.timestamp.keyId, 'KW'],
      [online.SA.timestamp.keyId, 'SA'],
    ]),
    clock: () => now,
  })
}

/** The other authorities take in what they reach, as they do all the time. */
async function spread(): Promise<void> {
  for (const to of ['KW', 'SA', 'QA', 'AE'] as const) {
    for (const from of ['KW', 'SA', 'QA', 'AE'] as const) {
      if (from !== to && !away.has(from) && !away.has(to)) await copyVersion(copies[from], copies[to])
    }
  }
}

const numberAt = async (at: keyof typeof copies) => (await readStanding(copies[at]))?.timestamp

const refusal = async (act: Promise<unknown>): Promise<string> => {
  try {
    await act
    return 'done'
  } catch (error) {
    return error instanceof RabtError
      ? `${error.code} ${error.params.writer ?? error.params.place ?? ''}`.trim()
      : 'else'
  }
}

describe('the writing of the directory', () => {
  it('is of one place as long as it signs, and another waits', async () => {
    const [kw, sa] = [writerAt('KW'), writerAt('SA')]
    await kw.refresh()
    expect(await refusal(sa.refresh())).toBe('NOT_THE_WRITER KW')
    expect(await sa.writing()).toMatchObject({ writer: 'KW', timestamp: 2, until: T + LEASE_MS })
    now = T + 2 * HOUR
    await kw.refresh()
    now = T + 4 * HOUR
    expect(await refusal(sa.refresh())).toBe('NOT_THE_WRITER KW')
  })

  it('goes to another place when the writer was silent for three hours, with numbers far above', async () => {
    const sa = writerAt('SA')
    await writerAt('KW').refresh()
    await spread()
    away.add('KW')
    now = T + LEASE_MS
    expect(await refusal(sa.refresh())).toBe('NOT_THE_WRITER KW')
    now += 1
    await sa.refresh()
    expect(await sa.writing()).toMatchObject({ writer: 'SA', timestamp: 1003, snapshot: 1001 })
    expect((await readAudit(schemas.SA.pool, { after: 0, limit: 9 })).map(({ action }) => action)).toEqual([
      'directory.taken-over',
    ])
    // Who comes back finds out, and takes in what was published meanwhile.
    away.delete('KW')
    expect(await refusal(writerAt('KW').refresh())).toBe('NOT_THE_WRITER SA')
    expect(await numberAt('KW')).toBe(1003)
  })

  it('goes to another place by an act that itself writes to the audit log, and both stand there in their order', async () => {
    away.add('KW')
    now = T + LEASE_MS + 1
    const { pool } = schemas.SA
    const act = { actor: 'authority', action: 'directory.published', subject: 'registry', details: {} }
    const result = await writerAt('SA').exclusive(() =>
      inTransaction(pool, async (tx) => {
        await tx.query(`SELECT set_config('lock_timeout', '1000', true)`)
        await recordAct(tx, now, act)
        return 'published'
      }),
    )
    expect(result).toBe('published')
    const actions = (await readAudit(pool, { after: 0, limit: 9 })).map(({ action }) => action)
    expect(actions).toEqual(['directory.taken-over', 'directory.published'])
  })

  it('stays noted as taken over when the act after it fails', async () => {
    now = T + LEASE_MS + 1
    away.add('KW')
    expect(
      await refusal(writerAt('SA').exclusive(() => Promise.reject(new RabtError('CONFLICT', { what: 'it' })))),
    ).toBe('CONFLICT')
    expect(await writerAt('SA').writing()).toMatchObject({ writer: 'SA', timestamp: 1001 })
    expect(await readAudit(schemas.SA.pool, { after: 0, limit: 9 })).toMatchObject([{ action: 'directory.taken-over' }])
  })

  it('goes to another place at once by a decision, which the audit log names', async () => {
    const [kw, sa] = [writerAt('KW'), writerAt('SA')]
    expect(await sa.takeOver('noura', '12/2026')).toMatchObject({ writer: 'SA', timestamp: 1001 })
    expect(await refusal(kw.refresh())).toBe('NOT_THE_WRITER SA')
    expect(await readAudit(schemas.SA.pool, { after: 0, limit: 9 })).toMatchObject([
      { actor: 'noura', subject: 'SA', details: { from: 'KW', timestamp: 1, decision: '12/2026' } },
    ])
  })

  it('cannot be gone on with by a writer that slept through it, at whatever moment it wakes', async () => {
    let slept: () => void = () => {}
    const asleep = new Promise<void>((resolve) => {
      slept = resolve
    })
    let wake: () => void = () => {}
    const morning = new Promise<void>((resolve) => {
      wake = resolve
    })
    // It was let through, and stops just before the byte that would make it public.
    const kw = writerAt('KW', {
      ...copies.KW,
      write: async (name, bytes) => {
        slept()
        await morning
        await copies.KW.write(name, bytes)
      },
    })
    const old = kw.refresh()
    await asleep
    away.add('KW')
    now = T + LEASE_MS + 1
    await writerAt('SA').refresh()
    await spread()
    const client = await openDirectory({
      home,
      mirrors: [HERE],
      trustedRoot: founded.trustedRoot,
      clock: () => now,
      fetch: fetchFrom(copies.QA),
    })
    await client.refresh()
    const before = client.view().version.number

    away.delete('KW')
    wake()
    await old
    expect(await numberAt('KW')).toBe(2)
    await spread()
    for (const at of ['KW', 'SA', 'QA', 'AE'] as const) expect([at, await numberAt(at)]).toEqual([at, 1002])
    await client.refresh()
    expect(client.view().version.number).toBe(before)
    expect(await refusal(kw.refresh())).toBe('NOT_THE_WRITER SA')
  })

  it('is not read from a copy that the old writer still serves by a client that saw the new one', async () => {
    await writerAt('SA').takeOver('noura', '12/2026')
    await refreshTimestamp({ repository: copies.KW, onlineKeys: founded.online.KW, now })
    let from: keyof typeof copies = 'SA'
    const client = await openDirectory({
      home,
      mirrors: [HERE],
      trustedRoot: founded.trustedRoot,
      clock: () => now,
      fetch: (url, init) => fetchFrom(copies[from])(url, init),
    })
    await client.refresh()
    from = 'KW'
    expect(await refusal(client.refresh())).toMatch(/^DIRECTORY_ROLLBACK/)
  })

  it('stops by itself at a place that is cut off from most of the others, before these may go on', async () => {
    const kw = writerAt('KW')
    await kw.refresh()
    for (const each of ['SA', 'QA', 'AE']) away.add(each)
    now = T + LEASE_MS / 2
    await kw.refresh()
    now += 1
    expect(await refusal(kw.refresh())).toBe('DIRECTORY_UNREACHABLE mirrors')
    away.delete('QA')
    expect(await refusal(kw.refresh())).toBe('DIRECTORY_UNREACHABLE mirrors')
    away.delete('AE')
    await kw.refresh()
  })

  it('is not taken over by a place that is cut off from most of the others, but by decision', async () => {
    const sa = writerAt('SA')
    for (const each of ['KW', 'QA', 'AE']) away.add(each)
    now = T + LEASE_MS + 1
    expect(await refusal(sa.refresh())).toBe('DIRECTORY_UNREACHABLE mirrors')
    await sa.takeOver('noura', '12/2026')
    expect((await sa.writing()).writer).toBe('SA')
  })

  it('goes on above everything it ever signed when its copy is an old one', async () => {
    const kw = writerAt('KW')
    for (let each = 0; each < 3; each++) await kw.refresh()
    const restored = await copyOf(founded)
    for (let each = 0; each < 3; each++) await kw.refresh()
    copies.KW = restored
    for (const each of ['SA', 'QA', 'AE']) away.add(each)
    expect(await refusal(writerAt('KW').refresh())).toBe('DIRECTORY_UNREACHABLE mirrors')
    expect(await numberAt('KW')).toBe(4)
    for (const each of ['SA', 'QA', 'AE']) away.delete(each)
    await writerAt('KW').refresh()
    expect(await numberAt('KW')).toBe(7 + 1000 + 1)
  })

  it('is of one act at a time, also over two processes of one place', async () => {
    let inside = 0
    let most = 0
    const act = async () => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside--
    }
    const [one, two] = [writerAt('KW'), writerAt('KW')]
    await Promise.all([one, two, one, two].map((each) => each.exclusive(act)))
    expect(most).toBe(1)
  })

  it('stops before the next file when the database ends the connection that holds the lock', async () => {
    const kw = writerAt('KW')
    const act = kw.exclusive(async ({ repository }) => {
      await schemas.KW.otherPool().query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = $1 AND state = 'idle in transaction'`,
        [schemas.KW.name],
      )
      await repository.write(TIMESTAMP, Buffer.from('not to be written'))
    })
    expect(await refusal(act)).not.toBe('done')
    expect(await numberAt('KW')).toBe(1)
    await kw.refresh()
    expect(await numberAt('KW')).toBe(2)
  })

  it('does not change what is published under a name', async () => {
    const act = writerAt('KW').exclusive(({ repository }) =>
      repository.write('metadata/1.snapshot.json', Buffer.from('other')),
    )
    expect(await refusal(act)).toBe('CONFLICT')
  })
})
