import type { Kind, Tenant } from '../../record/common.ts'
import { tokens } from '../text/tokens.ts'
import { countFacets, type Facets, type Filters, missing } from './facets.ts'
import type { Doc, Inverted } from './inverted.ts'
import type { Option } from './option.ts'
import { QUERY_LENGTH, type Query } from './query.ts'
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
/** And those that answer less well than this share of the best: what was asked stands in them by the way. */
const LEAST = 0.12
/** A query that names a state: what the others' documents count. */
const OTHER_STATE = 0.45
/** Documents of which the title is looked at closely. */
const LOOKED_AT = 300

const BY_KIND: Readonly<Partial<Record<Kind, number>>> = { service: 1, agency: 1, state: 1.1 }
const OTHER_KIND = 0.95
/** News counts less when it is older than this, in milliseconds. */
const FRESH = 30 * 86_400_000
const OLD_NEWS = 0.8

export function rank(query: Query, filters: Filters, index: Inverted, asked: Asked): Ranked {
  const { match, coverage } = score(query, index)
  let best = 0
  const { docs } = index
  for (let number = 0; number < docs.length; number++) {
    const share = coverage[number] ?? 0
    if (share > best && docs[number]) best = share
  }
  const some: { doc: Doc; score: number; missed: readonly string[] }[] = []
  let most = 0
  const misses = missing(filters)
  for (let number = 0; number < docs.length; number++) {
    const doc = docs[number]
    const share = coverage[number] ?? 0
    if (!doc || share === 0 || share < best * SHARE_OF_BEST) continue
    const missed = misses(doc)
    if (missed.length > 1) continue
    const state = query.states.size === 0 || query.states.has(doc.tenant) ? 1 : OTHER_STATE
    const score = (match[number] ?? 0) * share * state * worthOf(doc, asked.now)
    some.push({ doc, missed, score })
    if (score > most) most = score
  }
  const shown = some.filter(({ score }) => score >= most * LEAST)
  const title = readTitles(query, asked.text)
  const sorted = shown.filter(({ missed }) => missed.length === 0).sort(byScore)
  // A title only adds: those that are looked at stay before the others.
  const first = sorted.slice(0, LOOKED_AT).map(({ doc, score }) => ({ doc, score: score * title(doc) }))
  const hits = [...first.sort(byScore), ...sorted.slice(LOOKED_AT)]
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
function readTitles(query: Query, text: string): (doc: Doc) => number {
  const whole = tokens(text.slice(0, QUERY_LENGTH), QUERY_LENGTH)
    .map(({ word }) => word)
    .join(' ')
  const terms = query.terms.map(({ from, to, options }) => [
    ...options,
    ...query.phrases.filter((phrase) => phrase.from <= from && to <= phrase.to).flatMap(({ options }) => options),
  ])
  return ({ head, words }) =>
    1 + Math.max(shareOf(head.ar, terms), shareOf(head.en, terms)) + (words.ar === whole || words.en === whole ? 3 : 0)
}

/** 0 to 1: how much of each term stands in a title, times how much of the title that is, half of it for granted. */
function shareOf(head: readonly string[], terms: readonly (readonly Option[])[]): number {
  if (head.length === 0) return 0
  const used = new Set<string>()
  let asked = 0
  for (const options of terms) {
    let best = 0
    for (const { stems, weight } of options) {
      if (!stems.every((one) => head.includes(one))) continue
      for (const one of stems) used.add(one)
      if (weight > best) best = weight
    }
    asked += best
  }
  return (asked / terms.length) * (0.5 + 0.5 * (used.size / head.length))
}
