import type { Inverted } from './inverted.ts'
import type { Option, Part, Query } from './query.ts'

/** How well each document answers, by its number; zero where it does not. */
export interface Scores {
  /** 0 to 1: what stands in it of what was asked, by rarity and by where it stands. */
  readonly match: Float32Array
  /** 0 to 1: how much of what was asked stands in it at all. */
  readonly coverage: Float32Array
}

/** What a match in an agency's own title counts for its services. */
const OF_AGENCY = 0.4
/** Options at least this strong say the same thing, so that its rarity is theirs together. */
const SAME_THING = 0.75
/** A title's weight of a stem, of 255: an agency's name has it. */
const IN_TITLE = 150

export function score(query: Query, index: Inverted): Scores {
  const count = index.docs.length
  const match = new Float32Array(count)
  const coverage = new Float32Array(count)
  const parts = query.terms.map((term) => ({ ...valuesOf(term, index), rarity: rarityOf(term, index) }))
  const all = parts.reduce((sum, { rarity }) => sum + rarity, 0) || 1
  const phrases = query.phrases.map((phrase) => ({ phrase, ...valuesOf(phrase, index) }))
  for (let doc = 0; doc < count; doc++) {
    const best = parts.map(({ values }) => values[doc] ?? 0)
    const there = parts.map(({ strengths }) => strengths[doc] ?? 0)
    for (const { phrase, values, strengths } of phrases) {
      const value = values[doc] ?? 0
      if (value === 0) continue
      for (let at = phrase.from; at < phrase.to; at++) {
        if (value > (best[at] ?? 0)) best[at] = value
        if ((strengths[doc] ?? 0) > (there[at] ?? 0)) there[at] = strengths[doc] ?? 0
      }
    }
    let sum = 0
    let covered = 0
    for (const [i, { rarity }] of parts.entries()) {
      sum += rarity * (best[i] ?? 0)
      covered += rarity * (there[i] ?? 0)
    }
    match[doc] = sum / all
    coverage[doc] = covered / all
  }
  return { match, coverage }
}

/** Of each document the best option's weight times the weight of its weakest stem, and the weight of the best option alone. */
function valuesOf({ options }: Part, index: Inverted): { values: Float32Array; strengths: Float32Array } {
  const values = new Float32Array(index.docs.length)
  const strengths = new Float32Array(index.docs.length)
  const take = (doc: number, value: number, strength: number) => {
    if (value > (values[doc] ?? 0)) values[doc] = value
    if (strength > (strengths[doc] ?? 0)) strengths[doc] = strength
  }
  for (const option of options) {
    for (const posting of together(option, index)) {
      const doc = posting >>> 8
      const value = (option.weight * (posting & 255)) / 255
      take(doc, value, option.weight)
      const found = index.docs[doc]
      if (found?.kind !== 'agency' || (posting & 255) < IN_TITLE) continue
      for (const service of index.servicesOf(found.id)) take(service, value * OF_AGENCY, option.weight)
    }
  }
  return { values, strengths }
}

/** Postings of all stems of an option: those in every list, at the lowest weight. */
function together({ stems }: Option, index: Inverted): readonly number[] {
  const [first = '', ...others] = stems
  let found = index.postings(first)
  for (const other of others) {
    const list = index.postings(other)
    const both: number[] = []
    for (let i = 0, j = 0; i < found.length && j < list.length; ) {
      const a = found[i] ?? 0
      const b = list[j] ?? 0
      if (a >>> 8 === b >>> 8) both.push(Math.min(a, b))
      if (a >>> 8 <= b >>> 8) i++
      if (b >>> 8 <= a >>> 8) j++
    }
    found = both
  }
  return found
}

/** Inverse document frequency of BM25 (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009, §3.1), all words for a thing as one. */
function rarityOf({ options }: Part, index: Inverted): number {
  const frequency = Math.max(
    ...options.filter(({ weight }) => weight >= SAME_THING).map((option) => together(option, index).length),
    0,
  )
  // A word that nothing is found by must not count as the rarest of all.
  const known = frequency === 0 ? index.size / 20 : Math.min(frequency, index.size)
  return Math.log(1 + (index.size - known + 0.5) / (known + 0.5)) + 0.1
}
