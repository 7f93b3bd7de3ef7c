import type { Inverted } from './inverted.ts'
import type { Option, Part } from './option.ts'
import type { Query } from './query.ts'

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
  const found = query.terms.map((term) => findPart(term, index))
  for (const phrase of query.phrases) {
    const { values, strengths } = findPart(phrase, index)
    for (let doc = 0; doc < count; doc++) {
      const value = values[doc] ?? 0
      if (value === 0) continue
      for (const term of found.slice(phrase.from, phrase.to)) raise(term, doc, value, strengths[doc] ?? 0)
    }
  }
  const match = new Float32Array(count)
  const coverage = new Float32Array(count)
  const all = found.reduce((sum, { rarity }) => sum + rarity, 0) || 1
  for (const { values, strengths, rarity } of found) {
    const share = rarity / all
    for (let doc = 0; doc < count; doc++) {
      match[doc] = (match[doc] ?? 0) + share * (values[doc] ?? 0)
      coverage[doc] = (coverage[doc] ?? 0) + share * (strengths[doc] ?? 0)
    }
  }
  return { match, coverage }
}

interface Found {
  /** Of each document the best option's weight times the weight of its weakest stem. */
  readonly values: Float32Array
  /** The weight of the best option alone. */
  readonly strengths: Float32Array
  readonly rarity: number
}

function findPart({ options }: Part, index: Inverted): Found {
  const count = index.docs.length
  const found = { values: new Float32Array(count), strengths: new Float32Array(count) }
  let frequency = 0
  for (const option of options) {
    const postings = together(option, index)
    if (option.weight >= SAME_THING) frequency = Math.max(frequency, postings.length)
    for (const posting of postings) {
      const doc = posting >>> 8
      const value = (option.weight * (posting & 255)) / 255
      raise(found, doc, value, option.weight)
      const { kind, id = '' } = (posting & 255) < IN_TITLE ? NO_DOC : (index.docs[doc] ?? NO_DOC)
      if (kind !== 'agency') continue
      for (const service of index.servicesOf(id)) raise(found, service, value * OF_AGENCY, option.weight)
    }
  }
  return { ...found, rarity: rarityOf(frequency, index.size) }
}

const NO_DOC = { kind: undefined, id: undefined }

function raise({ values, strengths }: Omit<Found, 'rarity'>, doc: number, value: number, strength: number): void {
  if (value > (values[doc] ?? 0)) values[doc] = value
  if (strength > (strengths[doc] ?? 0)) strengths[doc] = strength
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
function rarityOf(frequency: number, size: number): number {
  // A word that nothing is found by must not count as the rarest of all.
  const known = frequency === 0 ? size / 20 : Math.min(frequency, size)
  return Math.log(1 + (size - known + 0.5) / (known + 0.5)) + 0.1
}
