import type { Language } from '@rabt/ui'
import { Hono } from 'hono'
import { readChoices, writeChoices } from '../../http/choices.ts'
import { recordId } from '../../record/common.ts'
import { LANGUAGES, type Language as Lang } from '../../record/text.ts'
import { Shell } from '../shell.tsx'
import type { Site } from '../site.ts'
import { FACETS, LIST_CHOICES } from './choices.ts'
import { LISTS, type ListName, listWords } from './kinds.ts'
import { dayOf, List } from './list.tsx'

/** Of one state; where all six have the same services, six of them are one card. */
const PAGE_SIZE = 24
const GROUPED_SIZE = 72

/** `/ar/services`, `/ar/library`, …: what there is, narrowed by what stands in the address. */
export function listRoutes(site: Site): Hono {
  const app = new Hono()
  for (const lang of LANGUAGES)
    for (const name of Object.keys(LISTS) as ListName[])
      app.get(`/${lang}${LISTS[name].path}`, async (c) => c.html(await listPage(site, lang, name, new URL(c.req.url))))
  return app
}

async function listPage(site: Site, lang: Lang, name: ListName, url: URL) {
  const list = LISTS[name]
  const { chosen, page, unknown } = readChoices(url.searchParams, LIST_CHOICES)
  const asked = url.searchParams.get('agency')
  const agency = name === 'services' && asked !== null && recordId.safeParse(asked).success ? asked : undefined
  const filter = {
    kind: list.kinds,
    ...Object.fromEntries(FACETS.map((facet) => [facet.dimension, chosen[facet.name]])),
    agency,
  }
  const size = name === 'services' && chosen.state === undefined && agency === undefined ? GROUPED_SIZE : PAGE_SIZE
  const [{ items, total }, counted] = await Promise.all([
    site.published.list({
      ...filter,
      sort: list.sort,
      language: lang,
      limit: size,
      offset: (page - 1) * size,
    }),
    site.published.facets(filter),
  ])
  const { title, lead } = listWords[lang][name]
  const kept = { ...chosen, agency }
  const rest = writeChoices(kept, page)
  return (
    <Shell
      lang={lang}
      baseUrl={site.baseUrl}
      shows={site.launch.shows}
      path={`${list.path}${rest}`}
      trial={site.trial?.(lang, list.path)}
      title={title}
      description={lead}
      section={'section' in list ? list.section : undefined}
      crumbs={[]}
      unlisted={rest !== ''}
    >
      <List
        lang={lang}
        title={title}
        lead={lead}
        action={`/${lang}${list.path}`}
        items={items}
        total={total}
        page={page}
        pages={Math.ceil(total / size)}
        counted={counted}
        chosen={kept}
        unknown={unknown.length > 0}
        forms={list.forms}
        {...(list.sort === 'date' ? { eyebrow: (item) => dayOf(item, lang as Language) } : {})}
      />
    </Shell>
  )
}
