import { isKnown } from '../words/concepts.ts'
import { parted } from './arabic.ts'
import { stem } from './stem.ts'
import type { Token } from './tokens.ts'

/**
 * What a word of a stored text is found by: its stem, and where only the rest behind و ف ب ك ل or before an adverb's ا is a word that we know
 * (لتجديد, ورخصة, مجانا), the stem of that too. بلدية and وفاة are words themselves and stay whole.
 */
export function termsOf(token: Token): readonly string[] {
  const whole = stem(token)
  if (token.script !== 'arabic' || isKnown(whole)) return [whole]
  const rest = restsOf(token.word).find(isKnown)
  return rest === undefined ? [whole] : [whole, rest]
}

/** The same for a word of a query, where `isThere` says whether anything is found by a stem. */
export function askedOf(token: Token, isThere: (stem: string) => boolean): string {
  const whole = stem(token)
  if (token.script !== 'arabic' || isKnown(whole)) return whole
  const rests = restsOf(token.word)
  return rests.find(isKnown) ?? (isThere(whole) ? whole : (rests.find(isThere) ?? whole))
}

function restsOf(word: string): readonly string[] {
  const rests = [...parted(word), ...(word.length > 4 && word.endsWith('ا') ? [word.slice(0, -1)] : [])]
  return rests.map((rest) => stem({ word: rest, script: 'arabic' }))
}
