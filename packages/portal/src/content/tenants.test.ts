import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { addAttachment } from './attachments.ts'
import { differenceOf } from './difference.ts'
import { createDraft, discardDraft, listDrafts, openDraft, saveDraft } from './drafts.ts'
import { publishDue } from './due.ts'
import { type Actor, inTenant, type StaffRole } from './in-tenant.ts'
import { checkRecord } from './problems.ts'
import { publish } from './publish.ts'
import { openPublished } from './published.ts'
import { decideVersion, listVersions, listWaiting, reschedule, retireAt, submitDraft } from './review.ts'
import { newsRecord } from './testing/records.ts'

let schema: TestSchema
beforeAll(async () => {
  schema = await createTestSchema()
})
afterAll(() => schema.drop())

const NOW = new Date('2026-01-01T00:00:00Z')
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000)
const who = (person: string, roles: StaffRole[] = ['editor'], tenant: Actor['tenant'] = 'KW'): Actor => ({
  tenant,
  person,
  roles,
})
const noura = who('noura')
const badr = who('badr', ['reviewer'])
const both = who('both', ['editor', 'reviewer'])
const saad = who('saad', ['editor', 'reviewer', 'administrator'], 'SA')

const as = <T>(actor: Actor, act: Parameters<typeof inTenant<T>>[2]) => inTenant(schema.pools.staff, actor, act)
const fields = (slug: string) => ({ ...newsRecord(`KW/news/${slug}`) })
const begin = (slug: string, actor = noura) => as(actor, (c) => createDraft(c, actor, 'news', slug, fields(slug)))
const submit = (slug: string, actor = noura) =>
  as(actor, async (c) => {
    const id = `KW/news/${slug}`
    return submitDraft(c, actor, id, (await openDraft(c, id)).revision, NOW)
  })
const decide = (slug: string, actor: Actor, verdict: Partial<Parameters<typeof decideVersion>[3]> = {}) =>
  as(actor, (c) => decideVersion(c, actor, `KW/news/${slug}`, { number: 1, decision: 'approved', ...verdict }))
const raw = (actor: Actor, sql: string) => as(actor, (c) => c.query(sql))

describe('a draft', () => {
  it('may lack anything, and says what', async () => {
    const draft = await as(noura, (c) => createDraft(c, noura, 'news', 'unfinished'))
    const { problems } = checkRecord(draft.record)
    expect(problems).toContainEqual({ path: 'title', code: 'FIELD_MISSING', params: {} })
    expect(problems).toContainEqual({ path: 'licence', code: 'FIELD_MISSING', params: {} })
    expect(problems.find(({ code }) => code === 'FIELD_CHOICE')).toBeUndefined()
    await expect(submit('unfinished')).rejects.toMatchObject({ code: 'RECORD_INCOMPLETE' })
  })

  it('keeps id, kind and tenant, whatever a form says', async () => {
    await begin('mass')
    const forged = { ...fields('mass'), id: 'SA/news/mass', kind: 'service', tenant: 'SA', state: 'published' }
    const saved = await as(noura, (c) => saveDraft(c, noura, 'KW/news/mass', 1, forged))
    expect(saved).toMatchObject({ id: 'KW/news/mass', kind: 'news', tenant: 'KW', state: 'draft' })
    expect(saved.record).toMatchObject({ id: 'KW/news/mass', kind: 'news' })
    expect(checkRecord(saved.record).problems).toContainEqual({
      path: 'tenant',
      code: 'FIELD_UNKNOWN',
      params: { field: 'tenant' },
    })
  })

  it('takes no stale form, of two that are sent at once only one', async () => {
    await begin('stale')
    const save = (title: string) =>
      as(noura, (c) => saveDraft(c, noura, 'KW/news/stale', 1, { ...fields('stale'), keywords: [{ ar: title }] }))
    const results = await Promise.allSettled([save('a'), save('b')])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find((it) => it.status === 'rejected')).toMatchObject({ reason: { code: 'FORM_STALE' } })
  })

  it.each(['', 'Bad', '../x', `a'; --`, 'x'.repeat(81)])('has no slug %j', async (slug) => {
    await expect(as(noura, (c) => createDraft(c, noura, 'news', slug))).rejects.toMatchObject({ code: 'FIELD_FORM' })
  })

  it('is not made twice, nor of what the network brings', async () => {
    await begin('twice')
    await expect(begin('twice')).rejects.toMatchObject({ code: 'ITEM_EXISTS' })
    await publish(schema.pools.worker, newsRecord('KW/news/harvested'), { origin: 'network', at: NOW })
    await expect(begin('harvested')).rejects.toMatchObject({ code: 'ITEM_FROM_NETWORK' })
  })
})

describe('a draft that is not wanted', () => {
  const discard = (slug: string, actor: Actor, revision = 1) =>
    as(actor, (c) => discardDraft(c, actor, `KW/news/${slug}`, revision))

  it('is discarded by who wrote at it, and its name is free again', async () => {
    await begin('unwanted')
    await expect(discard('unwanted', both)).rejects.toMatchObject({ code: 'ROLE_MISSING' })
    await expect(discard('unwanted', badr)).rejects.toMatchObject({ code: 'ROLE_MISSING' })
    await expect(discard('unwanted', saad)).rejects.toMatchObject({ code: 'ITEM_UNKNOWN' })
    await expect(discard('unwanted', noura, 2)).rejects.toMatchObject({ code: 'FORM_STALE' })
    await discard('unwanted', noura)
    await expect(discard('unwanted', noura)).rejects.toMatchObject({ code: 'ITEM_UNKNOWN' })
    const chief = who('chief', ['administrator'])
    const log = await as(chief, (c) =>
      c.query("SELECT person, action FROM audit_act WHERE subject = 'KW/news/unwanted'"),
    )
    expect(log.rows).toContainEqual({ person: 'noura', action: 'draft.discard' })
    expect((await begin('unwanted')).state).toBe('draft')
  })

  it('stays once it was submitted, taken back or not', async () => {
    await begin('asked')
    await submit('asked')
    const { revision } = await as(noura, (c) => openDraft(c, 'KW/news/asked'))
    await expect(discard('asked', noura, revision)).rejects.toMatchObject({ code: 'ITEM_KEPT' })
    await decide('asked', noura, { decision: 'taken-back' })
    await expect(discard('asked', noura, revision)).rejects.toMatchObject({ code: 'ITEM_KEPT' })
    await expect(raw(noura, "DELETE FROM item WHERE id = 'KW/news/asked'")).rejects.toMatchObject({ code: 'ITEM_KEPT' })
  })
})

describe('review', () => {
  it('is by a second person, and then it is out', async () => {
    const id = 'KW/news/two-eyes'
    await begin('two-eyes', both)
    await submit('two-eyes', both)
    expect((await as(badr, listWaiting)).map(({ item }) => item)).toContain(id)
    await expect(decide('two-eyes', both)).rejects.toMatchObject({ code: 'OWN_WORK' })
    await expect(decide('two-eyes', noura)).rejects.toMatchObject({ code: 'ROLE_MISSING' })
    expect((await publishDue(schema.pools.worker, NOW)).published).not.toContain(id)
    await decide('two-eyes', badr)
    await expect(decide('two-eyes', badr)).rejects.toMatchObject({ code: 'VERSION_DECIDED' })
    expect((await publishDue(schema.pools.worker, NOW)).published).toContain(id)
    expect(await openPublished(schema.pools.public).get(id)).toMatchObject({ origin: 'editor', version: 1, page: null })
    expect((await as(noura, (c) => openDraft(c, id))).state).toBe('published')
  })

  it('counts who took part since the last approval as authors, also who only submitted', async () => {
    await begin('authors')
    await as(both, (c) =>
      saveDraft(c, both, 'KW/news/authors', 1, { ...fields('authors'), keywords: [{ ar: 'كلمة' }] }),
    )
    await submit('authors')
    await expect(decide('authors', both)).rejects.toMatchObject({ code: 'OWN_WORK' })
    const [version] = await as(badr, (c) => listVersions(c, 'KW/news/authors'))
    expect(version?.authors).toEqual(['both', 'noura'])
  })

  it('returns with a reason, and what is with it is not changed', async () => {
    await begin('returned')
    await submit('returned')
    const change = as(noura, (c) => saveDraft(c, noura, 'KW/news/returned', 2, { title: { ar: 'آخر' } }))
    await expect(change).rejects.toMatchObject({ code: 'ITEM_SUBMITTED' })
    await expect(decide('returned', badr, { decision: 'returned' })).rejects.toMatchObject({ code: 'REASON_MISSING' })
    await decide('returned', badr, { decision: 'returned', reason: 'العنوان غير واضح' })
    expect((await as(noura, (c) => openDraft(c, 'KW/news/returned'))).state).toBe('draft')
    await submit('returned')
    await expect(decide('returned', badr, { decision: 'taken-back', number: 2 })).rejects.toMatchObject({
      code: 'ROLE_MISSING',
    })
    await decide('returned', noura, { decision: 'taken-back', number: 2 })
    await submit('returned')
    await decide('returned', badr, { number: 3 })
    expect((await as(noura, (c) => openDraft(c, 'KW/news/returned'))).state).toBe('approved')
  })

  it('shows what differs', () => {
    expect(differenceOf({ a: { ar: 'س' }, b: [1, 2], gone: true }, { a: { ar: 'ص' }, b: [1, 3, 4] })).toEqual([
      { path: 'a.ar', before: 'س', after: 'ص' },
      { path: 'b.1', before: '2', after: '3' },
      { path: 'b.2', before: undefined, after: '4' },
      { path: 'gone', before: 'true', after: undefined },
    ])
  })
})

describe('the worker', () => {
  it('publishes and retires when it is time, and not before', async () => {
    const id = 'KW/news/scheduled'
    const read = openPublished(schema.pools.public)
    await begin('scheduled')
    await submit('scheduled')
    await decide('scheduled', badr, { publishAt: later(60) })
    expect((await publishDue(schema.pools.worker, later(59))).published).not.toContain(id)
    await as(badr, (c) => reschedule(c, badr, id, 1, later(90)))
    await expect(as(noura, (c) => reschedule(c, noura, id, 1, later(1)))).rejects.toMatchObject({
      code: 'ROLE_MISSING',
    })
    expect((await publishDue(schema.pools.worker, later(60))).published).not.toContain(id)
    const [one, two] = await Promise.all([1, 2].map(() => publishDue(schema.pools.worker, later(90))))
    expect([...(one?.published ?? []), ...(two?.published ?? [])].filter((it) => it === id)).toEqual([id])
    await expect(as(noura, (c) => retireAt(c, noura, id, later(100)))).rejects.toMatchObject({ code: 'ROLE_MISSING' })
    await as(badr, (c) => retireAt(c, badr, id, later(100)))
    await publishDue(schema.pools.worker, later(99))
    expect(await read.get(id)).not.toBeNull()
    expect((await publishDue(schema.pools.worker, later(100))).retired).toEqual([id])
    expect(await read.get(id)).toBeNull()
    expect((await as(noura, (c) => openDraft(c, id))).state).toBe('retired')
  })

  it('leaves what the network brought meanwhile, and says so once', async () => {
    const id = 'KW/news/overtaken'
    await begin('overtaken')
    await submit('overtaken')
    await decide('overtaken', badr)
    await publish(schema.pools.worker, newsRecord(id), { origin: 'network', at: NOW })
    expect((await publishDue(schema.pools.worker, NOW)).failed).toContain(id)
    expect((await publishDue(schema.pools.worker, NOW)).failed).toEqual([])
    expect((await openPublished(schema.pools.public).get(id))?.origin).toBe('network')
    expect((await as(badr, (c) => listVersions(c, id)))[0]?.problem).toBe('PUBLISH_CONFLICT')
  })
})

describe('tenants, straight against the database', () => {
  it('see nothing of each other', async () => {
    await begin('ours')
    await submit('ours')
    for (const table of ['item', 'item_version', 'audit_act']) {
      const { rows } = await raw(saad, `SELECT * FROM ${table} WHERE tenant <> 'SA'`)
      expect([table, rows]).toEqual([table, []])
    }
    await expect(as(saad, (c) => openDraft(c, 'KW/news/ours'))).rejects.toMatchObject({ code: 'ITEM_UNKNOWN' })
    expect((await as(saad, listDrafts)).every(({ tenant }) => tenant === 'SA')).toBe(true)
    expect((await schema.pools.staff.query('SELECT * FROM item')).rows).toEqual([])
    expect((await schema.pools.owner.query('SELECT * FROM item')).rows).toEqual([])
  })

  it.each([
    [`UPDATE item SET record = record || '{"x":1}' WHERE id = 'KW/news/held'`, 0],
    [`UPDATE item_version SET decision = 'approved' WHERE item = 'KW/news/held'`, 0],
    [`DELETE FROM attachment WHERE tenant = 'KW'`, 0],
  ])('do not change each other: %s', async (sql, rows) => {
    await begin('held').catch(() => undefined)
    await submit('held').catch(() => undefined)
    await as(noura, (c) => addAttachment(c, noura, { name: 'ours.csv', content: Buffer.from('a,b\n') }))
    for (const table of ['item', 'item_version', 'attachment']) {
      expect([table, (await raw(noura, `SELECT 1 FROM ${table}`)).rowCount]).not.toEqual([table, 0])
      expect([table, (await raw(saad, `SELECT 1 FROM ${table} WHERE tenant = 'KW'`)).rowCount]).toEqual([table, 0])
    }
    expect((await raw(saad, sql)).rowCount).toBe(rows)
  })

  it.each([
    [
      saad,
      `INSERT INTO item (id, tenant, kind, slug, record) VALUES ('KW/news/x', 'KW', 'news', 'x', '{"id":"KW/news/x","kind":"news"}')`,
      /row-level security/,
    ],
    [
      saad,
      `INSERT INTO attachment (tenant, sha256, name, format, content)
      VALUES ('KW', encode(sha256('x'), 'hex'), 'x', 'PDF', 'x')`,
      /row-level security/,
    ],
    [
      saad,
      `INSERT INTO audit_act (tenant, person, action, subject) VALUES ('KW', 'saad', 'x', 'x')`,
      /row-level security/,
    ],
    [
      saad,
      `INSERT INTO audit_act (tenant, person, action, subject) VALUES ('SA', 'other', 'x', 'x')`,
      /row-level security/,
    ],
    [noura, `INSERT INTO item_version (item, decision, decided_by) VALUES ('KW/news/held', 'approved', 'x')`, /denied/],
    [noura, `UPDATE item SET authors = '{}'`, /permission denied/],
    [noura, `UPDATE item SET state = 'approved'`, /permission denied/],
    [noura, `UPDATE item SET tenant = 'SA'`, /permission denied/],
    [noura, `UPDATE item_version SET decided_by = 'badr'`, /permission denied/],
    [noura, `UPDATE item_version SET record = '{}'`, /permission denied/],
    [noura, `UPDATE item_version SET published_at = now()`, /permission denied/],
    [noura, `DELETE FROM item_version`, /permission denied/],
    [noura, `UPDATE audit_act SET person = 'x'`, /permission denied/],
    [noura, `DELETE FROM audit_act`, /permission denied/],
    [noura, `INSERT INTO published_item (id) SELECT id FROM published_item`, /permission denied/],
    [
      who('nobody', []),
      `INSERT INTO item (id, tenant, kind, slug, record)
      VALUES ('KW/news/y', 'KW', 'news', 'y', '{"id":"KW/news/y","kind":"news"}')`,
      /needs the role/,
    ],
    [
      noura,
      `INSERT INTO item (id, tenant, kind, slug, record) VALUES ('KW/news/z', 'KW', 'news', 'z', '{}')`,
      /check constraint/,
    ],
  ] as const)('are refused as %o: %s', async (actor, sql, reason) => {
    await begin('held').catch(() => undefined)
    await expect(raw(actor, sql)).rejects.toThrow(reason)
  })

  it.each(['item', 'item_version', 'attachment', 'audit_act'])('keep %s from the public', async (table) => {
    await expect(schema.pools.public.query(`SELECT * FROM ${table}`)).rejects.toThrow('permission denied')
    await expect(schema.pools.public.query(`DELETE FROM ${table}`)).rejects.toThrow('permission denied')
  })

  it('show the worker no draft, and let it publish nothing that was not approved', async () => {
    await expect(schema.pools.worker.query('SELECT record FROM item')).rejects.toThrow('permission denied')
    expect((await schema.pools.worker.query('SELECT 1 FROM item_version WHERE decision IS NULL')).rows).toEqual([])
    const smuggled = publish(schema.pools.worker, newsRecord('KW/news/smuggled'), { origin: 'editor', at: NOW })
    await expect(smuggled).rejects.toThrow('row-level security')
  })

  it.each([
    `UPDATE audit_act SET person = 'x'`,
    'DELETE FROM audit_act',
    'TRUNCATE audit_act',
    'DELETE FROM item_version',
  ])('keep every act, also from the owner: %s', async (sql) => {
    await expect(schema.pools.owner.query(sql)).rejects.toThrow('append-only')
  })

  it('have each act in the log, for the administrator', async () => {
    const chief = who('chief', ['administrator'])
    const { rows } = await raw(
      chief,
      `SELECT person, action FROM audit_act WHERE subject = 'KW/news/two-eyes' ORDER BY id`,
    )
    expect(rows).toEqual([
      { person: 'both', action: 'draft.create' },
      { person: 'both', action: 'draft.save' },
      { person: 'both', action: 'version.submit' },
      { person: 'badr', action: 'version.approved' },
      { person: 'worker', action: 'version.published' },
    ])
    expect((await raw(noura, 'SELECT 1 FROM audit_act')).rows).toEqual([])
  })
})
