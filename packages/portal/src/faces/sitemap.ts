import { Hono } from 'hono'
import type { PublishedItem } from '../content/published.ts'
import { KINDS, type Kind } from '../record/common.ts'
import { LANGUAGES, type Language } from '../record/text.ts'
import { addressesOf, type FacesContext, MAX_AGE_SECONDS } from './context.ts'
import { answer } from './http/answer.ts'
import { problem } from './http/problem.ts'
import { element, seconds, XML_HEAD, xml } from './xml.ts'

/** Pages that no record stands for. */
const PAGES = [
  '',
  '/states',
  '/agencies',
  '/services',
  '/library',
  '/achievements',
  '/experiences',
  '/news',
  '/laws',
  '/readiness',
  '/ranking',
  '/launch',
  '/about',
  '/accessibility',
  '/privacy',
] as const
const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9'
/** sitemaps.org: at most 50 000 addresses and 50 MiB a file. A record has two addresses of less than 900 bytes. */
const RECORDS_IN_PART = 20_000
const TYPE = 'application/xml; charset=utf-8'

/** `/sitemap.xml`, an index of one part a kind, each address with its twin in the other language; `/robots.txt`; `/opensearch.xml`. */
export function sitemapRoutes(context: FacesContext): Hono {
  const at = addressesOf(context)
  return new Hono()
    .get('/sitemap.xml', async (c) => {
      const marks = await Promise.all(KINDS.map(async (kind) => ({ kind, ...(await context.source.mark([kind])) })))
      const parts = marks.filter(({ count }) => count > 0)
      const index = element('sitemapindex', { xmlns: NAMESPACE }, [
        element('sitemap', {}, element('loc', {}, xml(`${at.base}/sitemap/pages.xml`))),
        ...parts.map(({ kind, modified }) =>
          element('sitemap', {}, [
            element('loc', {}, xml(`${at.base}/sitemap/${kind}.xml`)),
            modified === null ? '' : element('lastmod', {}, seconds(modified)),
          ]),
        ),
      ])
      return answer(c, `${XML_HEAD}${index}\n`, { type: TYPE, maxAgeSeconds: MAX_AGE_SECONDS })
    })
    .get('/sitemap/:part{[a-z]+\\.xml}', async (c) => {
      const part = c.req.param('part').slice(0, -4)
      if (part === 'pages') {
        const urls = PAGES.filter((path) => context.launch.shows(`/ar${path}`)).flatMap((path) =>
          both((language) => `${at.base}/${language}${path}`),
        )
        return answer(c, `${XML_HEAD}${OPEN}${urls.join('')}</urlset>\n`, {
          type: TYPE,
          maxAgeSeconds: MAX_AGE_SECONDS,
        })
      }
      if (!(KINDS as readonly string[]).includes(part)) return problem(c, 'NOT_FOUND', { what: c.req.path })
      const kind = part as Kind
      const { tag } = await context.source.mark([kind])
      return answer(c, () => writePart(context.source.all([kind]), at.page), {
        type: TYPE,
        mark: tag,
        maxAgeSeconds: MAX_AGE_SECONDS,
      })
    })
    .get('/robots.txt', (c) =>
      answer(
        c,
        [
          'User-agent: *',
          ...LANGUAGES.map((language) => `Disallow: /${language}/staff`),
          'Disallow: /oai',
          `Sitemap: ${at.base}/sitemap.xml`,
          '',
        ].join('\n'),
        { type: 'text/plain; charset=utf-8', maxAgeSeconds: 3_600 },
      ),
    )
    .get('/opensearch.xml', (c) => {
      const description = element('OpenSearchDescription', { xmlns: 'http://a9.com/-/spec/opensearch/1.1/' }, [
        element('ShortName', {}, 'البوابة الخليجية'),
        element('Description', {}, 'Unified Gulf Portal: services, documents and data of the six states'),
        element('InputEncoding', {}, 'UTF-8'),
        ...LANGUAGES.map((language) => element('Language', {}, language)),
        element('Url', { type: 'text/html', template: `${at.base}/ar/search?q={searchTerms}` }),
        element('Url', { type: 'application/atom+xml', template: `${at.base}/feed.xml` }),
      ])
      return answer(c, `${XML_HEAD}${description}\n`, {
        type: 'application/opensearchdescription+xml; charset=utf-8',
        maxAgeSeconds: 86_400,
      })
    })
}

const OPEN = `<urlset xmlns="${NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">`

async function* writePart(
  items: AsyncIterable<PublishedItem>,
  page: (id: string, language: Language) => string,
): AsyncGenerator<string> {
  yield `${XML_HEAD}${OPEN}`
  let left = RECORDS_IN_PART
  for await (const { record, modified } of items) {
    if (left-- === 0) break
    yield both((language) => page(record.id, language), modified).join('')
  }
  yield '</urlset>\n'
}

/** The addresses of one page in both languages; each names itself and its twin (hreflang). */
function both(address: (language: Language) => string, modified?: Date): string[] {
  const twins = LANGUAGES.map((language) =>
    element('xhtml:link', { rel: 'alternate', hreflang: language, href: address(language) }),
  )
  return LANGUAGES.map((language) =>
    element('url', {}, [
      element('loc', {}, xml(address(language))),
      modified === undefined ? '' : element('lastmod', {}, seconds(modified)),
      ...twins,
    ]),
  )
}
