import { STOP_WORDS } from '../text/stop-words.ts'
import { termsOf } from '../text/terms.ts'
import type { Token } from '../text/tokens.ts'

/** Stems of a title, each once: of what a word is found by, the last is the word without what stands before it. */
export function headOf(title: readonly Token[]): readonly string[] {
  return [...new Set(title.filter(({ word }) => !STOP_WORDS.has(word)).flatMap((token) => termsOf(token).slice(-1)))]
}
