import type { Kind, Tenant } from '../../record/common.ts'
import type { Language } from '../../record/text.ts'
import { FACETS, type Facets, type Filters, noFacets } from './facets.ts'
import type { Doc, Inverted } from './inverted.ts'
import { type Marks, mark, markedStems, snippet } from './marks.ts'
import { type Query, readQuery } from './query.ts'
import { rank } from './rank.ts'

/** Results of one answer, and how far one can page. */
export const LIMITS = { results: 50, offset: 1_000 } as const

export interface Question extends Filters {
  readonly q: string
  /** The reader's language: titles come in it where there is one. */
  readonly lang: Language
  /** 1 to 50; 20 unless said. */
  readonly limit?: number | undefined
  /** 0 to 1 000. */
  readonly offset?: number | undefined
}

export interface Item {
  readonly id: string
  readonly kind: Kind
  readonly tenant: Tenant
  /** Of title and summary: Arabic where there is no English. */
  readonly language: Language
  readonly title: string
  /** The part of the summary that has most of what was asked. */
  readonly summary: string
  /** Whether something of the whole summary stands before it, or after. */
  readonly cut: { readonly before: boolean; readonly after: boolean }
  readonly marks: { readonly title: Marks; readonly summary: Marks }
  readonly score: number
}

export interface Answer {
  readonly total: number
  readonly items: readonly Item[]
  readonly facets: Facets
  /** The query as it was understood, where a word of it stands nowhere: the results are of this one. */
  readonly didYouMean?: string
  /** Something was found by words of the other language alone. */
  readonly bridged?: boolean
  /** `empty`: nothing was asked. `cut`: only the beginning of a long query was looked at. `unavailable`: the index could not be read. */
  readonly notice?: 'empty' | 'cut' | 'unavailable'
}

/** Answers from memory. Never throws, whatever the query is. `now`: milliseconds since the epoch. */
export function answer(index: Inverted, question: Question, now: number): Answer {
  const { q, lang } = question
  const query = readQuery(q, index)
  if (query.terms.length === 0) return nothing('empty')
  const { hits, facets } = rank(query, filtersOf(question), index, { text: q, now })
  const offset = within(question.offset, 0, LIMITS.offset, 0)
  const limit = within(question.limit, 1, LIMITS.results, 20)
  const stems = markedStems(query)
  return {
    total: hits.length,
    items: hits.slice(offset, offset + limit).map(({ doc, score }) => show(doc, lang, stems, score)),
    facets,
    ...(query.corrected !== undefined && hits.length > 0 && { didYouMean: query.corrected }),
    ...(hits.length > 0 && isBridged(query, index) && { bridged: true }),
    ...(query.cut && { notice: 'cut' as const }),
  }
}

export const unavailable = (): Answer => nothing('unavailable')

const nothing = (notice: 'empty' | 'unavailable'): Answer => ({ total: 0, items: [], facets: noFacets(), notice })

function filtersOf(question: Question): Filters {
  return Object.fromEntries(FACETS.flatMap((facet) => (question[facet] ? [[facet, question[facet]]] : [])))
}

function within(value: number | undefined, low: number, high: number, otherwise: number): number {
  return value === undefined || Number.isNaN(value) ? otherwise : Math.min(high, Math.max(low, Math.trunc(value)))
}

function show(doc: Doc, lang: Language, stems: ReadonlySet<string>, score: number): Item {
  const { id, kind, tenant } = doc
  const language = lang === 'en' && doc.title.en !== undefined && doc.summary.en !== undefined ? 'en' : 'ar'
  const title = doc.title[language] ?? doc.title.ar
  const { text, marks, before, after } = snippet(doc.summary[language] ?? doc.summary.ar, stems)
  return {
    id,
    kind,
    tenant,
    language,
    title,
    summary: text,
    cut: { before, after },
    marks: { title: mark(title, stems), summary: marks },
    score,
  }
}

function isBridged(query: Query, index: Inverted): boolean {
  const stands = (stem: string) => index.postings(stem).length > 0
  return query.terms.some(({ from, to, options }) => {
    const all = [
      ...options,
      ...query.phrases.filter((phrase) => phrase.from <= from && to <= phrase.to).flatMap(({ options }) => options),
    ]
    const found = all.filter(({ stems }) => stems.every(stands))
    return found.length > 0 && found.every(({ bridge }) => bridge)
  })
}
