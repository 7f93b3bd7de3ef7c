import type { Language, PageProps } from '@rabt/ui'
import type { PublishedReader } from '../content/published.ts'
import type { PublishedFiles } from '../files/published-files.ts'
import type { ReadinessReader } from '../readiness/read.ts'
import type { Kind, Tenant } from '../record/common.ts'
import { partsOf } from '../record/record.ts'

/** What every public page reads from. */
export interface Site {
  readonly published: PublishedReader
  readonly readiness: ReadinessReader
  readonly files: PublishedFiles
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly clock: () => number
  /** The trial mark of the page at this path, after the language; none: it is in no trial. */
  readonly trial?: (lang: Language, path: string) => PageProps['trial']
}

/** Where records of a kind stand, after the language. */
export const FOLDER: Readonly<Record<Kind, string>> = {
  state: '/states',
  agency: '/agencies',
  service: '/services',
  document: '/library',
  dataset: '/library',
  achievement: '/achievements',
  experience: '/experiences',
  news: '/news',
  law: '/laws',
}

/** `/services/kw/traffic-violations` of `KW/service/traffic-violations`; a state's page is `/states/kw`. */
export function pathOf(id: string): string {
  const { tenant, kind, slug } = partsOf(id)
  const folder = FOLDER[kind as Kind]
  const owner = tenant.toLowerCase()
  return kind === 'state' ? `${folder}/${owner}` : `${folder}/${owner}/${slug}`
}

export const hrefOf = (id: string, lang: Language): string => `/${lang}${pathOf(id)}`

/** `kw` of an address, or nothing. */
export function tenantOf(segment: string): Tenant | undefined {
  return /^(kw|sa|qa|ae|bh|om|gcc)$/.test(segment) ? (segment.toUpperCase() as Tenant) : undefined
}
