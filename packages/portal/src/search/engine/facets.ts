import type { EntryFacet } from '../index/entry.ts'
import type { Doc } from './inverted.ts'

export const FACETS = ['kind', 'state', 'sector', 'audience', 'lifeEvent', 'businessEvent', 'level'] as const
export type Facet = (typeof FACETS)[number]

/** Codes to which results are narrowed: one of a facet, all facets together. */
export type Filters = { readonly [F in Facet]?: string | undefined }

/** How many results each code would leave, were it chosen in place of what its own facet is narrowed to; most first. */
export type Facets = Readonly<Record<Facet, readonly { readonly code: string; readonly count: number }[]>>

export const noFacets = (): Facets => ({
  kind: [],
  state: [],
  sector: [],
  audience: [],
  lifeEvent: [],
  businessEvent: [],
  level: [],
})

/** Facets by which a document is not among what the filters leave. */
export function misses(doc: Doc, filters: Filters): readonly Facet[] {
  const missed: Facet[] = []
  for (const facet of FACETS) {
    const wanted = filters[facet]
    if (wanted !== undefined && !codesOf(doc, facet).includes(wanted)) missed.push(facet)
  }
  return missed
}

export function countFacets(shown: readonly { readonly doc: Doc; readonly missed: readonly string[] }[]): Facets {
  const count = (facet: Facet) => {
    const counts = new Map<string, number>()
    for (const { doc, missed } of shown) {
      if (missed.length > 0 && missed[0] !== facet) continue
      for (const code of codesOf(doc, facet)) counts.set(code, (counts.get(code) ?? 0) + 1)
    }
    return [...counts]
      .map(([code, count]) => ({ code, count }))
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1))
  }
  return Object.fromEntries(FACETS.map((facet) => [facet, count(facet)])) as Record<Facet, ReturnType<typeof count>>
}

function codesOf(doc: Doc, facet: Facet): readonly string[] {
  if (facet === 'kind') return [doc.kind]
  if (facet === 'state') return [doc.tenant]
  return doc.facets[facet satisfies EntryFacet]
}
