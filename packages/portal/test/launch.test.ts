import { randomUUID } from 'node:crypto'
import { inTransaction } from '@rabt/database'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Actor, inTenant } from '../src/content/in-tenant.ts'
import { publish, withdraw } from '../src/content/publish.ts'
import { newsRecord } from '../src/content/testing/records.ts'
import { createTestSchema, type TestSchema } from '../src/database/test-schema.ts'
import { fullRecords } from '../src/faces/testing/records.ts'
import { addPage } from '../src/harvest/store.ts'
import { decideStage } from '../src/launch/decide.ts'
import { SECTION_NAMES, SECTIONS, type Subject } from '../src/launch/subjects.ts'
import { composePortal } from '../src/process/serve.ts'
import { testConfig } from '../src/process/testing/config.ts'
import { KINDS, type Kind } from '../src/record/common.ts'
import { placeOf } from '../src/record/place.ts'
import type { PortalRecord } from '../src/record/record.ts'

const BASE = 'http://127.0.0.1:8000'

const RECORDS = [...fullRecords('KW'), ...fullRecords('GCC')]
const FILES = RECORDS.flatMap((record) => ('files' in record ? record.files : []))

/** Every address that the portal answers to GET, with the addresses asked of it here. A face that is not among them fails the first test. */
const FACES: Readonly<Record<string, readonly string[]>> = {
  ...each([
    '/catalog.ttl',
    '/catalog.jsonld',
    '/services.ttl',
    '/services.jsonld',
    '/context.jsonld',
    '/sitemap.xml',
    '/robots.txt',
  ]),
  ...each([
    '/opensearch.xml',
    '/ranking/egdi.csv',
    '/ranking/egdi.json',
    '/gallery',
    '/gallery/ar',
    '/gallery/en',
    '/healthz',
    '/readyz',
    '/metrics',
    '/',
  ]),
  '/feed.xml': ['/feed.xml', '/feed.xml?lang=en'],
  '/sitemap/:part{[a-z]+\\.xml}': ['/sitemap/pages.xml', ...KINDS.map((kind) => `/sitemap/${kind}.xml`)],
  '/oai': [
    '/oai?verb=Identify',
    ...['oai_dc', 'oai_dcat'].map((prefix) => `/oai?verb=ListRecords&metadataPrefix=${prefix}`),
    ...RECORDS.map(({ id }) => `/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:${id}`),
  ],
  '/id/:tenant/:kind/:slug': RECORDS.map(({ id }) => `/id/${id}`),
  '/api/v1/openapi.json': ['/api/v1/openapi.json'],
  '/api/v1/items': KINDS.map((kind) => `/api/v1/items?kind=${kind}`),
  '/api/v1/items/:state/:kind/:slug': RECORDS.map(({ id }) => `/api/v1/items/${id}`),
  ...each(['/api/v1/services', '/api/v1/datasets', '/api/v1/readiness', '/api/v1/ranking']),
  '/api/v1/facets': KINDS.map((kind) => `/api/v1/facets?kind=${kind}`),
  '/files/:sha256/:name': FILES.map(({ sha256, name }) => `/files/${sha256}/${name}`),
  '/proof/:id/evidence.rabt': ['/proof/1/evidence.rabt', '/proof/2/evidence.rabt'],
  '/proof/:id/answer.json': ['/proof/1/answer.json', '/proof/2/answer.json'],
  '/:lang{ar|en}/launch': ['/ar/launch', '/en/launch'],
  ...inBoth('', ['']),
  ...inBoth('/feedback', ['/feedback']),
  ...merged(
    [
      '/services',
      '/library',
      '/achievements',
      '/experiences',
      '/news',
      '/laws',
      '/states',
      '/about',
      '/accessibility',
      '/privacy',
      '/verify-site',
    ].map((path) => inBoth(path, [path])),
  ),
  ...merged(
    ['states', 'agencies', 'services', 'library', 'achievements', 'experiences', 'news', 'laws'].map((section) =>
      inBoth(
        `/${section}/:owner/:slug?`,
        RECORDS.map(({ id }) => placeOf(id)).filter((path) => path.startsWith(`/${section}/`)),
      ),
    ),
  ),
  ...inBoth('/search', ['/search?q=عنوان', '/search?q=title', '/search?q=violations']),
  ...inBoth('/search/suggest', ['/search/suggest?q=عنوان', '/search/suggest?q=title']),
  ...inBoth('/readiness', ['/readiness', '/readiness?by=lifeEvent']),
  ...inBoth('/proof/:id', ['/proof/1', '/proof/2']),
  ...inBoth('/ranking', ['/ranking']),
  ...inBoth('/ranking/:year{[0-9]{4}}', ['/ranking/2014']),
  ...inBoth('/ranking/states/:state{[a-z]{2}}', ['/ranking/states/kw']),
}

function merged(parts: readonly Record<string, readonly string[]>[]): Record<string, readonly string[]> {
  return Object.assign({}, ...parts)
}
function each(paths: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(paths.map((path) => [path, [path]]))
}
function inBoth(route: string, paths: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(['ar', 'en'].map((lang) => [`/${lang}${route}`, paths.map((path) => `/${lang}${path}`)]))
}

const ACCEPTED = ['text/html', 'text/turtle', 'application/ld+json'] as const

/** What names a record: its titles, which say its id, and its page. */
const marksOf = ({ id, title }: PortalRecord): readonly string[] => [
  title.ar,
  title.en ?? title.ar,
  ...['ar', 'en'].flatMap((lang) => [`/${lang}${placeOf(id)}"`, `/${lang}${placeOf(id)}<`]),
]

let now = Date.UTC(2026, 10, 30)
let schema: TestSchema
let portal: ReturnType<typeof composePortal>
beforeAll(async () => {
  schema = await createTestSchema()
  const { worker } = schema.pools
  for (const [at, state] of ['KW', 'GCC'].entries()) {
    const records = RECORDS.filter(({ id }) => id.startsWith(state))
    await inTransaction(worker, async (db) => {
      for (const record of records) await publish(db, record, { origin: 'network', page: at + 1, at: new Date(now) })
    })
    const body = Buffer.from(JSON.stringify(records))
    await addPage(worker, {
      state,
      run: 1,
      at: new Date(now),
      requestId: randomUUID(),
      requestHash: null,
      after: null,
      next: 'x',
      digest: '0'.repeat(64),
      body,
      items: records.map(({ id }) => ({ id, digest: '0'.repeat(64) })),
    })
    await worker.query(`INSERT INTO readiness_now VALUES ($1, $2, true, now(), now(), NULL, 5)`, [
      `${state}/GOV/MOI/traffic/violations`,
      state,
    ])
    await worker.query(`INSERT INTO readiness_stage VALUES ($1, 'live', now(), now())`, [state])
    await worker.query(`INSERT INTO harvest_state (state, confirmed) VALUES ($1, now())`, [state])
  }
  await worker.query(`UPDATE harvest_page SET evidence = body`)
  for (const { sha256, format, title } of FILES)
    await worker.query(`INSERT INTO harvest_file VALUES ($1, $2, $3, 'KW', NULL, now()) ON CONFLICT DO NOTHING`, [
      sha256,
      format,
      Buffer.from(title.ar),
    ])
  portal = composePortal(testConfig(), schema.pools, pino({ level: 'silent' }), () => now)
})
afterAll(async () => {
  portal.close()
  await schema.drop()
})

const chief: Actor = { tenant: 'GCC', person: 'GCC:chief', roles: ['administrator'] }
let decisions = 0
/** Decides, and waits until memories have it. */
async function decide(subject: Subject, stage: string): Promise<void> {
  await inTenant(schema.pools.staff, chief, (db) =>
    decideStage(db, chief, { subject, stage, number: `GCC/${++decisions}`, on: '2026-11-30' }),
  )
  const { rows } = await schema.pools.public.query<{ n: number }>('SELECT count(*)::int AS n FROM published_item')
  now += 60_000
  await portal.look()
  await vi.waitFor(async () => {
    const asked = await Promise.all([...KINDS.map((kind) => count(`/api/v1/items?kind=${kind}`)), count('/metrics')])
    expect(asked.slice(0, -1).reduce((all, one) => all + one, 0)).toBe(rows[0]?.n)
  })
}
const count = async (path: string): Promise<number> => {
  const text = await (await portal.app.request(BASE + path)).text()
  return Number(/"total":(\d+)/.exec(text)?.[1] ?? 0)
}

interface Seen {
  readonly path: string
  readonly status: number
  readonly text: string
}

async function seeAll(): Promise<readonly Seen[]> {
  const seen: Seen[] = []
  for (const path of Object.values(FACES).flat())
    for (const accept of /^\/(id|ar|en)\b/.test(path) ? ACCEPTED : ACCEPTED.slice(0, 1)) {
      const response = await portal.app.request(BASE + encodeURI(path), { headers: { accept } })
      const bytes = Buffer.from(await response.arrayBuffer())
      seen.push({ path: `${path} ${accept}`, status: response.status, text: bytes.toString() })
    }
  return seen
}

/** Where one of the records is told of, and what tells of it. */
const toldOf = (seen: readonly Seen[], records: readonly PortalRecord[]): readonly string[] =>
  seen.flatMap(({ path, text }) => {
    const mark = records.flatMap(marksOf).find((it) => text.includes(it) && !path.includes('feedback'))
    return mark === undefined ? [] : [`${path}: ${mark}`]
  })

const ofKinds = (kinds: readonly Kind[]) => RECORDS.filter(({ kind }) => kinds.includes(kind))

/** Whatever a test closed is open again. */
afterEach(async () => {
  const { rows } = await schema.pools.public.query<{ subject: Subject }>(
    `SELECT subject FROM (SELECT DISTINCT ON (subject) subject, stage FROM launch_decision ORDER BY subject, id DESC) last WHERE stage <> 'trial'`,
  )
  for (const { subject } of rows) await decide(subject, 'trial')
})

describe('every face', () => {
  it('is one that is gone over here', () => {
    const asked = portal.app.routes
      .filter(({ method, path }) => method === 'GET' && !path.includes('/staff') && !path.includes('/assets/'))
      .map(({ path }) => path)
    expect([...new Set(asked)].sort()).toEqual(Object.keys(FACES).sort())
  })

  it('tells of every record while all is shown: the marks are where this looks for them', async () => {
    const seen = await seeAll()
    expect(seen.filter(({ path, status }) => status >= 500 && !path.startsWith('/readyz'))).toEqual([])
    for (const record of RECORDS) expect(toldOf(seen, [record]).length, record.id).toBeGreaterThan(5)
    expect(seen.find(({ path }) => path.startsWith('/proof/1/answer.json'))?.status).toBe(200)
    expect(seen.find(({ path }) => path.startsWith('/files/'))?.status).toBe(200)
  }, 60_000)

  it.each(SECTION_NAMES.filter((name) => SECTIONS[name].kinds.length > 0))(
    'tells nothing of the section %s while it is in draft',
    async (name) => {
      await decide(`section/${name}`, 'draft')
      const hidden = ofKinds(SECTIONS[name].kinds)
      const seen = await seeAll()
      expect(seen.filter(({ path, status }) => status >= 500 && !path.startsWith('/readyz'))).toEqual([])
      expect(toldOf(seen, hidden)).toEqual([])
      const files = hidden.flatMap((record) => ('files' in record ? record.files : []))
      for (const { sha256 } of files)
        expect(seen.find(({ path }) => path.includes(`/files/${sha256}`))?.status).toBe(404)
      expect(seen.find(({ path }) => path.startsWith('/proof/1/'))?.status).toBe(404)
      expect(seen.filter(({ text }) => text.includes(`href="/en/${name}"`)).map(({ path }) => path)).toEqual([])
      await decide(`section/${name}`, 'trial')
      expect(toldOf(await seeAll(), hidden).length).toBeGreaterThan(5)
    },
    60_000,
  )

  it('tells nothing of a state that is retired, and all of the others', async () => {
    await decide('state/KW', 'retired')
    const seen = await seeAll()
    expect(
      toldOf(
        seen,
        RECORDS.filter(({ id }) => id.startsWith('KW')),
      ),
    ).toEqual([])
    expect(
      seen
        .filter(({ path, text }) => text.includes('KW/GOV/MOI') && !path.startsWith('/gallery'))
        .map(({ path }) => path),
    ).toEqual([])
    expect(seen.find(({ path }) => path.startsWith('/ar/proof/1 '))?.status).toBe(404)
    for (const record of RECORDS.filter(({ id }) => id.startsWith('GCC')))
      expect(toldOf(seen, [record]).length, record.id).toBeGreaterThan(5)
  }, 60_000)

  it.each(['readiness', 'ranking'] as const)(
    'has no %s while that is in draft',
    async (name) => {
      const before = await seeAll()
      await decide(`section/${name}`, 'draft')
      const seen = await seeAll()
      const statuses = (all: readonly Seen[]) =>
        all.filter(({ path }) => path.includes(`/${name}`)).map(({ status }) => status)
      expect(statuses(before)).not.toContain(404)
      expect(statuses(seen).filter((status) => status !== 404 && status !== 406)).toEqual([])
      expect(
        seen.filter(({ text }) => text.includes(`/${name}"`) || text.includes(`/en/${name}<`)).map(({ path }) => path),
      ).toEqual([])
      await decide(`section/${name}`, 'trial')
    },
    60_000,
  )
})

describe('the trial', () => {
  const stages = async () => {
    const text = async (path: string) => (await portal.app.request(BASE + path)).text()
    return {
      page: (await text('/ar/services/kw/violations')).includes('class="trial-bar"'),
      schemaOrg: (await text('/en/news/kw/launch')).includes('"creativeWorkStatus":"In trial launch"'),
      api: (await text('/api/v1/items/KW/service/violations')).includes('"stage":"trial"'),
      cpsv: (await text('/services.ttl')).includes('http://purl.org/adms/status/UnderDevelopment'),
      dcat: (await text('/catalog.ttl')).includes('distribution-status/DEVELOP'),
      feed: (await text('/feed.xml')).includes('term="trial"'),
      oai: (await text('/oai?verb=ListRecords&metadataPrefix=oai_dcat')).includes('adms:status'),
    }
  }
  it('is said in every form, and no longer once all is live', async () => {
    expect(Object.entries(await stages()).filter(([, is]) => !is)).toEqual([])
    for (const name of SECTION_NAMES) await decide(`section/${name}`, 'live')
    await decide('state/KW', 'live')
    expect(Object.entries(await stages()).filter(([, is]) => is)).toEqual([])
  }, 60_000)
})

describe('harvesters of OAI-PMH', () => {
  const list = async (from: string) =>
    (
      await portal.app.request(`${BASE}/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&set=kind:news&from=${from}`)
    ).text()

  it('are told that what closed is deleted, that what opened again is there, and nothing that was never shown', async () => {
    const seconds = () => `${new Date().toISOString().slice(0, 19)}Z`
    const beforeClosing = seconds()
    await decide('section/news', 'draft')
    const id = 'GCC/news/unseen'
    await inTransaction(schema.pools.worker, (db) => publish(db, newsRecord(id), { origin: 'network', at: new Date() }))
    const closed = await list(beforeClosing)
    expect(closed.match(/<header status="deleted">/g)?.length).toBe(2)
    expect(closed).not.toContain('unseen')
    await inTransaction(schema.pools.worker, (db) => withdraw(db, id, { origin: 'network', at: new Date() }))
    expect(await list(beforeClosing)).not.toContain('unseen')
    await decide('section/news', 'trial')
    const opened = await list(beforeClosing)
    expect(opened).not.toContain('deleted')
    expect(opened.match(/<header>/g)?.length).toBe(2)
    expect(opened).not.toContain('unseen')
  })
})

describe('the gallery', () => {
  it.each(['ar', 'en'])(
    'is a page in %s that no search machine keeps, linked from what the portal says of itself',
    async (lang) => {
      const page = await (await portal.app.request(`${BASE}/gallery/${lang}`)).text()
      expect(page).toContain('<meta name="robots" content="noindex"')
      expect(page).toContain(`<html lang="${lang}"`)
      expect(page).toContain(`href="${BASE}/gallery/${lang}"`)
      expect(await (await portal.app.request(`${BASE}/${lang}/about`)).text()).toContain(`href="/gallery/${lang}"`)
    },
  )
})

describe('the role of the public', () => {
  /** What it may read that is no content of a section or state: the launch itself, and how the harvest of states goes (health). */
  const OPEN = [
    'launch_count',
    'launch_decision',
    'launch_due',
    'launch_promise',
    'launch_section',
    'launch_showing',
    'launch_shown',
    'harvest_state',
  ]
  /** Views that show by stage themselves; the tests above read through them. */
  const VIEWS = ['shown_change', 'shown_page']

  it('reads no table but through a policy of stages', async () => {
    const { rows } = await schema.pools.owner.query<{ name: string; is_held: boolean }>(
      `SELECT c.relname AS name, c.relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('r', '*')
           AND (p.polroles = '{0}' OR 'portal_public'::regrole = ANY (p.polroles)) AND pg_get_expr(p.polqual, p.polrelid) = 'true') AS is_held
       FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v', 'm')
         AND has_any_column_privilege('portal_public', c.oid, 'SELECT') ORDER BY 1`,
    )
    const open = rows.filter((row) => !row.is_held).map(({ name }) => name)
    expect(open.filter((name) => !OPEN.includes(name) && !VIEWS.includes(name))).toEqual([])
  })

  it('has every kind of record in the section that pages have it in', async () => {
    const { rows } = await schema.pools.public.query<{ kind: Kind; section: string | null }>(
      'SELECT kind, section FROM launch_section',
    )
    const sections = Object.fromEntries(
      SECTION_NAMES.flatMap((name) => SECTIONS[name].kinds.map((kind) => [kind, name])),
    )
    expect(Object.fromEntries(rows.map(({ kind, section }) => [kind, section]))).toEqual({ ...sections, state: null })
  })
})
