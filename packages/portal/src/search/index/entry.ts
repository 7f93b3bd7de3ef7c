import type { Kind, Tenant } from '../../record/common.ts'
import type { Text } from '../../record/text.ts'

/** What the index keeps of a record. */
export interface Entry {
  readonly id: string
  readonly tenant: Tenant
  readonly kind: Kind
  readonly title: Text
  readonly summary: Text
  /** RFC 3339. */
  readonly modified: string
  /** Record of the agency that answers for a service. */
  readonly agency: string | null
  /** Codes by which results can be narrowed. */
  readonly facets: Readonly<Record<EntryFacet, readonly string[]>>
  /** Stem, and how much the record is about it: 1 to 255. */
  readonly terms: Readonly<Record<string, number>>
}

export type EntryFacet = 'sector' | 'audience' | 'lifeEvent' | 'businessEvent' | 'level'
