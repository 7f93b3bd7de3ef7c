import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, inTenant } from '../content/in-tenant.ts'
import { publish } from '../content/publish.ts'
import { newsRecord, serviceRecord } from '../content/testing/records.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { countLaunch } from './count.ts'
import { addPromise, decideStage, movePromise } from './decide.ts'
import { foundLaunch } from './found.ts'
import { launchBoard, launchGate, subjectsOf } from './gate.ts'
import { launchRoutes } from './page.tsx'
import { openLaunch } from './read.ts'
import { trialMark } from './trial.ts'

let schema: TestSchema
let launch: ReturnType<typeof openLaunch>
beforeAll(async () => {
  schema = await createTestSchema('undecided')
  launch = openLaunch(schema.pools.public)
})
afterAll(() => schema.drop())

const chief: Actor = { tenant: 'GCC', person: 'GCC:chief', roles: ['administrator'] }
const as = <T>(actor: Actor, act: Parameters<typeof inTenant<T>>[2]) => inTenant(schema.pools.staff, actor, act)
const decide = (subject: string, stage: string, actor = chief, number = 'GCC/2026/7') =>
  as(actor, (client) => decideStage(client, actor, { subject, stage, number, on: '2026-11-01' }))
const stageOf = async (subject: string) => (await launch.stages()).find((row) => row.subject === subject)

describe('a stage', () => {
  it('is draft until a decision, and goes no way that there is not', async () => {
    expect(await stageOf('section/services')).toEqual({
      subject: 'section/services',
      stage: 'draft',
      number: null,
      on: null,
    })
    await expect(decide('section/services', 'live')).rejects.toMatchObject({ code: 'STAGE_SAME' })
    await decide('section/services', 'trial')
    await expect(decide('section/services', 'trial')).rejects.toMatchObject({ code: 'STAGE_SAME' })
    await decide('section/services', 'live')
    expect(await stageOf('section/services')).toMatchObject({ stage: 'live', number: 'GCC/2026/7', on: '2026-11-01' })
  })

  it.each([
    ['section/none', 'trial', 'GCC/1', 'FIELD_CHOICE'],
    ['state/GCC', 'trial', 'GCC/1', 'FIELD_CHOICE'],
    ['state/KW', 'open', 'GCC/1', 'FIELD_CHOICE'],
    ['state/KW', 'trial', '', 'STAGE_DECISION'],
    ['state/KW', 'trial', 'x'.repeat(61), 'STAGE_DECISION'],
    ['state/KW', 'trial', '\u202e7', 'STAGE_DECISION'],
  ])('of %s does not become %s by %j', async (subject, stage, number, code) => {
    await expect(decide(subject, stage, chief, number)).rejects.toMatchObject({ code })
  })

  it.each([
    { tenant: 'KW', person: 'KW:a', roles: ['administrator'] },
    { tenant: 'GCC', person: 'GCC:b', roles: ['editor', 'reviewer'] },
  ] as const)('is decided by nobody else: $tenant $roles', async (actor) => {
    await expect(decide('section/news', 'trial', actor)).rejects.toMatchObject({ code: 'ROLE_MISSING' })
    const direct = as(actor, (client) =>
      client.query(
        `INSERT INTO launch_decision (subject, stage, number, decided_on) VALUES ('section/news', 'trial', '1', now())`,
      ),
    )
    await expect(direct).rejects.toThrow('row-level security')
  })

  it.each(["UPDATE launch_decision SET number = 'x'", 'DELETE FROM launch_due', 'TRUNCATE launch_promise, launch_due'])(
    'has a history that nobody changes: %s',
    async (sql) => {
      await expect(schema.pools.owner.query(sql)).rejects.toThrow('append-only')
      await expect(as(chief, (client) => client.query(sql))).rejects.toThrow('permission denied')
    },
  )
})

describe('a founding', () => {
  it('opens everything for trial once, by its decision', async () => {
    const fresh = await createTestSchema('undecided')
    const decision = { number: 'SAMPLE/1', on: '2026-11-01' }
    expect(await foundLaunch(fresh.pools.staff, decision)).toBe(true)
    expect(await foundLaunch(fresh.pools.staff, decision)).toBe(false)
    const stages = await openLaunch(fresh.pools.public).stages()
    expect(stages.every(({ stage, number }) => stage === 'trial' && number === 'SAMPLE/1')).toBe(true)
    await fresh.drop()
  })
})

describe('a promise', () => {
  it('keeps the day that was given first, however often it moves', async () => {
    const promise = { subject: 'section/laws', ar: 'قوانين عُمان', en: 'Laws of Oman', due: '2026-12-01' }
    await as(chief, (client) => addPromise(client, chief, promise))
    const [made] = await launch.promises()
    const move = (due: string, kept = false) =>
      as(chief, (client) => movePromise(client, chief, { promise: made?.id ?? 0, due, kept }))
    await move('2026-12-15')
    await move('2027-01-10', true)
    expect(await launch.promises()).toEqual([
      {
        id: made?.id,
        subject: 'section/laws',
        missing: { ar: 'قوانين عُمان', en: 'Laws of Oman' },
        first: '2026-12-01',
        due: '2027-01-10',
        kept: true,
        slipped: 40,
      },
    ])
    await expect(move('2027-02-01')).rejects.toMatchObject({ code: 'PROMISE_WRONG' })
    for (const wrong of [{ en: '' }, { due: 'soon' }, { subject: 'x' }, { ar: '\u202eقوانين' }])
      await expect(as(chief, (client) => addPromise(client, chief, { ...promise, ...wrong }))).rejects.toMatchObject({
        code: 'PROMISE_WRONG',
      })
  })
})

describe('the counters', () => {
  it('say of each day how many are ready, and keep the days before', async () => {
    const at = new Date('2026-11-29T10:00:00Z')
    const put = (record: Parameters<typeof publish>[1]) =>
      publish(schema.pools.worker, record, { origin: 'network', at })
    await put(serviceRecord('KW/service/a'))
    await put(newsRecord('KW/news/a', { title: { ar: 'بلا ترجمة' } }))
    await countLaunch(schema.pools.worker, at)
    await put(newsRecord('KW/news/a'))
    await put(newsRecord('QA/news/a'))
    await countLaunch(schema.pools.worker, new Date('2026-11-30T10:00:00Z'))
    await countLaunch(schema.pools.worker, new Date('2026-11-30T20:00:00Z'))
    expect(await launch.counts('section/news')).toEqual([
      { day: '2026-11-29', subject: 'section/news', ready: 0, total: 6 },
      { day: '2026-11-30', subject: 'section/news', ready: 2, total: 6 },
    ])
    expect((await launch.counts('state/KW')).map(({ ready, total }) => [ready, total])).toEqual([
      [1, 7],
      [2, 7],
    ])
  })
})

describe('readers', () => {
  it.each([
    ['/ar/services', ['section/services']],
    ['/en/services/kw/a', ['section/services', 'state/KW']],
    ['/ar/states/om', ['state/OM']],
    ['/ar/states', []],
    ['/ar/launch', []],
    ['/ar/staff/kw', []],
  ])('at %s are at %j', (path, subjects) => expect(subjectsOf(path)).toEqual(subjects))

  it('see a section only in trial or live', async () => {
    let now = 0
    const app = new Hono()
    app.route('/', launchGate(launchBoard(launch, () => now)))
    app.get('/:lang/:section/:rest{.*}?', (c) => c.text('shown'))
    const status = async (path: string) => (await app.request(path)).status
    expect(await status('/ar/services')).toBe(200)
    expect(await status('/ar/experiences')).toBe(404)
    expect(await status('/ar/services/bh/x')).toBe(404)
    await decide('section/experiences', 'trial')
    await decide('state/BH', 'trial')
    now = 10_000
    await status('/ar/services')
    await new Promise((done) => setImmediate(done))
    await expect.poll(() => status('/ar/experiences')).toBe(200)
    expect(await status('/ar/services/bh/x')).toBe(200)
  })

  it('see the trial mark where something is in trial', async () => {
    const board = launchBoard(launch, () => 0)
    const mark = trialMark(board)
    expect(mark('ar', '/experiences')).toBeUndefined()
    await board.look()
    expect(mark('ar', '/experiences')).toMatchObject({ href: '/ar/launch#missing' })
    expect(mark('en', '')).toMatchObject({ link: 'What is missing, and when does it come?' })
    expect(mark('ar', '/services')).toBeUndefined()
    expect(mark('ar', '/services/bh/x')).toBeDefined()
  })

  it('read what is missing and when it comes, in both languages', async () => {
    const app = launchRoutes({ launch, baseUrl: 'https://portal.example', shows: () => true })
    const [ar, en] = await Promise.all(
      ['ar', 'en'].map(async (lang) => (await app.request(`https://portal.example/${lang}/launch`)).text()),
    )
    expect(ar).toContain('<html lang="ar" dir="rtl">')
    expect(ar).toContain('قوانين عُمان')
    expect(ar).toContain('تأخر ٤٠ يومًا')
    expect(en).toContain('Laws of Oman')
    expect(en).toContain('40 days late')
    expect(en).toContain('2 of 6')
    expect(en).toContain('<svg')
  })
})
