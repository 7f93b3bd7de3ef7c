import type { Tenant } from '../../record/common.ts'
import { stem } from '../text/stem.ts'
import { tokens } from '../text/tokens.ts'
import { STATE_WORDS } from '../words/states.ts'

const NAMES: readonly { readonly tenant: Tenant; readonly stems: readonly string[] }[] = Object.entries(STATE_WORDS)
  .flatMap(([tenant, words]) =>
    words
      .split(/[\s|]+/)
      .map((name) => ({ tenant: tenant as Tenant, stems: tokens(name.replaceAll('_', ' '), 6).map(stem) })),
  )
  .sort((a, b) => b.stems.length - a.stems.length)

/** Which states the stems of a query name, and the places of the stems that name none. */
export function statesIn(stems: readonly string[]): { states: ReadonlySet<Tenant>; rest: readonly number[] } {
  const states = new Set<Tenant>()
  const rest: number[] = []
  for (let at = 0; at < stems.length; ) {
    const named = NAMES.find((name) => name.stems.every((one, i) => stems[at + i] === one))
    if (named) states.add(named.tenant)
    else rest.push(at)
    at += named?.stems.length ?? 1
  }
  return { states, rest }
}
