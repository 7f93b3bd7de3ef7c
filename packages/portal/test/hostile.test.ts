import { inTransaction } from '@rabt/database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { publish } from '../src/content/publish.ts'
import { serviceRecord } from '../src/content/testing/records.ts'
import { type PortalRecord, record } from '../src/record/record.ts'
import { BASE_URL, NOW, type SampleSite, sampleSite } from './support/sample-site.ts'

const EVIL = `</script><script>alert(1)</script><img src=x onerror="alert(2)">'"]]>&lt;<!--`
const text = { ar: `نص ${EVIL}`, en: `Text ${EVIL}` }
const common = {
  owner: 'KW/GOV/MOI',
  title: text,
  summary: text,
  keywords: [{ ar: `كلمة <script>`, en: 'word"><script>' }],
  sectors: ['traffic'],
  issued: '2026-01-01',
  modified: '2026-01-01T00:00:00Z',
  licence: 'sample',
  sample: true,
  sources: [{ title: text, url: 'https://example.com/?a="><script>alert(3)</script>' }],
}
const body = [
  { type: 'heading', text },
  {
    type: 'paragraph',
    text: { ar: `${EVIL} [اضغط](javascript:alert(4)) [x](https://a.example/"onclick="alert(5))`, en: EVIL },
  },
  { type: 'list', ordered: true, items: [text] },
  { type: 'quote', text, by: text },
  { type: 'table', caption: text, head: [text], rows: [[text]] },
]
const HOSTILE: readonly PortalRecord[] = [
  serviceRecord('KW/service/evil', {
    ...common,
    requirements: [text],
    inputs: [{ title: text, heldBy: '<script>alert(6)</script>' }],
    steps: [text],
    costs: [{ amountMinor: 1, currency: 'KWD', note: text }],
    channels: [{ type: 'web', url: 'https://example.com/"><script>', note: text, hours: text }],
    outputs: [text],
    complaint: text,
  } as Parameters<typeof serviceRecord>[1]),
  ...[
    { kind: 'news', on: '2026-01-01' },
    { kind: 'law', number: '<script>7', year: 2020 },
    { kind: 'achievement', on: '2026-01-01', figures: [{ value: { ar: '<script>' }, label: text }] },
    { kind: 'document', themes: ['GOVE'], files: [], type: 'report' },
    {
      kind: 'experience',
      ...{
        problem: text,
        solution: text,
        partners: [text],
        cost: text,
        months: 3,
        difficulties: text,
        lessons: [text],
      },
      ...{ results: [{ measure: text, before: { ar: '<b>' }, after: { ar: '<i>' } }], reuse: text },
    },
  ].map((own) => record.parse({ ...common, body, ...own, id: `KW/${own.kind}/evil` })),
]

let site: SampleSite
beforeAll(async () => {
  site = await sampleSite([])
  await inTransaction(site.schema.pools.worker, async (client) => {
    for (const one of HOSTILE) await publish(client, one, { origin: 'network', page: 1, at: new Date(NOW) })
  })
}, 60_000)
afterAll(async () => {
  await site.close()
  expect(site.failures).toEqual([])
})

const get = async (path: string, accept = 'text/html') => {
  const answer = await site.app.request(`${BASE_URL}${path}`, { headers: { accept } })
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() }
}
const DETAIL = HOSTILE.map(({ id }) => id)

describe('markup in every text of a record', () => {
  const pages = ['ar', 'en'].flatMap((lang) => [
    ...['/services', '/library', '/experiences', '/achievements', '/news', '/laws'].map((path) => `/${lang}${path}`),
    ...['services', 'laws', 'news', 'achievements', 'experiences', 'library'].map((list) => `/${lang}/${list}/kw/evil`),
  ])

  it.each(pages)('stays text on %s', async (path) => {
    const { status, text: whole } = await get(path)
    const html = whole
      .replace(/<script type="application\/ld\+json">[^<]*<\/script>/g, '')
      .replaceAll(/<script src="[^"<>]*"[^<>]*><\/script>/g, '')
    expect([status, html.includes('alert(1)') || !path.endsWith('evil')]).toEqual([200, true])
    expect(html).not.toMatch(/<script|<img|href="javascript:|<[^<>]*\sonclick="|<!--/)
  })

  it.each(['/feed.xml', '/sitemap.xml', '/oai?verb=ListRecords&metadataPrefix=oai_dc'])(
    'keeps %s XML',
    async (path) => {
      const { text: xml, status } = await get(path, '*/*')
      expect(status).toBe(200)
      const read = (contents: string) =>
        validateXML({ xml: [{ fileName: 'answer.xml', contents }], normalization: 'format' })
      expect((await read(xml)).valid).toBe(true)
      expect((await read(xml.replace('</', '< /'))).valid).toBe(false)
      expect(xml).not.toContain('<script>')
    },
  )

  it.each(DETAIL)('keeps the other forms of %s what they are', async (id) => {
    const { status, type, text: json } = await get(`/api/v1/items/${id}`, 'application/json')
    expect([status, type.split(';')[0]]).toEqual([200, 'application/json'])
    expect(JSON.parse(json)).toBeTypeOf('object')
  })
})

describe('a language that the portal does not have', () => {
  it.each(['/fr', '/he/services', '/AR', '/ar-KW', '/%61%00', '/__proto__/services'])('%s is no page', async (path) => {
    expect((await get(path)).status).toBe(404)
  })
})
