import { readFileSync } from 'node:fs'
import type { Language } from '../record/text.ts'

let codes: ReadonlyMap<string, string> | undefined
const names = new Map<Language, Intl.DisplayNames>()

/** alpha-2 of an alpha-3 code: `KW` of `KWT`. */
export function alpha2(state: string): string | undefined {
  codes ??= new Map(
    readFileSync(new URL('../../data/countries.csv', import.meta.url), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line): [string, string] => [line.slice(0, 3), line.slice(4)]),
  )
  return codes.get(state)
}

/** Name of a state of the survey, by Unicode CLDR; the code itself if it is unknown. */
export function nameOf(state: string, language: Language): string {
  const code = alpha2(state)
  if (code === undefined) return state
  let display = names.get(language)
  if (display === undefined) {
    display = new Intl.DisplayNames([language], { type: 'region' })
    names.set(language, display)
  }
  return display.of(code) ?? state
}
