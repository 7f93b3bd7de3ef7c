import {
  ChosenFilters,
  count,
  type Facet,
  Facets,
  type Language,
  messages,
  mixed,
  Notice,
  PageHead,
  Pagination,
  SearchBox,
} from '@rabt/ui'
import { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { type Choices, readChoices, writeChoices } from '../../http/choices.ts'
import { LANGUAGES } from '../../record/text.ts'
import type { Answer, Item } from '../../search/engine/answer.ts'
import type { Marks } from '../../search/engine/marks.ts'
import type { Search } from '../../search/search.ts'
import { KIND_NAMES } from '../../taxonomy/kinds.ts'
import { TENANT_NAMES } from '../../taxonomy/tenants.ts'
import type { Terms } from '../../taxonomy/term.ts'
import { FACETS, facetLabel, LIST_CHOICES } from '../lists/choices.ts'
import { Shell } from '../shell.tsx'
import { hrefOf, type Site } from '../site.ts'

const words = messages(
  {
    title: 'البحث',
    lead: 'في الخدمات والوثائق والبيانات والجهات والتجارب والأخبار والتشريعات، بالعربية والإنجليزية.',
    label: 'عمّ تبحث؟',
    example: 'مثلًا: مخالفة مرورية في قطر',
    results: 'النتائج',
    kind: 'النوع',
    instead: 'هذه نتائج',
    bridged: 'وجدناه بلغة أخرى غير التي كتبت بها.',
    cut: 'أخذنا بأول عبارتك لطولها.',
    unavailable: 'البحث غير متاح الآن. أعد المحاولة بعد قليل.',
    none: 'لا نتائج. جرّب كلمة أقل أو كلمة أخرى.',
  },
  {
    title: 'Search',
    lead: 'In services, documents, data, agencies, experiences, news and legislation, in Arabic and English.',
    label: 'What are you looking for?',
    example: 'For example: traffic violation in Qatar',
    results: 'Results',
    kind: 'Kind',
    instead: 'These are results for',
    bridged: 'Found in the other language than the one you wrote in.',
    cut: 'Your words were many: the first of them were looked for.',
    unavailable: 'Search is not available now. Try again in a while.',
    none: 'No results. Try fewer words, or others.',
  },
)

const FOUND = {
  ar: { zero: 'لا نتائج', one: 'نتيجة واحدة', two: 'نتيجتان', few: '# نتائج', many: '# نتيجة', other: '# نتيجة' },
  en: { one: '# result', other: '# results' },
}

const PAGE_SIZE = 20
const LAST_PAGE = 50
const CHOICES: Choices = { ...LIST_CHOICES, kind: Object.keys(KIND_NAMES) }

/** `/ar/search?q=`, and the suggestions of the box. */
export function searchRoutes(site: Site, search: Search): Hono {
  const app = new Hono()
  for (const lang of LANGUAGES) {
    app.get(`/${lang}/search`, async (c) => c.html(await searchPage(site, search, lang, new URL(c.req.url))))
    app.get(`/${lang}/search/suggest`, async (c) => {
      const found = await search.suggest(c.req.query('q') ?? '', lang)
      return c.json(
        found.map(({ text }) => text),
        200,
        { 'cache-control': 'public, max-age=60' },
      )
    })
  }
  return app
}

async function searchPage(site: Site, search: Search, lang: Language, url: URL) {
  const t = words[lang]
  const q = (url.searchParams.get('q') ?? '').slice(0, 200)
  const { chosen, page: asked } = readChoices(url.searchParams, CHOICES)
  const page = Math.min(asked, LAST_PAGE)
  const answer = await search.search({ q, lang, ...chosen, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE })
  const kept = { q: q === '' ? undefined : q, ...chosen }
  const action = `/${lang}/search`
  const path = `/search${writeChoices(kept, page)}`
  return (
    <Shell
      lang={lang}
      baseUrl={site.baseUrl}
      shows={site.launch.shows}
      path={path}
      title={t.title}
      description={t.lead}
      crumbs={[]}
      unlisted={q !== ''}
      scripts={['suggest.js']}
    >
      <PageHead title={t.title} lead={t.lead} />
      <SearchBox
        lang={lang}
        action={action}
        label={t.label}
        value={q}
        placeholder={t.example}
        suggest={`${action}/suggest`}
        hidden={Object.fromEntries(Object.entries(chosen).map(([name, value]) => [name, value ?? '']))}
      />
      {q === '' ? '' : <Found lang={lang} answer={answer} action={action} kept={kept} page={page} />}
    </Shell>
  )
}

interface FoundProps {
  readonly lang: Language
  readonly answer: Answer
  readonly action: string
  readonly kept: Readonly<Record<string, string | undefined>>
  readonly page: number
}

function Found({ lang, answer, action, kept, page }: FoundProps) {
  const t = words[lang]
  const pages = Math.min(LAST_PAGE, Math.ceil(answer.total / PAGE_SIZE))
  const lists: readonly { readonly name: string; readonly label: string; readonly terms: Terms }[] = [
    { name: 'kind', label: t.kind, terms: KIND_NAMES },
    ...FACETS.map(({ name, terms }) => ({ name, label: facetLabel(name, lang), terms })),
  ]
  const to = (name: string, code: string | undefined): string => `${action}${writeChoices({ ...kept, [name]: code })}`
  const facets: Facet[] = lists.flatMap(({ name, label, terms }) => {
    const options = answer.facets[name as keyof Answer['facets']].flatMap(({ code, count: found }) => {
      const term = terms[code]
      const isChosen = kept[name] === code
      return term === undefined
        ? []
        : [{ label: term[lang], count: found, href: to(name, isChosen ? undefined : code), chosen: isChosen }]
    })
    return options.length === 0 ? [] : [{ title: label, options, open: options.length <= 8 }]
  })
  const chosen = lists.flatMap(({ name, terms }) => {
    const term = terms[kept[name] ?? '']
    return term === undefined ? [] : [{ label: term[lang], href: to(name, undefined) }]
  })
  return (
    <div class="beside aside-first section">
      <Facets lang={lang} facets={facets} />
      <div class="flow">
        <h2 class="unseen">{t.results}</h2>
        <p class="soft" role="status">
          {count(answer.total, lang, FOUND)}
        </p>
        <ChosenFilters lang={lang} chosen={chosen} />
        <Told lang={lang} answer={answer} />
        <ol class="plain results">
          {answer.items.map((item) => (
            <Result lang={lang} item={item} />
          ))}
        </ol>
        <Pagination lang={lang} page={page} pages={pages} href={(at) => `${action}${writeChoices(kept, at)}`} />
      </div>
    </div>
  )
}

/** How the query was understood, where that is not as it was written. */
function Told({ lang, answer }: { readonly lang: Language; readonly answer: Answer }) {
  const t = words[lang]
  if (answer.notice === 'unavailable') return <Notice tone="bad">{t.unavailable}</Notice>
  return (
    <>
      {answer.didYouMean === undefined ? (
        ''
      ) : (
        <p>
          {t.instead} <strong dir="auto">{answer.didYouMean}</strong>
        </p>
      )}
      {answer.bridged ? <p class="soft">{t.bridged}</p> : ''}
      {answer.notice === 'cut' ? <p class="soft">{t.cut}</p> : ''}
      {answer.total === 0 ? <Notice>{t.none}</Notice> : ''}
    </>
  )
}

function Result({ lang, item }: { readonly lang: Language; readonly item: Item }) {
  const tag =
    item.language === lang
      ? {}
      : { lang: item.language, dir: item.language === 'ar' ? ('rtl' as const) : ('ltr' as const) }
  return (
    <li>
      <h3 {...tag}>
        <a href={hrefOf(item.id, lang)}>{marked(item.title, item.marks.title, item.language)}</a>
      </h3>
      <p {...tag}>
        {item.cut.before ? '… ' : ''}
        {marked(item.summary, item.marks.summary, item.language)}
        {item.cut.after ? ' …' : ''}
      </p>
      <p class="soft">
        {KIND_NAMES[item.kind][lang]} · {TENANT_NAMES[item.tenant][lang]}
      </p>
    </li>
  )
}

/** A text with what was looked for in `<mark>`; the places are in UTF-16 units and in order. */
function marked(text: string, marks: Marks, lang: Language): Child {
  const parts: Child[] = []
  let from = 0
  for (const [start, end] of marks) {
    if (start > from) parts.push(mixed(text.slice(from, start), lang))
    parts.push(<mark>{text.slice(start, end)}</mark>)
    from = end
  }
  parts.push(mixed(text.slice(from), lang))
  return <>{parts}</>
}
