import { inTransaction } from '@rabt/database'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { publish } from '../content/publish.ts'
import { newsRecord, serviceRecord } from '../content/testing/records.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { type PortalRecord, type RecordOf, record } from '../record/record.ts'
import { type HarvestDeps, harvestState } from './harvest-state.ts'
import { prunePages } from './store.ts'
import { brokenOff, fakeFeed, page, reply, told } from './testing/fake-feed.ts'

let schema: TestSchema
let now: number
beforeEach(async () => {
  schema = await createTestSchema()
  now = Date.UTC(2026, 10, 30, 12)
})
afterEach(() => schema.drop())

const news = (slug: string, title = 'خبر'): PortalRecord => newsRecord(`KW/news/${slug}`, { title: { ar: title } })
const harvest = (feed: ReturnType<typeof fakeFeed>, change: Partial<HarvestDeps> = {}) =>
  harvestState({ pool: schema.pools.worker, ask: feed.ask, clock: () => now, limit: 2, ...change }, 'KW')

const rows = async <Row extends object>(sql: string): Promise<Row[]> => (await schema.pools.worker.query<Row>(sql)).rows
const shown = async () =>
  (await rows<{ id: string }>('SELECT id FROM published_item ORDER BY id')).map(({ id }) => id.replace('KW/news/', ''))
const quarantined = () => rows<{ key: string; reason: string }>('SELECT key, reason FROM quarantine ORDER BY key')

function filled(...slugs: readonly string[]) {
  const feed = fakeFeed('KW')
  for (const slug of slugs) feed.change(told(news(slug)))
  return feed
}

describe('the harvest of a state', () => {
  it('reads the list to its end once, then asks for what is new alone', async () => {
    const feed = filled('a', 'b', 'c', 'd', 'e')
    expect(await harvest(feed)).toEqual({ pages: 3, changed: 5, refused: 0 })
    expect(await shown()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(await harvest(feed)).toEqual({ pages: 1, changed: 0, refused: 0 })
    feed.asked = []
    expect(await harvest(feed)).toEqual({ pages: 0, changed: 0, refused: 0 })
    expect(feed.asked).toEqual(['/changes?limit=2&after=1-5'])
    feed.change(told(news('b', 'خبر آخر')), 'KW/news/b')
    expect(await harvest(feed)).toEqual({ pages: 1, changed: 1, refused: 0 })
    expect(await rows("SELECT version, record->'title'->>'ar' AS ar FROM published_item WHERE slug = 'b'")).toEqual([
      { version: 2, ar: 'خبر آخر' },
    ])
  })

  it('keeps of each page what proves it, and names it in what it brought', async () => {
    await harvest(filled('a', 'b', 'c'))
    const pages = await rows<{ id: string; items: unknown[] }>(
      'SELECT id, items, evidence_state FROM harvest_page ORDER BY id',
    )
    expect(pages).toMatchObject([
      { items: [{ id: 'KW/news/a' }, { id: 'KW/news/b' }], evidence_state: 'wanted' },
      { items: [{ id: 'KW/news/c' }] },
    ])
    const brought = await rows('SELECT page FROM published_item ORDER BY id')
    expect(brought.map(({ page: id }: { page?: string }) => id)).toEqual([pages[0]?.id, pages[0]?.id, pages[1]?.id])
  })

  it('that is cut between pages, or in the middle of one, goes on without loss and without a double', async () => {
    const feed = filled('a', 'b', 'c', 'd', 'e')
    feed.lie = (path, honest) => (path.includes('after=1-2') ? brokenOff() : honest())
    await expect(harvest(feed)).rejects.toMatchObject({ reason: 'network' })
    expect(await shown()).toEqual(['a', 'b'])
    feed.lie = undefined
    const settled = () => Promise.reject(new Error('killed'))
    await expect(harvest(feed, { settled })).rejects.toThrow('killed')
    expect(await shown()).toEqual(['a', 'b'])
    feed.asked = []
    await harvest(feed)
    expect(feed.asked[0]).toBe('/changes?limit=2&after=1-2')
    expect(await shown()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(await rows('SELECT count(*)::int AS n FROM published_history')).toEqual([{ n: 5 }])
  })

  it('withdraws what is removed, and after a list read anew also what is not in it', async () => {
    const feed = filled('a', 'b', 'c')
    await harvest(feed)
    feed.change({ id: 'KW/news/a', removed: true }, 'KW/news/a')
    await harvest(feed)
    expect(await shown()).toEqual(['b', 'c'])
    feed.items = feed.items.filter((item) => !JSON.stringify(item).includes('KW/news/b'))
    feed.edition++
    await harvest(feed)
    expect(await shown()).toEqual(['c'])
  })

  it('reads the list anew once a day', async () => {
    const feed = filled('a', 'b')
    await harvest(feed)
    feed.items.shift()
    await harvest(feed)
    expect(await shown()).toEqual(['a', 'b'])
    now += 25 * 3_600_000
    await harvest(feed)
    expect(await shown()).toEqual(['b'])
  })

  it('keeps the pages that prove something, and forgets others in time', async () => {
    const feed = filled('a', 'b', 'c')
    await harvest(feed)
    feed.edition++
    await harvest(feed)
    expect(await rows('SELECT id FROM harvest_page')).toHaveLength(4)
    expect(await prunePages(schema.pools.worker, new Date(now))).toBe(0)
    expect(await prunePages(schema.pools.worker, new Date(now + 1))).toBe(2)
    expect(await rows('SELECT DISTINCT page FROM published_item')).toHaveLength(2)
  })

  it('puts aside what is not right, with the reason, and takes the rest of the page', async () => {
    const feed = filled('good')
    const other = newsRecord('SA/news/x')
    const bad = (change: object) => ({ ...news('bad'), ...change })
    feed.change(told(other))
    feed.change({ record: news('wrong-digest'), digest: '0'.repeat(64) })
    feed.change(told({ ...bad({ id: 'KW/news/turned' }), title: { ar: 'خبر \u202eexe' } }))
    feed.change(told(bad({ id: 'KW/news/short', title: {} })))
    feed.change(told(bad({ id: 'KW/war/x', kind: 'war' })))
    feed.change(told(bad({ id: 'KW/news/owned', owner: 'SA/GOV/MOI' })))
    feed.change(told(bad({ id: 'KW/news/bare', keywords: undefined })))
    feed.change(told(bad({ id: 'KW/news/long', pad: 'x'.repeat(300_000) })))
    feed.change({ nonsense: true })
    feed.change(told(news('last')))
    expect(await harvest(feed)).toMatchObject({ changed: 2, refused: 9 })
    expect(await shown()).toEqual(['good', 'last'])
    const found = await quarantined()
    expect(
      Object.fromEntries(found.flatMap(({ key, reason }) => (key.startsWith('?') ? [] : [[key, reason]]))),
    ).toEqual({
      'KW/news/wrong-digest': 'digest-mismatch',
      'KW/news/turned': 'hidden-characters',
      'KW/news/short': 'record-invalid',
      'KW/war/x': 'unknown-kind',
      'KW/news/owned': 'record-invalid',
      'KW/news/bare': 'not-written-out',
      'KW/news/long': 'record-too-large',
    })
    expect(found.flatMap(({ key, reason }) => (key.startsWith('?') ? [reason] : [])).sort()).toEqual([
      'item-shape',
      'other-state',
    ])
  })

  it('keeps the version before a refused one, and takes a corrected one out of quarantine', async () => {
    const feed = filled('a')
    await harvest(feed)
    feed.change({ record: news('a', 'خبر مبدّل'), digest: '0'.repeat(64) }, 'KW/news/a')
    await harvest(feed)
    expect(await quarantined()).toEqual([{ key: 'KW/news/a', reason: 'digest-mismatch' }])
    expect(await rows("SELECT version, record->'title'->>'ar' AS ar FROM published_item")).toEqual([
      { version: 1, ar: 'خبر' },
    ])
    feed.change(told(news('a', 'خبر مصحّح')), 'KW/news/a')
    await harvest(feed)
    expect(await quarantined()).toEqual([])
    expect(await rows('SELECT version FROM published_item')).toEqual([{ version: 2 }])
  })

  it('refuses a service that names another state’s agency', async () => {
    const feed = fakeFeed('KW')
    feed.change(told(serviceRecord('KW/service/x', { agency: 'SA/agency/moi' })))
    await harvest(feed)
    expect(await quarantined()).toEqual([{ key: 'KW/service/x', reason: 'other-state' }])
  })

  it('fetches files by digest and refuses what is not as described or acts', async () => {
    const feed = fakeFeed('KW')
    const csv = feed.addFile(Buffer.from('a,b\r\n1,2\r\n'))
    const script = feed.addFile(Buffer.from('%PDF-1.4\n1 0 obj<</S/J#61vaScript/JS(app.alert(1))>>endobj\n%%EOF\n'))
    const { on: _on, body: _body, ...common } = news('x') as RecordOf<'news'>
    const dataset = (slug: string, file: object) =>
      record.parse({
        ...common,
        kind: 'dataset',
        id: `KW/dataset/${slug}`,
        themes: ['GOVE'],
        frequency: 'ANNUAL',
        files: [{ title: { ar: 'ملف' }, name: 'f.csv', format: 'CSV', ...file }],
      })
    feed.change(told(dataset('good', csv)))
    feed.change(told(dataset('again', csv)))
    feed.change(told(dataset('longer', { ...csv, bytes: 99 })))
    feed.change(told(dataset('missing', { ...csv, sha256: '1'.repeat(64) })))
    feed.change(told(dataset('active', { ...script, format: 'PDF', name: 'f.pdf' })))
    const formula = feed.addFile(Buffer.from('a,b\n1,=HYPERLINK("https://evil.example")\n'))
    feed.change(told(dataset('formula', formula)))
    await harvest(feed)
    expect(await rows('SELECT id FROM published_item ORDER BY id')).toEqual([
      { id: 'KW/dataset/again' },
      { id: 'KW/dataset/good' },
    ])
    expect((await quarantined()).map(({ reason }) => reason)).toEqual(Array(4).fill('file-refused'))
    expect(feed.asked.filter((path) => path.endsWith(csv.sha256))).toHaveLength(1)
    expect(await rows('SELECT sha256 FROM harvest_file')).toEqual([{ sha256: csv.sha256 }])
  })

  it.each([
    ['SVG', 'picture.svg'],
    ['HTML', 'page.html'],
    ['CSV', '../page.csv'],
  ])('takes no file of the form %s named %s', async (format, name) => {
    const feed = fakeFeed('KW')
    const { on: _on, body: _body, ...common } = news('x') as RecordOf<'news'>
    const file = feed.addFile(Buffer.from('<svg onload="alert(1)"/>'))
    const record = {
      ...common,
      kind: 'dataset',
      id: 'KW/dataset/x',
      themes: ['GOVE'],
      frequency: 'ANNUAL',
      files: [{ title: { ar: 'ملف' }, name, format, ...file }],
    }
    feed.change(told(record as unknown as PortalRecord))
    await harvest(feed)
    expect(await quarantined()).toEqual([{ key: 'KW/dataset/x', reason: 'record-invalid' }])
    expect(await rows('SELECT sha256 FROM harvest_file')).toEqual([])
  })

  it('leaves to the editors what they hold', async () => {
    const feed = filled('a', 'b')
    // The worker may not put out what nobody approved; the owner of the tables may.
    await inTransaction(schema.pools.owner, (db) =>
      publish(db, news('a', 'من المحرر'), { origin: 'editor', at: new Date(now) }),
    )
    await harvest(feed)
    expect(await quarantined()).toEqual([{ key: 'KW/news/a', reason: 'editor-owns' }])
    expect(await shown()).toEqual(['a', 'b'])
  })

  describe('refuses a page as a whole, and the cursor stays', () => {
    const honest = { format: 'rabt-feed/1', state: 'KW', items: [told(news('x'))], next: '1-9', more: false }
    it.each([
      ['that is no JSON', 'page-shape', () => reply(200, Buffer.from('<html>'))],
      ['that is no UTF-8', 'page-shape', () => reply(200, Buffer.from([0x22, 0xff, 0x22]))],
      ['nested without end', 'page-shape', () => reply(200, Buffer.from('['.repeat(500_000)))],
      ['of another form', 'page-shape', () => page({ ...honest, format: 'rss' })],
      ['of another state', 'page-other-state', () => page({ ...honest, state: 'SA' })],
      ['that is empty and leads on', 'page-shape', () => page({ ...honest, items: [], more: true })],
      ['that an error is', 'refused', () => reply(503, Buffer.alloc(0))],
      ['that breaks off', 'network', brokenOff],
    ])('%s', async (_, reason, lie) => {
      const feed = filled('a', 'b')
      await harvest(feed)
      feed.lie = lie
      await expect(harvest(feed)).rejects.toMatchObject({ reason })
      expect(await shown()).toEqual(['a', 'b'])
      expect(await rows('SELECT cursor FROM harvest_state')).toEqual([{ cursor: '1-2' }])
    })
  })

  it('ends a list that goes round in a circle', async () => {
    const feed = filled('a')
    let turn = 0
    feed.lie = () =>
      page({ format: 'rabt-feed/1', state: 'KW', items: [told(news(`n${turn++}`))], next: `c${turn % 3}`, more: true })
    await expect(harvest(feed)).rejects.toMatchObject({ reason: 'cursor-circle' })
    expect(turn).toBeLessThan(8)
  })

  it('ends a list that never ends', async () => {
    const feed = filled('a')
    let turn = 0
    feed.lie = () =>
      page({ format: 'rabt-feed/1', state: 'KW', items: [told(news('a'))], next: `c${turn++}`, more: true })
    await expect(harvest(feed, { mostPages: 12 })).rejects.toMatchObject({ reason: 'too-many-pages' })
    expect(turn).toBe(12)
  })

  it('does not take a page twice when two processes harvest', async () => {
    const feed = filled('a', 'b', 'c')
    const ends = await Promise.allSettled([harvest(feed), harvest(feed)])
    expect(ends.some(({ status }) => status === 'fulfilled')).toBe(true)
    await harvest(feed)
    expect(await shown()).toEqual(['a', 'b', 'c'])
    expect(await rows('SELECT count(*)::int AS n FROM published_history')).toEqual([{ n: 3 }])
  })
})
