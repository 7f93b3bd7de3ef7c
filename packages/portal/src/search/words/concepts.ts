import { stem } from '../text/stem.ts'
import { STOP_WORDS } from '../text/stop-words.ts'
import { tokens } from '../text/tokens.ts'
import { ACTS } from './acts.ts'
import { BUSINESS } from './business.ts'
import { PAPERS } from './papers.ts'
import { PEOPLE } from './people.ts'
import { PLACES } from './places.ts'
import { STATE_WORDS } from './states.ts'
import { TRAFFIC } from './traffic.ts'

/** A word or phrase of a concept, as stems. */
export interface Form {
  readonly stems: readonly string[]
  readonly language: 'ar' | 'en'
}

/** One thing, by all words for it in both languages: `رخصة رخص | licence | تصريح`; the third part are words for something near. */
export interface Concept {
  readonly forms: readonly Form[]
  readonly near: readonly Form[]
}

/** Where the stems of a query begin a form. */
export interface Meaning {
  /** Stems of the query that the form takes. */
  readonly length: number
  readonly concept: Concept
}

const LINES = [ACTS, PAPERS, TRAFFIC, PEOPLE, BUSINESS, PLACES, Object.values(STATE_WORDS).join('\n')]
  .flatMap((text) => text.split('\n'))
  .filter((line) => line.trim() !== '')

const byFirst = new Map<string, { readonly form: Form; readonly concept: Concept }[]>()
const stems = new Set<string>()

for (const { line, forms } of LINES.map((line) => ({ line, forms: formsOf(line) }))) {
  const concept: Concept = { forms, near: (line.split('|')[2] ?? '').split(' ').flatMap((word) => form(word, 'ar')) }
  for (const form of forms) {
    const first = form.stems[0] ?? ''
    byFirst.set(first, [...(byFirst.get(first) ?? []), { form, concept }])
    for (const one of form.stems) stems.add(one)
  }
}

/** How many groups of words there are. */
export const CONCEPTS = LINES.length

/** Whether a stem is one of a word we know. */
export function isKnown(stem: string): boolean {
  return stems.has(stem)
}

/** What the stems from `at` on may mean: every form that stands there, the longest first. */
export function meaningsAt(query: readonly string[], at: number): readonly Meaning[] {
  return (byFirst.get(query[at] ?? '') ?? [])
    .filter(({ form }) => form.stems.every((stem, i) => query[at + i] === stem))
    .map(({ form, concept }) => ({ length: form.stems.length, concept }))
    .sort((a, b) => b.length - a.length)
}

/** Words for something near, and all their forms. */
export function nearOf(concept: Concept): readonly Form[] {
  return concept.near.flatMap((near) => {
    const named = meaningsAt(near.stems, 0).filter(({ length }) => length === near.stems.length)
    return named.length === 0 ? [near] : named.flatMap(({ concept }) => concept.forms)
  })
}

function formsOf(line: string): Form[] {
  const [arabic = '', english = ''] = line.split('|')
  return [
    ...arabic.split(' ').flatMap((word) => form(word, 'ar')),
    ...english.split(' ').flatMap((word) => form(word, 'en')),
  ]
}

function form(word: string, language: 'ar' | 'en'): Form[] {
  const all = tokens(word.replaceAll('_', ' '), 6)
  const telling = all.filter((token) => !STOP_WORDS.has(token.word))
  const found = (telling.length > 0 ? telling : all).map(stem)
  return found.length > 0 ? [{ stems: found, language }] : []
}
