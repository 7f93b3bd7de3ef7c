import type { Language, PageProps } from '@rabt/ui'
import type { PublishedReader } from '../content/published.ts'
import type { PublishedFiles } from '../files/published-files.ts'
import type { Launched } from '../launch/shown.ts'
import type { ReadinessReader } from '../readiness/read.ts'
import type { Tenant } from '../record/common.ts'
import { placeOf } from '../record/place.ts'

/** What every public page reads from. */
export interface Site {
  readonly published: PublishedReader
  readonly readiness: ReadinessReader
  readonly files: PublishedFiles
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly clock: () => number
  readonly launch: Launched
  /** The trial mark of the page at this path, after the language; none: it is in no trial. */
  readonly trial?: (lang: Language, path: string) => PageProps['trial']
}

export const hrefOf = (id: string, lang: Language): string => `/${lang}${placeOf(id)}`

/** `kw` of an address, or nothing. */
export function tenantOf(segment: string): Tenant | undefined {
  return /^(kw|sa|qa|ae|bh|om|gcc)$/.test(segment) ? (segment.toUpperCase() as Tenant) : undefined
}
