import type { Language } from '../../record/text.ts'
import { tokens } from '../text/tokens.ts'
import type { Inverted } from './inverted.ts'

export interface Suggestion {
  readonly text: string
  /** Records of that title, over all states. */
  readonly count: number
}

export interface Suggester {
  suggest(query: string, language: Language): readonly Suggestion[]
}

const SUGGESTIONS = 8
const WORDS = 6

interface Row extends Suggestion {
  readonly words: readonly string[]
}

/** Titles that continue what is being typed: every word of it begins a word of the title. */
export function suggester(index: Inverted): Suggester {
  const rows = { ar: rowsOf(index, 'ar'), en: rowsOf(index, 'en') }
  return {
    suggest(query, language) {
      const typed = typedOf(query)
      if (typed.length === 0) return []
      return rows[language]
        .flatMap((row) => {
          const places = typed.map((word) => row.words.findIndex((other) => begins(word, other)))
          return places.includes(-1) ? [] : [{ row, place: Math.min(...places) + (isRising(places) ? 0 : 10) }]
        })
        .sort((a, b) => a.place - b.place || b.row.count - a.row.count || a.row.text.length - b.row.text.length)
        .slice(0, SUGGESTIONS)
        .map(({ row: { text, count } }) => ({ text, count }))
    },
  }
}

/** An article that has no word yet begins every word. */
function typedOf(query: string): readonly string[] {
  const words = wordsOf(query.slice(0, 100)).slice(0, WORDS)
  return words.length > 1 && 'ال'.startsWith(words.at(-1) ?? '') ? words.slice(0, -1) : words
}

/** An article of which the word is not long enough to be known for one may be there. */
function begins(typed: string, word: string): boolean {
  return word.startsWith(typed) || (typed.startsWith('ال') && typed.length > 2 && word.startsWith(typed.slice(2)))
}

function isRising(places: readonly number[]): boolean {
  return places.every((place, i) => i === 0 || place > (places[i - 1] ?? 0))
}

function rowsOf(index: Inverted, language: Language): readonly Row[] {
  const rows = new Map<string, { text: string; count: number; words: readonly string[] }>()
  for (const doc of index.docs) {
    const text = doc?.title[language]
    if (doc === undefined || text === undefined) continue
    const row = rows.get(text)
    if (row) row.count++
    else rows.set(text, { text, count: 1, words: withoutArticle(doc.words[language].split(' ')) })
  }
  return [...rows.values()]
}

const wordsOf = (text: string) => withoutArticle(tokens(text, 20).map(({ word }) => word))

/** The article does not count: خدم begins الخدمات. */
function withoutArticle(words: readonly string[]): readonly string[] {
  return words.map((word) => (word.length > 4 && word.startsWith('ال') ? word.slice(2) : word))
}
