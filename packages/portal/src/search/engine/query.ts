import type { Tenant } from '../../record/common.ts'
import { STOP_WORDS } from '../text/stop-words.ts'
import { askedOf } from '../text/terms.ts'
import { type Token, tokens } from '../text/tokens.ts'
import { meaningsAt, nearOf } from '../words/concepts.ts'
import { correct, spell } from './correct.ts'
import type { Inverted } from './inverted.ts'
import { NEAR, type Option, option, type Part, strongest } from './option.ts'
import { statesIn } from './states.ts'

/** UTF-16 units of a query, and words of it that are looked at; the rest is cut, and said to be. */
export const QUERY_LENGTH = 200
const QUERY_TERMS = 12

export interface Query {
  /** One for each term, in order. */
  readonly terms: readonly Part[]
  readonly phrases: readonly Part[]
  /** States that the query names. */
  readonly states: ReadonlySet<Tenant>
  /** Something was left out: the query was too long. */
  readonly cut: boolean
  /** The query with words replaced that nothing is found by. */
  readonly corrected: string | undefined
}

/** Likeness that a corrected word needs beside words that were found: with nothing found, any is better than none. */
const SURE = 0.55

/** What is asked, in the words that this index knows. Never throws. */
export function readQuery(text: string, index: Inverted): Query {
  const all = tokens(text.slice(0, QUERY_LENGTH), QUERY_TERMS * 4)
  const telling = all.filter(({ word }) => !STOP_WORDS.has(word))
  const asked = (telling.length > 0 ? telling : all).slice(0, QUERY_TERMS)
  const isThere = (one: string) => index.postings(one).length > 0
  const stemmed = asked.map((token) => askedOf(token, isThere))
  const { states, rest } = statesIn(stemmed)
  const kept = rest.length > 0 ? rest : stemmed.map((_, i) => i)
  const typed = kept.flatMap((i) => asked[i] ?? [])
  const stems = kept.flatMap((i) => stemmed[i] ?? [])
  const read = partsOf(typed, stems)
  const found = read.terms.map((term) => canBeFound(term, read.phrases, isThere))
  const least = found.includes(true) ? SURE : 0
  const spelled = read.terms.map((term, i) => (found[i] ? undefined : spell(typed[term.from], index, least)))
  return {
    terms: read.terms.map((term, i) => ({ ...term, options: [...term.options, ...(spelled[i]?.options ?? [])] })),
    phrases: read.phrases,
    states,
    cut: text.length > QUERY_LENGTH || telling.length > QUERY_TERMS,
    corrected: correct(text.slice(0, QUERY_LENGTH), typed, spelled, index),
  }
}

function partsOf(typed: readonly Token[], stems: readonly string[]): { terms: Part[]; phrases: Part[] } {
  const terms: Part[] = []
  const phrases = new Map<string, { from: number; to: number; options: Option[] }>()
  for (const [at, one] of stems.entries()) {
    const latin = typed[at]?.script === 'latin'
    const options: Option[] = [{ stems: [one], weight: 1, bridge: false }]
    for (const { length, concept } of meaningsAt(stems, at)) {
      const others = [
        ...concept.forms.map((form) => option(form, latin)),
        ...nearOf(concept).map((form) => ({ ...option(form, latin), weight: NEAR })),
      ]
      if (length === 1) options.push(...others)
      else {
        const key = `${at} ${length}`
        const phrase = phrases.get(key) ?? { from: at, to: at + length, options: [] }
        // A part of the phrase is not the phrase: who asks for fire safety does not ask for fire.
        const own = stems.slice(at, at + length)
        const whole = others.filter((other) => other.stems.some((one) => !own.includes(one)))
        phrase.options.push({ stems: own, weight: 1, bridge: false }, ...whole)
        phrases.set(key, phrase)
      }
    }
    terms.push({ from: at, to: at + 1, options: strongest(options) })
  }
  return { terms, phrases: [...phrases.values()].map((phrase) => ({ ...phrase, options: strongest(phrase.options) })) }
}

function canBeFound(term: Part, phrases: readonly Part[], isThere: (stem: string) => boolean): boolean {
  const works = ({ options }: Part) => options.some(({ stems, weight }) => weight > NEAR && stems.every(isThere))
  return works(term) || phrases.some((phrase) => phrase.from <= term.from && term.to <= phrase.to && works(phrase))
}
