import { stemArabic } from './arabic.ts'
import { stemEnglish } from './english.ts'
import type { Token } from './tokens.ts'

/** What a word is found by. */
export function stem({ word, script }: Token): string {
  if (script === 'arabic') return stemArabic(word)
  return script === 'latin' ? stemEnglish(word) : word
}
