import type { PortalRecord } from '../../record/record.ts'
import type { Text } from '../../record/text.ts'
import { BUSINESS_EVENTS, LIFE_EVENTS } from '../../taxonomy/events.ts'
import { SECTORS } from '../../taxonomy/sectors.ts'
import { STOP_WORDS } from '../text/stop-words.ts'
import { termsOf } from '../text/terms.ts'
import { tokens } from '../text/tokens.ts'
import type { Entry } from './entry.ts'

/** Rises when the same record would give another entry: the whole index is then made anew. */
export const ANALYSIS = 1

/** Words of one text that are looked at; a body's are spread over many texts. */
const WORDS_OF_TEXT = 500
const WORDS_OF_BODY = 6_000

/** A field: what a word in it weighs, the length at which that is so, and how much a longer one dilutes it. */
const TITLE = { weight: 4, length: 5, dilution: 0.4 }
const KEYWORDS = { weight: 3, length: 8, dilution: 0.2 }
const SUMMARY = { weight: 1.2, length: 25, dilution: 0.3 }
const LABELS = { weight: 0.6, length: 4, dilution: 0 }
const BODY = { weight: 0.5, length: 150, dilution: 0.3 }
/** Weight at which a word counts half. */
const HALF = 1.5

/** What a record is found by. Pure; time grows with the record's length, which its schema bounds. */
export function analyse(record: PortalRecord): Entry {
  const { title, summary, keywords, sources: _, ...rest } = record
  const facets = facetsOf(record)
  const weights = new Map<string, number>()
  for (const language of ['ar', 'en'] as const) {
    add(weights, TITLE, wordsOf([title], language))
    add(weights, KEYWORDS, wordsOf(keywords, language))
    add(weights, SUMMARY, wordsOf([summary], language))
    add(weights, LABELS, wordsOf(labelsOf(facets), language))
    add(weights, BODY, wordsOf(textsOf(rest), language))
  }
  return {
    id: record.id,
    tenant: record.id.split('/')[0] as Entry['tenant'],
    kind: record.kind,
    title,
    summary,
    modified: record.modified,
    agency: record.kind === 'service' ? record.agency : null,
    facets,
    terms: Object.fromEntries(
      [...weights].map(([stem, weight]) => [stem, Math.ceil((255 * weight) / (weight + HALF))]),
    ),
  }
}

function add(weights: Map<string, number>, field: typeof TITLE, words: readonly (readonly string[])[]): void {
  const counts = new Map<string, number>()
  for (const terms of words) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  const spread = 1 - field.dilution + (field.dilution * words.length) / field.length
  for (const [term, count] of counts) {
    weights.set(term, (weights.get(term) ?? 0) + (field.weight * (1 + Math.log(count))) / Math.max(spread, 0.5))
  }
}

function wordsOf(texts: Iterable<Text>, language: 'ar' | 'en'): readonly (readonly string[])[] {
  const words: (readonly string[])[] = []
  for (const text of texts) {
    for (const token of tokens(text[language] ?? '', WORDS_OF_TEXT)) {
      if (!STOP_WORDS.has(token.word)) words.push(termsOf(token))
    }
    if (words.length >= WORDS_OF_BODY) break
  }
  return words
}

/** Every text of a record, wherever its kind has it. A complaint's address says nothing of the service. */
function* textsOf(value: unknown): Generator<Text> {
  if (typeof value !== 'object' || value === null) return
  if ('ar' in value && typeof value.ar === 'string') {
    yield value as Text
    return
  }
  for (const [name, inner] of Object.entries(value)) if (name !== 'complaint') yield* textsOf(inner)
}

function facetsOf(record: PortalRecord): Entry['facets'] {
  const service = record.kind === 'service' ? record : undefined
  return {
    sector: record.sectors,
    audience: service?.audiences ?? [],
    lifeEvent: service?.lifeEvents ?? [],
    businessEvent: service?.businessEvents ?? [],
    level: service ? [service.level] : [],
  }
}

function labelsOf({ sector, lifeEvent, businessEvent }: Entry['facets']): Text[] {
  return [
    ...sector.map((code) => SECTORS[code as keyof typeof SECTORS]),
    ...lifeEvent.map((code) => LIFE_EVENTS[code as keyof typeof LIFE_EVENTS]),
    ...businessEvent.map((code) => BUSINESS_EVENTS[code as keyof typeof BUSINESS_EVENTS]),
  ]
}
