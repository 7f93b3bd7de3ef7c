import { normalise } from './normalise.ts'

export type Script = 'arabic' | 'latin' | 'digits' | 'other'

/** A word of a text, normalised. */
export interface Token {
  readonly word: string
  readonly script: Script
}

/** Longer words are no words; they are cut. UTF-16 units. */
const WORD = 40
/** ال may stand before a Latin word (الـPDF), م behind a year (2015م): scripts part, and both parts are words. */
const RUN = /[\u0600-\u06ff]+|[a-z]+|[0-9]+|[^\u0600-\u06ffa-z0-9 ]+/gu

/** Words of a text in their order, at most `max`. */
export function tokens(text: string, max: number): readonly Token[] {
  const found: Token[] = []
  for (const [run] of normalise(text).matchAll(RUN)) {
    if (found.length === max) break
    found.push({ word: run.length > WORD ? run.slice(0, WORD) : run, script: scriptOf(run) })
  }
  return found
}

function scriptOf(run: string): Script {
  const code = run.charCodeAt(0)
  if (code >= 0x600 && code <= 0x6ff) return 'arabic'
  if (code >= 0x61 && code <= 0x7a) return 'latin'
  return code >= 0x30 && code <= 0x39 ? 'digits' : 'other'
}
