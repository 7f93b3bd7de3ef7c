import { placeOf } from '../record/place.ts'
import type { Language } from '../record/text.ts'

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

/** `/ar/services/kw/traffic-violations` */
export const pathOf = (id: string, language: Language): string => `/${language}${placeOf(id)}`
