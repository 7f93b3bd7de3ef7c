import { type Language, messages } from '@rabt/ui'
import type { Dimension } from '../../content/query.ts'
import type { Choices } from '../../http/choices.ts'
import { BUSINESS_EVENTS, LIFE_EVENTS } from '../../taxonomy/events.ts'
import { SECTORS } from '../../taxonomy/sectors.ts'
import { AUDIENCES, LEVELS } from '../../taxonomy/services.ts'
import { TENANT_NAMES } from '../../taxonomy/tenants.ts'
import type { Terms } from '../../taxonomy/term.ts'

const words = messages(
  {
    state: 'الدولة',
    sector: 'القطاع',
    lifeEvent: 'حدث الحياة',
    businessEvent: 'حدث الأعمال',
    audience: 'الجمهور',
    level: 'المستوى المعلن',
  },
  {
    state: 'State',
    sector: 'Sector',
    lifeEvent: 'Life event',
    businessEvent: 'Business event',
    audience: 'Audience',
    level: 'Declared level',
  },
)

/** What lists are narrowed by: its name in the address, in the reader, and its code list. */
export const FACETS = [
  { name: 'state', dimension: 'tenant', terms: TENANT_NAMES },
  { name: 'sector', dimension: 'sector', terms: SECTORS },
  { name: 'lifeEvent', dimension: 'lifeEvent', terms: LIFE_EVENTS },
  { name: 'businessEvent', dimension: 'businessEvent', terms: BUSINESS_EVENTS },
  { name: 'audience', dimension: 'audience', terms: AUDIENCES },
  { name: 'level', dimension: 'level', terms: LEVELS },
] as const satisfies readonly { readonly name: string; readonly dimension: Dimension; readonly terms: Terms }[]

export const LIST_CHOICES: Choices = Object.fromEntries(FACETS.map(({ name, terms }) => [name, Object.keys(terms)]))

export const facetLabel = (name: (typeof FACETS)[number]['name'], lang: Language): string => words[lang][name]
