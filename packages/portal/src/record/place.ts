import type { Kind } from './common.ts'
import { partsOf } from './record.ts'

/** The section that shows a kind: `services` of `/ar/services/kw/…`. */
export const SECTION_OF: Readonly<Record<Kind, string>> = {
  state: 'states',
  agency: 'agencies',
  service: 'services',
  document: 'library',
  dataset: 'library',
  achievement: 'achievements',
  experience: 'experiences',
  news: 'news',
  law: 'laws',
}

/** `/services/kw/traffic-violations` of `KW/service/traffic-violations`, after the language; a state has no slug of its own: `/states/kw`. */
export function placeOf(id: string): string {
  const { tenant, kind, slug } = partsOf(id)
  const folder = `/${SECTION_OF[kind as Kind]}/${tenant.toLowerCase()}`
  return kind === 'state' ? folder : `${folder}/${slug}`
}

/** The kinds that an address of a section may show. */
export function kindsAt(section: string): readonly Kind[] {
  return (Object.keys(SECTION_OF) as Kind[]).filter((kind) => SECTION_OF[kind] === section)
}
