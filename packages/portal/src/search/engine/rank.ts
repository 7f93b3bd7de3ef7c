import type { Kind, Tenant } from '../../record/common.ts'
import { normalise } from '../text/normalise.ts'
import { countFacets, type Facets, type Filters, misses } from './facets.ts'
import type { Doc, Inverted } from './inverted.ts'
import { type Option, QUERY_LENGTH, type Query } from './query.ts'
import { score } from './score.ts'

export interface Hit {
  readonly doc: Doc
  readonly score: number
}

/** The query as typed, and when: milliseconds since the epoch. */
export interface Asked {
  readonly text: string
  readonly now: number
}

export interface Ranked {
  /** All that answer, best first. */
  readonly hits: readonly Hit[]
  readonly facets: Facets
}

/** Documents that hold less of what was asked than this share of the best are not shown. */
const SHARE_OF_BEST = 0.5
/** A query that names a state: what the others' documents count. */
const OTHER_STATE = 0.45
/** Documents of which the title is looked at closely. */
const LOOKED_AT = 1_000

const BY_KIND: Readonly<Partial<Record<Kind, number>>> = { service: 1, agency: 1, state: 1.1 }
const OTHER_KIND = 0.95
/** News counts less when it is older than this, in milliseconds. */
const FRESH = 30 * 86_400_000
const OLD_NEWS = 0.8

export function rank(query: Query, filters: Filters, index: Inverted, asked: Asked): Ranked {
  const { match, coverage } = score(query, index)
  let best = 0
  for (const [number, share] of coverage.entries()) if (index.docs[number] && share > best) best = share
  const shown: { doc: Doc; score: number; missed: readonly string[] }[] = []
  for (const [number, doc] of index.docs.entries()) {
    const share = coverage[number] ?? 0
    if (!doc || share === 0 || share < best * SHARE_OF_BEST) continue
    const missed = misses(doc, filters)
    if (missed.length > 1) continue
    const state = query.states.size === 0 || query.states.has(doc.tenant) ? 1 : OTHER_STATE
    shown.push({ doc, missed, score: (match[number] ?? 0) * share * state * worthOf(doc, asked.now) })
  }
  const whole = normalise(asked.text.slice(0, QUERY_LENGTH))
  const hits = shown
    .filter(({ missed }) => missed.length === 0)
    .sort(byScore)
    .map(({ doc, score }, i) => ({ doc, score: i < LOOKED_AT ? score * titleBonus(doc, query, whole) : score }))
    .sort(byScore)
  return { hits, facets: countFacets(shown) }
}

function worthOf({ kind, modified }: Doc, now: number): number {
  if (kind === 'news' && now - Date.parse(modified) > FRESH) return OLD_NEWS
  return BY_KIND[kind] ?? OTHER_KIND
}

const STATE_ORDER: readonly Tenant[] = ['GCC', 'KW', 'SA', 'QA', 'AE', 'BH', 'OM']

function byScore(a: Hit, b: Hit): number {
  return (
    b.score - a.score ||
    (a.doc.modified < b.doc.modified ? 1 : a.doc.modified > b.doc.modified ? -1 : 0) ||
    STATE_ORDER.indexOf(a.doc.tenant) - STATE_ORDER.indexOf(b.doc.tenant) ||
    (a.doc.id < b.doc.id ? -1 : 1)
  )
}

/** More for a title that has what was asked and little else; most for the very title. */
function titleBonus(doc: Doc, query: Query, whole: string): number {
  const best = Math.max(...[doc.head.ar, doc.head.en].map((head) => titleShare(head, query)))
  const same = [doc.title.ar, doc.title.en ?? ''].some((title) => normalise(title) === whole)
  return 1 + best + (same ? 3 : 0)
}

function titleShare(head: readonly string[], query: Query): number {
  if (head.length === 0) return 0
  const stands = new Set(head)
  const used = new Set<string>()
  const has = ({ stems }: Option) => stems.every((one) => stands.has(one))
  const parts = query.terms.map((term) => {
    const options = [term, ...query.phrases.filter(({ from, to }) => from <= term.from && term.to <= to)]
      .flatMap(({ options }) => options)
      .filter(has)
    for (const { stems } of options) for (const one of stems) used.add(one)
    return Math.max(0, ...options.map(({ weight }) => weight))
  })
  const asked = parts.reduce((sum, part) => sum + part, 0) / parts.length
  return asked * (0.5 + 0.5 * (used.size / head.length))
}
