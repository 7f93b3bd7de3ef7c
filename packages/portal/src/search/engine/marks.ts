import { termsOf } from '../text/terms.ts'
import { tokens } from '../text/tokens.ts'
import type { Query } from './query.ts'

/** Words of a text that a query found, as [start, end) in UTF-16 units, in order. */
export type Marks = readonly (readonly [number, number])[]

export interface Snippet {
  readonly text: string
  readonly marks: Marks
  /** Something stands before, or after, in the whole text. */
  readonly before: boolean
  readonly after: boolean
}

const WORD = /[\p{L}\p{M}\p{N}\u0640]+/gu
/** UTF-16 units of a snippet. */
const SNIPPET = 220
/** Options weaker than this are not marked: their words are not what was asked. */
const MARKED = 0.5

/** Stems whose words are marked. */
export function markedStems({ terms, phrases }: Query): ReadonlySet<string> {
  return new Set(
    [...terms, ...phrases].flatMap(({ options }) =>
      options.filter(({ weight }) => weight >= MARKED).flatMap(({ stems }) => stems),
    ),
  )
}

export function mark(text: string, stems: ReadonlySet<string>): Marks {
  const marks: [number, number][] = []
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (termsIn(word).some((one) => stems.has(one))) marks.push([index, index + word.length])
  }
  return marks
}

/** The part of a text with most of the marks, cut between words. */
export function snippet(text: string, stems: ReadonlySet<string>): Snippet {
  const marks = mark(text, stems)
  if (text.length <= SNIPPET) return { text, marks, before: false, after: false }
  const starts = [0, ...marks.map(([start]) => wordBefore(text, Math.max(0, start - 40)))]
  const within = (from: number) => marks.filter(([start, end]) => start >= from && end <= from + SNIPPET)
  const from = starts.reduce((best, start) => (within(start).length > within(best).length ? start : best), 0)
  const to = from + SNIPPET >= text.length ? text.length : wordBefore(text, from + SNIPPET)
  return {
    text: text.slice(from, to).trimEnd(),
    marks: marks.filter(([start, end]) => start >= from && end <= to).map(([start, end]) => [start - from, end - from]),
    before: from > 0,
    after: to < text.length,
  }
}

/** Begin of the word that `at` is in or before. */
function wordBefore(text: string, at: number): number {
  const space = text.lastIndexOf(' ', at)
  return space < 0 || at - space > 60 ? at : space + 1
}

const memory = new Map<string, readonly string[]>()
const REMEMBERED = 20_000

function termsIn(word: string): readonly string[] {
  const known = memory.get(word)
  if (known) return known
  if (memory.size >= REMEMBERED) memory.clear()
  const found = tokens(word, 8).flatMap(termsOf)
  memory.set(word, found)
  return found
}
