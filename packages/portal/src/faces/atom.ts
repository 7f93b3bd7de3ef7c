import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { PublishedItem } from '../content/published.ts'
import type { ShownStage } from '../launch/shown.ts'
import type { Kind } from '../record/common.ts'
import type { Language } from '../record/text.ts'
import type { Addresses } from './address.ts'
import { addressesOf, type FacesContext, MAX_AGE_SECONDS } from './context.ts'
import { answer } from './http/answer.ts'
import { readQuery } from './http/query.ts'
import { element, seconds, XML_HEAD, xml } from './xml.ts'

/** What readers follow; services and agencies change too often in small things. */
const FOLLOWED = [
  'news',
  'achievement',
  'experience',
  'document',
  'dataset',
  'law',
  'service',
] as const satisfies Kind[]
const ENTRIES = 50

const TITLES = {
  all: { ar: 'البوابة الخليجية الموحدة: الجديد', en: 'Unified Gulf Portal: what is new' },
  news: { ar: 'الأخبار', en: 'News' },
  achievement: { ar: 'الإنجازات', en: 'Achievements' },
  experience: { ar: 'التجارب الناجحة', en: 'Successful experiences' },
  document: { ar: 'الوثائق', en: 'Documents' },
  dataset: { ar: 'البيانات', en: 'Data sets' },
  law: { ar: 'القوانين', en: 'Laws' },
  service: { ar: 'الخدمات', en: 'Services' },
} as const

const query = z.strictObject({ lang: z.enum(['ar', 'en']).default('ar'), kind: z.enum(FOLLOWED).optional() })

/** `/feed.xml?lang=en&kind=news`: Atom (RFC 4287), the newest 50 of what is published, by the instant it was. */
export function atomRoutes(context: FacesContext): Hono {
  return new Hono().get('/feed.xml', async (c) => {
    const asked = readQuery(c, query)
    if (asked instanceof Response) return asked
    const kinds = asked.kind === undefined ? FOLLOWED : [asked.kind]
    const lists = await Promise.all(
      kinds.map((kind) => context.published.list({ kind, sort: 'modified', limit: ENTRIES })),
    )
    const items = lists
      .flatMap(({ items }) => items)
      .sort((a, b) => b.modified.getTime() - a.modified.getTime())
      .slice(0, ENTRIES)
    return answerFeed(c, context, items, asked.lang, asked.kind)
  })
}

function answerFeed(
  c: Context,
  context: FacesContext,
  items: readonly PublishedItem[],
  lang: Language,
  kind: (typeof FOLLOWED)[number] | undefined,
): Response {
  const at = addressesOf(context)
  const own = (language: Language) => `${at.base}/feed.xml?lang=${language}${kind === undefined ? '' : `&kind=${kind}`}`
  const other = lang === 'ar' ? 'en' : 'ar'
  const feed = element('feed', { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': lang }, [
    element('id', {}, xml(own(lang))),
    element('title', {}, xml(TITLES[kind ?? 'all'][lang])),
    // A feed without entries was never changed: the beginning of time, the same at each asking.
    element('updated', {}, seconds(items[0]?.modified ?? new Date(0))),
    element('link', { rel: 'self', type: 'application/atom+xml', hreflang: lang, href: own(lang) }),
    element('link', { rel: 'alternate', type: 'application/atom+xml', hreflang: other, href: own(other) }),
    element('link', { rel: 'alternate', type: 'text/html', hreflang: lang, href: `${at.base}/${lang}` }),
    element('author', {}, element('name', {}, xml(lang === 'ar' ? 'البوابة الخليجية الموحدة' : 'Unified Gulf Portal'))),
    ...items.map((item) => entry(at, item, lang, context.launch.stageOf(item))),
  ])
  return answer(c, `${XML_HEAD}${feed}\n`, {
    type: 'application/atom+xml; charset=utf-8',
    maxAgeSeconds: MAX_AGE_SECONDS,
    headers: { 'access-control-allow-origin': '*' },
  })
}

function entry(at: Addresses, item: PublishedItem, lang: Language, stage: ShownStage): string {
  const { record } = item
  const said = (text: { ar: string; en?: string | undefined }) => {
    const language = text[lang] === undefined ? 'ar' : lang
    return { language: language === lang ? undefined : language, text: xml(text[language] ?? text.ar) }
  }
  const [title, summary] = [said(record.title), said(record.summary)]
  return element('entry', {}, [
    element('id', {}, xml(at.thing(record.id))),
    element('title', { 'xml:lang': title.language }, title.text),
    element('updated', {}, seconds(item.modified)),
    element('published', {}, seconds(item.firstPublished)),
    element('author', {}, element('name', {}, xml(record.owner))),
    ...(['ar', 'en'] as const).map((language) =>
      element('link', { rel: 'alternate', type: 'text/html', hreflang: language, href: at.page(record.id, language) }),
    ),
    element('category', { term: record.kind, scheme: at.scheme('kind') }),
    element('category', { term: stage, scheme: at.scheme('stage') }),
    ...record.sectors.map((sector) => element('category', { term: sector, scheme: at.scheme('sector') })),
    element('summary', { 'xml:lang': summary.language }, summary.text),
  ])
}
