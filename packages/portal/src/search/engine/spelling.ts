import { stem } from '../text/stem.ts'
import { STOP_WORDS } from '../text/stop-words.ts'
import type { Token } from '../text/tokens.ts'
import { trigrams } from '../text/trigrams.ts'

/** A word that stands in titles or summaries, near the one that was typed. */
export interface Spelled {
  readonly word: string
  readonly stem: string
  /** 0 to 1: trigrams in common, of all trigrams of both. */
  readonly likeness: number
}

export interface Spelling {
  learn(token: Token): void
  /** Best first; nothing below the threshold. */
  near(word: string, isThere: (stem: string) => boolean): readonly Spelled[]
}

/** Below this, words have little in common but letters. */
const THRESHOLD = 0.35
/** A long word of one slip (letter left out, put in, changed, or two swapped) is taken as at least so near; in a short one a slip is another word. */
const ONE_SLIP = 0.6
const LONG = 5
const CHOICES = 3

export function openSpelling(): Spelling {
  const words: { readonly word: string; readonly stem: string; readonly size: number; count: number }[] = []
  const numbers = new Map<string, number>()
  const byTrigram = new Map<string, number[]>()

  return {
    learn(token) {
      const { word, script } = token
      const known = words[numbers.get(word) ?? -1]
      if (known) known.count++
      if (known || word.length < 3 || STOP_WORDS.has(word) || (script !== 'arabic' && script !== 'latin')) return
      const grams = trigrams(word)
      const number = words.push({ word, stem: stem(token), size: grams.size, count: 1 }) - 1
      numbers.set(word, number)
      for (const gram of grams) {
        const list = byTrigram.get(gram)
        if (list) list.push(number)
        else byTrigram.set(gram, [number])
      }
    },
    near(word, isThere) {
      if (word.length < 3) return []
      const grams = trigrams(word)
      const common = new Map<number, number>()
      for (const gram of grams) {
        for (const number of byTrigram.get(gram) ?? []) common.set(number, (common.get(number) ?? 0) + 1)
      }
      return [...common]
        .flatMap(([number, shared]) => {
          const candidate = words[number]
          if (!candidate) return []
          const alike = shared / (grams.size + candidate.size - shared)
          const likeness =
            word.length >= LONG && isOneSlip(word, candidate.word) ? Math.max(alike, ONE_SLIP) + 0.1 : alike
          return likeness < THRESHOLD || !isThere(candidate.stem)
            ? []
            : [{ ...candidate, likeness: Math.min(likeness, 1) }]
        })
        .sort((a, b) => b.likeness - a.likeness || b.count - a.count || (a.word < b.word ? -1 : 1))
        .slice(0, CHOICES)
    },
  }
}

/** Whether one insertion, deletion, substitution or swap of neighbours makes one of the other. */
function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const rest = (text: string, from: number) => text.slice(from)
  return (
    rest(a, start + 1) === rest(b, start + 1) ||
    rest(a, start) === rest(b, start + 1) ||
    rest(a, start + 1) === rest(b, start) ||
    (a[start] === b[start + 1] && a[start + 1] === b[start] && rest(a, start + 2) === rest(b, start + 2))
  )
}
