import type { Context } from 'hono'
import type { z } from 'zod'
import type { PublishedItem } from '../../content/published.ts'
import { ATTRIBUTION } from '../../ranking/claim.ts'
import { readSurvey } from '../../ranking/survey.ts'
import type { Kind } from '../../record/common.ts'
import { addressesOf, type FacesContext } from '../context.ts'
import { problem } from '../http/problem.ts'
import {
  facetsQuery,
  facetsSchema,
  itemPageSchema,
  itemParams,
  itemSchema,
  kindedQuery,
  listQuery,
  rankingQuery,
  rankingSchema,
  readinessQuery,
  readinessSchema,
} from './schemas.ts'

/** One row of the read API: what it takes, what it answers, what it says of itself. */
export interface Operation {
  readonly id: string
  /** OpenAPI's form: `/items/{state}/{kind}/{slug}`. */
  readonly path: string
  readonly ar: string
  readonly en: string
  readonly params: z.ZodObject | null
  readonly query: z.ZodObject | null
  readonly answer: z.ZodType
  /** Its values are those of `params` and `query`. A Response is a refusal. */
  readonly handle: (context: FacesContext, values: Values, c: Context) => Promise<object | Response>
}
type Values = Readonly<Record<string, unknown>>

export const OPERATIONS: readonly Operation[] = [
  {
    id: 'listItems',
    path: '/items',
    ar: 'سجلات نوع واحد، مرشحة ومرتبة',
    en: 'Records of one kind, filtered and sorted',
    params: null,
    query: kindedQuery,
    answer: itemPageSchema,
    handle: (context, values, c) => list(context, values as unknown as z.output<typeof kindedQuery>, c),
  },
  {
    id: 'getItem',
    path: '/items/{state}/{kind}/{slug}',
    ar: 'سجل واحد باسمه',
    en: 'One record by its name',
    params: itemParams,
    query: null,
    answer: itemSchema,
    handle: async (context, { state, kind, slug }, c) => {
      const id = `${state}/${kind}/${slug}`
      const item = await context.published.get(id)
      return item === null ? problem(c, 'NOT_FOUND', { what: id }) : written(context, item)
    },
  },
  {
    id: 'listServices',
    path: '/services',
    ar: 'الخدمات',
    en: 'Services',
    params: null,
    query: listQuery,
    answer: itemPageSchema,
    handle: (context, values, c) => list(context, { ...(values as z.output<typeof listQuery>), kind: 'service' }, c),
  },
  {
    id: 'listDatasets',
    path: '/datasets',
    ar: 'مجموعات البيانات',
    en: 'Data sets',
    params: null,
    query: listQuery,
    answer: itemPageSchema,
    handle: (context, values, c) => list(context, { ...(values as z.output<typeof listQuery>), kind: 'dataset' }, c),
  },
  {
    id: 'countFacets',
    path: '/facets',
    ar: 'عدد السجلات لكل قيمة من كل تصنيف',
    en: 'How many records each value of each dimension has',
    params: null,
    query: facetsQuery,
    answer: facetsSchema,
    handle: async ({ published }, values) => {
      const { state, ...filter } = values as z.output<typeof facetsQuery>
      const { tenant, ...facets } = await published.facets({ ...filter, tenant: state })
      return { state: tenant, ...facets }
    },
  },
  {
    id: 'getReadiness',
    path: '/readiness',
    ar: 'ما تعلنه الجهات من مستوى خدماتها، وما يجيب منها الآن على الشبكة',
    en: 'What agencies declare of their services, and which of them answer on the network now',
    params: null,
    query: readinessQuery,
    answer: readinessSchema,
    handle: async ({ readiness, launch }, values, c) =>
      launch.shows('/ar/readiness')
        ? measured(readiness, values as z.output<typeof readinessQuery>)
        : problem(c, 'NOT_FOUND', { what: c.req.path }),
  },
  {
    id: 'getRanking',
    path: '/ranking',
    ar: 'مؤشر الأمم المتحدة لتطور الحكومة الإلكترونية، بكل نسخة أو دولة',
    en: 'The UN E-Government Development Index, by edition or state',
    params: null,
    query: rankingQuery,
    answer: rankingSchema,
    handle: async ({ launch }, values, c) =>
      launch.shows('/ar/ranking')
        ? ranking(values as z.output<typeof rankingQuery>)
        : problem(c, 'NOT_FOUND', { what: c.req.path }),
  },
]

async function list(
  context: FacesContext,
  wanted: z.output<typeof listQuery> & { readonly kind: Kind },
  c: Context,
): Promise<z.input<typeof itemPageSchema>> {
  const { state, lang, limit, offset, ...filter } = wanted
  const at = addressesOf(context)
  const { items, total } = await context.published.list({ ...filter, tenant: state, language: lang, limit, offset })
  const url = new URL(c.req.url)
  const next = new URL(`${at.base}${url.pathname}${url.search}`)
  next.searchParams.set('offset', String(offset + limit))
  const more = offset + items.length < total && offset + limit <= 10_000
  return { total, limit, offset, next: more ? next.href : null, items: items.map((item) => written(context, item)) }
}

function written(context: FacesContext, item: PublishedItem): z.input<typeof itemSchema> {
  const at = addressesOf(context)
  const { record, version, digest, origin, languages, page } = item
  return {
    id: record.id,
    version,
    digest,
    origin,
    stage: context.launch.stageOf(item),
    languages: [...languages],
    firstPublished: item.firstPublished.toISOString(),
    modified: item.modified.toISOString(),
    lastSeen: item.lastSeen.toISOString(),
    links: {
      ar: at.page(record.id, 'ar'),
      en: at.page(record.id, 'en'),
      turtle: at.thing(record.id),
      proof: page === null ? null : at.proof(page),
    },
    record,
  }
}

async function measured(
  readiness: FacesContext['readiness'],
  { state, by }: z.output<typeof readinessQuery>,
): Promise<z.input<typeof readinessSchema>> {
  const [stages, totals, services] = await Promise.all([
    readiness.stages(),
    readiness.by(by),
    readiness.services(state),
  ])
  return {
    stages: stages.map((it) => ({ ...it, since: it.since.toISOString() })),
    totals: totals.map((it) => ({ ...it, declared: { ...it.declared } })),
    services: services.slice(0, MAX_SERVICES).map(({ id, network, level, answers, since, checked, code }) => ({
      id,
      network,
      level,
      answers,
      since: since?.toISOString() ?? null,
      checked: checked?.toISOString() ?? null,
      code,
    })),
  }
}

/** As the schema says. */
const MAX_SERVICES = 5_000

function ranking({ year, state }: z.output<typeof rankingQuery>): z.input<typeof rankingSchema> {
  const editions = readSurvey().filter((edition) => year === undefined || edition.year === year)
  return {
    source: ATTRIBUTION.en,
    results: editions.flatMap((edition) =>
      edition.results
        .filter((result) => state === undefined || result.state === state)
        .map(({ components, epi, ...result }) => ({
          year: edition.year,
          ...result,
          osi: components?.osi ?? null,
          tii: components?.tii ?? null,
          hci: components?.hci ?? null,
          epi: epi ?? null,
        })),
    ),
  }
}
