import { type Draw, seeded } from '../agencies/seeded.ts'
import type { StateCode } from '../federation/states.ts'
import type { Text } from '../federation/text.ts'

/** Arabic alone, or both. */
export type Words = { readonly ar: string; readonly en?: string }

/** Leaves the English away, everywhere in a value: some records of the sample are not translated yet. */
export function arabicOnly<T>(value: T): T {
  if (Array.isArray(value)) return value.map(arabicOnly) as T
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
  const isText = members.length === 2 && 'ar' in value && 'en' in value
  return Object.fromEntries(
    members.filter(([key]) => !(isText && key === 'en')).map(([key, member]) => [key, arabicOnly(member)]),
  ) as T
}

const DAY_MS = 86_400_000
const FROM = Date.UTC(2025, 0, 5)

/** A day of 2025 or 2026 before the autumn, the same at every start. */
export function drawDay(draw: Draw): string {
  return new Date(FROM + draw.whole(0, 600) * DAY_MS).toISOString().slice(0, 10)
}

/** What every sample record says of itself. */
export function commonOf(state: StateCode, kind: string, slug: string, agency: string, title: Text, summary: Text) {
  const draw = seeded(state, kind, slug)
  const issued = drawDay(draw)
  return {
    id: `${state}/${kind}/${slug}`,
    owner: `${state}/GOV/${agency}`,
    title,
    summary,
    keywords: [] as readonly Words[],
    sectors: [] as readonly string[],
    issued,
    modified: `${issued}T${String(draw.whole(6, 11)).padStart(2, '0')}:${String(draw.whole(0, 59)).padStart(2, '0')}:00Z`,
    licence: 'sample',
    sample: true,
    sources: [] as readonly unknown[],
  }
}
