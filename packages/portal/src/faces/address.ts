import { type PortalRecord, partsOf } from '../record/record.ts'
import type { Language } from '../record/text.ts'

/** Where a record's kind is shown: `/ar/services/kw/…`. */
const SECTIONS: Readonly<Record<PortalRecord['kind'], string>> = {
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

/** Addresses of one portal; `base` is its origin without a slash. */
export function addresses(base: string) {
  return {
    base,
    /** The thing itself, for ever: `https://…/id/KW/service/traffic-violations`. */
    thing: (id: string) => `${base}/id/${id}`,
    /** A part of a thing: one of its channels, costs, files. */
    part: (id: string, name: string) => `${base}/id/${id}#${name}`,
    /** A term of the portal's own code lists. */
    concept: (list: string, code: string) => `${base}/id/vocabulary/${list}/${code}`,
    scheme: (list: string) => `${base}/id/vocabulary/${list}`,
    page: (id: string, language: Language) => `${base}${pathOf(id, language)}`,
    file: (sha256: string, name: string) => `${base}/files/${sha256}/${name}`,
    proof: (page: number) => `${base}/ar/proof/${page}`,
    context: `${base}/context.jsonld`,
    api: `${base}/api/v1`,
  }
}
export type Addresses = ReturnType<typeof addresses>

/** `/ar/services/kw/traffic-violations`; a state has no slug of its own: `/ar/states/kw`. */
export function pathOf(id: string, language: Language): string {
  const { tenant, kind, slug } = partsOf(id)
  const section = SECTIONS[kind as PortalRecord['kind']]
  const state = tenant.toLowerCase()
  return kind === 'state' ? `/${language}/${section}/${state}` : `/${language}/${section}/${state}/${slug}`
}

/** The kinds that an address of a section may show. */
export function kindsAt(section: string): readonly PortalRecord['kind'][] {
  return (Object.keys(SECTIONS) as PortalRecord['kind'][]).filter((kind) => SECTIONS[kind] === section)
}
