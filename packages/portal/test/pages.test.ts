import { HtmlValidate } from 'html-validate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BASE_URL, NOW, type SampleSite, sampleSite } from './support/sample-site.ts'

let site: SampleSite
beforeAll(async () => {
  site = await sampleSite(['KW', 'QA'])
}, 60_000)
afterAll(async () => {
  await site.close()
  expect(site.failures).toEqual([])
})

const PATHS = [
  '',
  '/services',
  '/services?state=KW&sector=traffic',
  '/services?state=OM',
  '/services?page=500',
  '/services/kw/traffic-violations',
  '/library',
  '/experiences',
  '/achievements',
  '/news',
  '/laws',
  '/states',
  '/states/kw',
  '/agencies/kw/moi',
  '/about',
  '/accessibility',
  '/privacy',
  '/verify-site',
  '/ranking',
  '/ranking?state=QA&component=tii&year=2014&value=0.9',
  '/ranking/2014',
  '/ranking/2003',
  '/ranking/states/kw',
]

const validator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:document'],
  rules: {
    'long-title': 'off',
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    'attr-quotes': 'off',
    'doctype-style': 'off',
    'attribute-empty-style': 'off',
    'attribute-boolean-style': 'off',
    'require-sri': ['error', { target: 'crossorigin' }],
  },
})

const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await site.app.request(`${BASE_URL}${path}`, { headers })
  return { status: response.status, headers: response.headers, html: await response.text() }
}

/** Of every list, the first record that it leads to. */
async function linked(lang: string, list: string): Promise<string> {
  const { html } = await get(`/${lang}${list}`)
  const found = new RegExp(`href="/${lang}(${list}/[a-z]+/[a-z0-9-]+)"`).exec(html)?.[1]
  if (found === undefined) throw new Error(`${list} leads nowhere`)
  return found
}

describe.each(['ar', 'en'])('in %s', (lang) => {
  it.each(PATHS)('%s is a whole page, valid, in its language and direction, with its twin', async (path) => {
    const { status, html, headers } = await get(`/${lang}${path}`)
    expect(status).toBe(200)
    expect(html).toContain(`<html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}">`)
    expect(html).toContain(`hreflang="${lang === 'ar' ? 'en' : 'ar'}"`)
    expect(html.match(/<h1[ >]/g)).toHaveLength(1)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(html).not.toMatch(/undefined|\[object|NaN|<script>|style="/)
    const { results } = await validator.validateString(html)
    expect(
      results.flatMap(({ messages }) => messages.map((each) => `${each.ruleId}: ${each.message} (${each.line})`)),
    ).toEqual([])
  })

  it.each(['/library', '/experiences', '/achievements', '/news', '/laws'])(
    '%s leads to records that are valid pages',
    async (list) => {
      const { status, html } = await get(`/${lang}${await linked(lang, list)}`)
      expect(status).toBe(200)
      const { results } = await validator.validateString(html)
      expect(results.flatMap(({ messages }) => messages.map((each) => `${each.ruleId}: ${each.message}`))).toEqual([])
    },
  )

  it.each([
    '/nothing',
    '/services/xx/a',
    '/services/kw/none',
    '/states/xx',
    '/states/kw/x',
    '/agencies/kw',
    '/services/kw/%00',
    '/services/kw/..%2f..',
  ])('there is no %s, and it says so in words', async (path) => {
    const { status, html } = await get(`/${lang}${path}`)
    expect(status).toBe(404)
    expect(html).toContain(lang === 'ar' ? 'لا توجد صفحة بهذا العنوان' : 'There is no page at this address')
  })
})

describe('a reader', () => {
  it.each([
    ['en-GB,en;q=0.9', '/en'],
    ['ar-KW', '/ar'],
    ['fr', '/ar'],
  ])('who prefers %s comes to %s', async (language, to) => {
    const { status, headers } = await get('/', { 'accept-language': language })
    expect([status, headers.get('location')]).toEqual([302, to])
  })

  it('narrows the catalogue, and takes a choice back', async () => {
    const all = await get('/en/services')
    const narrowed = await get('/en/services?state=KW&sector=traffic')
    const counted = (html: string) => Number(/role="status">\s*([\d,]+)/.exec(html)?.[1]?.replace(',', ''))
    expect(counted(all.html)).toBe(400)
    expect(counted(narrowed.html)).toBeGreaterThan(5)
    expect(counted(narrowed.html)).toBeLessThan(200)
    expect(narrowed.html).not.toContain('/en/services/qa/')
    expect(narrowed.html).toContain('href="/en/services?sector=traffic"')
    expect(narrowed.html).toContain('href="/en/services?state=KW"')
  })

  it('finds what both states offer on one card, and of one state alone each on its own', async () => {
    const cardsOf = (html: string) => html.split('<li class="card').filter((card) => /\/services\/\w\w\//.test(card))
    const both = cardsOf((await get('/en/services?sector=traffic')).html)
    const shared = both.filter((card) => card.startsWith(' several'))
    expect(shared.length).toBeGreaterThan(5)
    for (const card of shared) expect(card).toMatch(/services\/(kw|qa)\/([\w-]+)".*services\/(?!\1)(kw|qa)\/\2"/s)
    const one = cardsOf((await get('/en/services?state=KW&sector=traffic')).html)
    expect(one.some((card) => card.startsWith(' several'))).toBe(false)
  })

  it('is told of a choice that there is none of, without a word of it', async () => {
    const { status, html } = await get('/en/services?state=%3Cscript%3Ealert(1)')
    expect(status).toBe(200)
    expect(html).toContain('a choice that we do not know')
    expect(html).not.toContain('alert(1)')
  })

  it('sees what is not translated in Arabic, and marked so', async () => {
    const { html } = await get('/en/services?page=2')
    expect(html).toMatch(/lang="ar" dir="rtl"/)
  })

  it('is told when a state has not answered for its content for more than a day', async () => {
    const path = '/en/services/kw/traffic-violations'
    expect((await get(path)).html).not.toContain('more than a day')
    site.setTime(NOW + 90_000_000)
    expect((await get(path)).html).toContain('more than a day')
    site.setTime(NOW)
  })
})

describe('feedback', () => {
  const send = (fields: Record<string, string>, origin = BASE_URL) =>
    site.app.request(`${BASE_URL}/en/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
      body: new URLSearchParams(fields),
    })

  it('is taken, and the reader led back', async () => {
    const response = await send({ page: '/en/services', useful: 'yes' })
    expect([response.status, response.headers.get('location')]).toEqual([303, '/en/feedback?page=%2Fen%2Fservices'])
    expect((await get('/en/feedback?page=%2Fen%2Fservices')).html).toContain('href="/en/services"')
    expect((await get('/en/feedback?page=https://elsewhere.example')).html).not.toContain('elsewhere')
  })

  it.each([
    ['of another site', 403, { page: '/en', useful: 'yes' }, 'https://elsewhere.example'],
    ['that says nothing', 400, { page: '/en' }, BASE_URL],
    ['on a page elsewhere', 400, { page: '//elsewhere.example', useful: 'yes' }, BASE_URL],
    ['that is a book', 413, { page: '/en', text: 'x'.repeat(20_000) }, BASE_URL],
  ])('%s is refused with %i', async (_, status, fields, origin) => {
    expect((await send(fields as Record<string, string>, origin)).status).toBe(status)
  })
})
