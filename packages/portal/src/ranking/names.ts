import { readFileSync } from 'node:fs'
import type { Tenant } from '../record/common.ts'
import type { Language } from '../record/text.ts'
import { TENANT_NAMES } from '../taxonomy/tenants.ts'
import { SIX } from './rules.ts'

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

/** Name of a state of the survey: one of the six as everywhere on the portal, others by Unicode CLDR; the code itself if it is unknown. */
export function nameOf(state: string, language: Language): string {
  const tenant = (SIX as Readonly<Record<string, Tenant>>)[state]
  if (tenant !== undefined) return TENANT_NAMES[tenant][language]
  const code = alpha2(state)
  if (code === undefined) return state
  let display = names.get(language)
  if (display === undefined) {
    display = new Intl.DisplayNames([language], { type: 'region' })
    names.set(language, display)
  }
  return display.of(code) ?? state
}
