import { readFileSync } from 'node:fs'
import { inTransaction } from '@rabt/database'
import { parseAtomFeed } from 'feedsmith'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { withdraw } from '../src/content/publish.ts'
import { openPublished } from '../src/content/published.ts'
import { addresses } from '../src/faces/address.ts'
import { openApi } from '../src/faces/api/openapi.ts'
import { OPERATIONS } from '../src/faces/api/operations.ts'
import { problemSchema } from '../src/faces/http/problem.ts'
import { schemaOrg, scriptText } from '../src/faces/schema-org.ts'
import { DCAT_AP, parseTurtle, violationsOf } from '../src/faces/testing/shapes.ts'
import { BASE_URL, NOW, type SampleSite, sampleSite } from './support/sample-site.ts'

const WITHDRAWN = 'KW/service/traffic-violations'
let site: SampleSite
let total = 0
beforeAll(async () => {
  site = await sampleSite(['KW'])
  await inTransaction(site.schema.pools.worker, (client) =>
    withdraw(client, WITHDRAWN, { origin: 'network', at: new Date(NOW + 60_000) }),
  )
  const { rows } = await site.schema.pools.public.query<{ n: number }>('SELECT count(*)::int AS n FROM published_item')
  total = rows[0]?.n ?? 0
}, 90_000)
afterAll(async () => {
  await site.close()
  expect(site.failures).toEqual([])
})

const ask = async (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) => {
  const response = await site.app.request(path.startsWith('http') ? path : `${BASE_URL}${path}`, { headers, ...init })
  return { status: response.status, headers: response.headers, text: await response.text() }
}
const schema = (name: string) => ({
  fileName: name,
  contents: readFileSync(new URL(`schemas/${name}`, import.meta.url), 'utf8'),
})
const errorsOf = async (name: string, contents: string) =>
  (await validateXML({ xml: [{ fileName: 'answer.xml', contents }], schema: [schema(name)] })).errors.map(
    (it) => it.message,
  )
const idOf = async (kind: 'service' | 'dataset' | 'news') => {
  const { items } = await openPublished(site.schema.pools.public).list({ kind, limit: 1 })
  const [item] = items
  if (item === undefined) throw new Error(`the sample has no ${kind}`)
  return item
}

describe('graphs', () => {
  it('of the whole sample catalogue of a state keep the shapes, over HTTP', async () => {
    const { status, headers, text } = await ask('/catalog.ttl')
    expect([status, headers.get('content-type'), headers.get('access-control-allow-origin')]).toEqual([
      200,
      'text/turtle; charset=utf-8',
      '*',
    ])
    expect(await violationsOf(parseTurtle(text), DCAT_AP)).toEqual([])
  })

  it.each([
    '/catalog.ttl',
    '/catalog.jsonld',
    '/services.ttl',
    '/services.jsonld',
    '/feed.xml',
    '/sitemap.xml',
    '/context.jsonld',
    '/api/v1/services',
  ])('%s is conditional, and HEAD has no body', async (path) => {
    const first = await ask(path)
    expect(first.status).toBe(200)
    expect(first.headers.get('cache-control')).toMatch(/^public, max-age=\d+$/)
    const etag = first.headers.get('etag') ?? ''
    const again = await ask(path, { 'if-none-match': `"x", ${etag}` })
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag])
    const head = await ask(path, {}, { method: 'HEAD' })
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', etag])
  })

  it('of services name every service, in both forms', async () => {
    const services = await openPublished(site.schema.pools.public).count({ kind: 'service' })
    const turtle = parseTurtle((await ask('/services.ttl')).text)
    expect(turtle.filter((it) => it.object.value.endsWith('#PublicService')).length).toBe(services)
    const { '@context': context, '@graph': graph } = JSON.parse((await ask('/services.jsonld')).text)
    expect(context).toBe(`${BASE_URL}/context.jsonld`)
    expect(graph.filter((it: { a?: string }) => it.a === 'cpsv:PublicService').length).toBe(services)
  })
})

describe('the page of a record', () => {
  it('comes in the form that is asked for', async () => {
    const { record } = await idOf('service')
    const path = new URL(addresses(BASE_URL).page(record.id, 'en')).pathname
    const html = await ask(path, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(html.headers.get('vary')?.toLowerCase()).toContain('accept')
    const turtle = await ask(path, { accept: 'text/turtle' })
    expect([turtle.status, turtle.headers.get('content-type'), turtle.headers.get('vary')]).toEqual([
      200,
      'text/turtle; charset=utf-8',
      'Accept',
    ])
    expect(parseTurtle(turtle.text).some((it) => it.subject.value === addresses(BASE_URL).thing(record.id))).toBe(true)
    const jsonld = await ask(path, { accept: 'text/html;q=0.2, application/ld+json' })
    expect(JSON.parse(jsonld.text)['@graph'].length).toBeGreaterThan(10)
    expect((await ask(path)).headers.get('content-type')).toContain('text/html')
  })

  it('in no form that there is: 406, typed, in both languages', async () => {
    const { status, headers, text } = await ask('/ar/services/kw/x', { accept: 'image/png' })
    expect([status, headers.get('content-type')]).toEqual([406, 'application/problem+json'])
    const problem = problemSchema.parse(JSON.parse(text))
    expect(problem.code).toBe('NOT_ACCEPTABLE')
    expect(problem.messages.ar).toContain('text/turtle')
  })

  it('that is not there is 404 for machines too', async () => {
    expect((await ask('/ar/services/kw/none', { accept: 'text/turtle' })).status).toBe(404)
    expect((await ask('/ar/services/xx/none', { accept: 'text/turtle' })).status).toBe(404)
  })

  it('is where the name of the thing leads', async () => {
    const { record } = await idOf('service')
    const answer = await ask(`/id/${record.id}`, { accept: 'text/html', 'accept-language': 'en' })
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      new URL(addresses(BASE_URL).page(record.id, 'en')).pathname,
    ])
    expect((await ask(`/id/${record.id}`, { accept: 'text/turtle' })).status).toBe(200)
    expect((await ask('/id/KW/service/none')).status).toBe(404)
  })
})

describe('schema.org', () => {
  it('says of each kind what it is, and ends no script element', async () => {
    const item = await idOf('service')
    const hostile = { ...item, record: { ...item.record, title: { ar: '</script><!--<b>&\u2028', en: 'x' } } }
    const text = scriptText(schemaOrg(hostile, 'ar', addresses(BASE_URL), 'live'))
    expect(text).not.toMatch(/[<>&\u2028]/)
    expect(JSON.parse(text)).toMatchObject({
      '@type': 'GovernmentService',
      name: '</script><!--<b>&\u2028',
      inLanguage: 'ar',
    })
    expect(schemaOrg(await idOf('dataset'), 'en', addresses(BASE_URL), 'live')).toMatchObject({ '@type': 'Dataset' })
    expect(schemaOrg(await idOf('news'), 'en', addresses(BASE_URL), 'live')).toMatchObject({ '@type': 'NewsArticle' })
  })
})

describe('the Atom feed', () => {
  it.each([
    ['/feed.xml', 'ar'],
    ['/feed.xml?lang=en', 'en'],
    ['/feed.xml?lang=en&kind=news', 'en'],
  ])('%s keeps the rules of RFC 4287', async (path, lang) => {
    const { text } = await ask(path)
    const feed = parseAtomFeed(text)
    const entries = feed.entries ?? []
    expect(text).toContain(`xml:lang="${lang}"`)
    expect(entries.length).toBeGreaterThan(0)
    expect(entries.length).toBeLessThanOrEqual(50)
    // §4.1.1, §4.1.2: id, title and updated each once; a self link; an author.
    expect([feed.id, feed.title?.value, feed.updated].every((it) => typeof it === 'string')).toBe(true)
    expect(feed.links?.some((link) => link.rel === 'self' && link.href === feed.id)).toBe(true)
    expect(feed.authors?.length).toBe(1)
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
    for (const entry of entries) {
      expect(entry.id).toMatch(/^https:\/\/portal\.example\/id\/KW\//)
      expect(entry.updated).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      expect(entry.links?.filter((link) => link.rel === 'alternate').map((link) => link.hreflang)).toEqual(['ar', 'en'])
    }
    const kinds = new Set(entries.map(({ id }) => id?.split('/')[5]))
    if (path.includes('kind=news')) expect([...kinds]).toEqual(['news'])
    expect(feed.updated).toBe(
      entries
        .map(({ updated }) => String(updated))
        .toSorted()
        .at(-1),
    )
  })

  it('refuses what it does not know', async () => {
    const { status, text } = await ask('/feed.xml?lang=fr&x=1')
    expect(status).toBe(400)
    expect(
      problemSchema
        .parse(JSON.parse(text))
        .invalid?.map(({ name }) => name)
        .toSorted(),
    ).toEqual(['lang', 'x'])
  })
})

describe('the sitemap', () => {
  it('lists every record in both languages, each with its twin', async () => {
    const index = (await ask('/sitemap.xml')).text
    expect(await errorsOf('sitemap.xsd', index)).toEqual([])
    const parts = [...index.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, loc]) => loc as string)
    let urls = 0
    for (const part of parts) {
      const { status, text } = await ask(part)
      expect(status).toBe(200)
      expect(await errorsOf('sitemap.xsd', text)).toEqual([])
      if (!part.endsWith('pages.xml')) urls += text.match(/<url>/g)?.length ?? 0
    }
    expect(urls).toBe(2 * total)
    expect((await ask('/sitemap/none.xml')).status).toBe(404)
  })

  it('that lacks a location is refused by the schema of this test', async () => {
    const bad =
      '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><lastmod>2026-01-01</lastmod></url></urlset>'
    expect((await errorsOf('sitemap.xsd', bad)).length).toBeGreaterThan(0)
  })

  it('is named in robots.txt, and the search in opensearch.xml', async () => {
    expect((await ask('/robots.txt')).text).toContain(`Sitemap: ${BASE_URL}/sitemap.xml`)
    expect((await ask('/opensearch.xml')).text).toContain('{searchTerms}')
  })
})

describe('OAI-PMH', () => {
  const oai = async (query: string) => {
    const { status, text } = await ask(`/oai?${query}`)
    expect(status).toBe(200)
    expect(await errorsOf('oai-pmh.xsd', text)).toEqual([])
    return text
  }
  const identifiers = (text: string) =>
    [...text.matchAll(/<identifier>([^<]+)<\/identifier>/g)].map(([, id]) => id as string)

  it.each([
    'verb=Identify',
    'verb=ListSets',
    'verb=ListMetadataFormats',
    'verb=ListMetadataFormats&identifier=oai:portal.example:KW/agency/moi',
    'verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:portal.example:KW/agency/moi',
    'verb=GetRecord&metadataPrefix=oai_dcat&identifier=oai:portal.example:KW/agency/moi',
    'verb=ListRecords&metadataPrefix=oai_dc&set=kind:dataset',
    'verb=ListIdentifiers&metadataPrefix=oai_dc&set=state:KW:news',
    'verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-11-30&until=2026-11-30',
  ])('%s is answered', async (query) => {
    expect(await oai(query)).not.toContain('<error')
  })

  it.each([
    ['', 'badVerb'],
    ['verb=Delete', 'badVerb'],
    ['verb=Identify&verb=Identify', 'badVerb'],
    ['verb=Identify&x=1', 'badArgument'],
    ['verb=ListRecords', 'badArgument'],
    ['verb=GetRecord&metadataPrefix=oai_dc', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&from=yesterday', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&from=2026-12-01&until=2026-11-01', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&from=2026-12-01&until=2026-12-01T00:00:00Z', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=marc', 'cannotDisseminateFormat'],
    ['verb=GetRecord&metadataPrefix=marc&identifier=oai:portal.example:KW/agency/moi', 'cannotDisseminateFormat'],
    ['verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:portal.example:KW/agency/none', 'idDoesNotExist'],
    ['verb=GetRecord&metadataPrefix=oai_dc&identifier=%27;--', 'idDoesNotExist'],
    ['verb=ListMetadataFormats&identifier=oai:other.example:KW/agency/moi', 'idDoesNotExist'],
    ['verb=ListRecords&metadataPrefix=oai_dc&from=2030-01-01', 'noRecordsMatch'],
    ['verb=ListRecords&metadataPrefix=oai_dc&set=state:XX', 'noRecordsMatch'],
    ['verb=ListRecords&resumptionToken=bm90LWpzb24', 'badResumptionToken'],
    [`verb=ListRecords&resumptionToken=${'a'.repeat(5_000)}`, 'badResumptionToken'],
    ['verb=ListSets&resumptionToken=x', 'badResumptionToken'],
  ])('%s is refused: %s', async (query, code) => {
    const text = await oai(query)
    expect(text).toContain(`<error code="${code}"`)
    if (code === 'badVerb' || code === 'badArgument') expect(text).toContain(`<request>${BASE_URL}/oai</request>`)
  })

  it('gives every record once, in parts, and the withdrawn one as deleted', async () => {
    const seen: string[] = []
    let query = 'verb=ListRecords&metadataPrefix=oai_dc'
    let parts = 0
    for (let last = false; !last; parts++) {
      const text = await oai(query)
      seen.push(...identifiers(text))
      const token = /<resumptionToken cursor="(\d+)">([^<]*)</.exec(text)
      expect(token?.[1]).toBe(String(parts * 100))
      last = token?.[2] === ''
      query = `verb=ListRecords&resumptionToken=${token?.[2]}`
      if (last) expect(text).toContain(`<header status="deleted"><identifier>oai:portal.example:${WITHDRAWN}`)
    }
    expect(parts).toBe(Math.ceil((total + 1) / 100))
    expect(new Set(seen).size).toBe(total + 1)
    expect(seen.length).toBe(total + 1)
  })

  it('selects by the instant of change, to the second', async () => {
    const only = await oai(
      `verb=ListIdentifiers&metadataPrefix=oai_dc&from=${new Date(NOW + 60_000).toISOString().slice(0, 19)}Z`,
    )
    expect(identifiers(only)).toEqual([`oai:portal.example:${WITHDRAWN}`])
    const deleted = await oai(`verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:portal.example:${WITHDRAWN}`)
    expect(deleted).toContain('status="deleted"')
    expect(deleted).not.toContain('<metadata>')
  })

  it('takes a form, and none that is too large', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await ask('/oai', headers, { method: 'POST', body: 'verb=Identify' })).text).toContain('<Identify>')
    expect((await ask('/oai', headers, { method: 'POST', body: `verb=${'x'.repeat(10_000)}` })).status).toBe(413)
  })
})

describe('the read API', () => {
  const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
    listItems: ['/items?kind=agency&limit=100', '/items?kind=law&lang=en&sort=date', '/items?kind=state&state=QA'],
    getItem: ['/items/KW/agency/moi'],
    listServices: ['/services', '/services?state=KW&level=transaction&audience=citizen&limit=3&offset=2'],
    listDatasets: ['/datasets'],
    countFacets: ['/facets?kind=service'],
    getReadiness: ['/readiness', '/readiness?state=KW&by=sector'],
    getRanking: ['/ranking', '/ranking?year=2014', '/ranking?state=KWT'],
  }

  it.each(OPERATIONS.map((it) => [it.id, it] as const))('%s answers by its schema', async (id, { answer }) => {
    const examples = EXAMPLES[id] ?? []
    expect(examples.length).toBeGreaterThan(0)
    for (const path of examples) {
      const { status, headers, text } = await ask(`/api/v1${path}`)
      expect([status, headers.get('content-type'), headers.get('access-control-allow-origin')]).toEqual([
        200,
        'application/json',
        '*',
      ])
      expect(answer.safeParse(JSON.parse(text)).error?.issues).toBeUndefined()
    }
  })

  it('leads from page to page to every service', async () => {
    const seen = new Set<string>()
    let count = 0
    for (let next: string | null = `${BASE_URL}/api/v1/services?limit=7`; next !== null; ) {
      const page: { items: { id: string }[]; next: string | null; total: number } = JSON.parse((await ask(next)).text)
      for (const { id } of page.items) seen.add(id)
      count += page.items.length
      next = page.next
      if (next === null) expect(seen.size).toBe(page.total)
    }
    expect(count).toBe(seen.size)
  })

  it.each([
    ['/services?limit=101', 400, 'limit'],
    ['/services?limit=1e9', 400, 'limit'],
    ['/services?offset=-1', 400, 'offset'],
    ['/services?offset=10001', 400, 'offset'],
    ['/services?sector=%27%20OR%201=1', 400, 'sector'],
    ['/services?q=x', 400, 'q'],
    ['/services?limit=1&limit=2', 400, 'limit'],
    ['/items', 400, 'kind'],
    ['/readiness?by=x', 400, 'by'],
    ['/ranking?year=x', 400, 'year'],
    ['/items/KW/agency/none', 404, undefined],
    ['/items/XX/agency/moi', 404, undefined],
    ['/nothing', 404, undefined],
  ] as const)('%s is refused with %i', async (path, status, name) => {
    const answer = await ask(`/api/v1${path}`, { 'accept-language': 'ar' })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
    const problem = problemSchema.parse(JSON.parse(answer.text))
    expect(problem.title).toBe(problem.messages.ar)
    expect(problem.invalid?.[0]?.name).toBe(name)
  })

  it('is for reading alone', async () => {
    expect((await ask('/api/v1/services', {}, { method: 'POST' })).status).toBe(405)
    expect((await ask('/api/v1/services', { accept: 'text/csv' })).status).toBe(406)
    const preflight = await ask('/api/v1/services', {}, { method: 'OPTIONS' })
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'GET, HEAD'])
  })

  it('describes itself: every operation, and no reference leads nowhere', async () => {
    const description = JSON.parse((await ask('/api/v1/openapi.json')).text)
    expect(description).toEqual(JSON.parse(JSON.stringify(openApi(`${BASE_URL}/api/v1`))))
    expect(description.openapi).toBe('3.1.1')
    expect(Object.keys(description.paths)).toEqual(OPERATIONS.map(({ path }) => path))
    const references = JSON.stringify(description).match(/"#\/[^"]*"/g) ?? []
    expect(references.length).toBeGreaterThan(OPERATIONS.length)
    for (const reference of references) {
      const found = reference
        .slice(3, -1)
        .split('/')
        .reduce((at, name) => at?.[name], description)
      expect(found, reference).toBeTypeOf('object')
    }
  })
})

describe('docs/reference/machine-faces.md', () => {
  const page = readFileSync(new URL('../../../docs/reference/machine-faces.md', import.meta.url), 'utf8')
  const commands = [...page.matchAll(/^curl .*$/gm)].map(([line]) => line)

  it('shows commands', () => expect(commands.length).toBeGreaterThan(10))

  it.each(commands)('%s', async (command) => {
    const headers = Object.fromEntries(
      [...command.matchAll(/-H '([^:']+): ([^']+)'/g)].map(([, name, value]) => [name, value]),
    )
    const address = /http:\/\/127\.0\.0\.1:8000([^' ]+)/.exec(command)?.[1] ?? ''
    // Nothing else is in a command, so that this is the whole of it.
    expect(command.replace(/^curl -s( -H '[^']+')? ('?)http:\/\/127\.0\.0\.1:8000[^' ]+\2$/, '')).toBe('')
    const { status, text } = await ask(address, headers as Record<string, string>)
    expect(status).toBe(200)
    expect(text.length).toBeGreaterThan(100)
    expect(text).not.toContain('<error')
  })
})
