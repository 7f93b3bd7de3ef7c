import type { Entry, EntryFacet } from '../index/entry.ts'

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

/** A document by its codes (`codesOf`). */
export interface Coded {
  readonly codes: readonly (readonly number[])[]
}

const NONE: readonly Facet[] = []

/** Tells the facets by which a document is not among what the filters leave. */
export function missing(filters: Filters): (doc: Coded) => readonly Facet[] {
  const wanted = FACETS.flatMap((facet, at) => {
    const code = filters[facet]
    return code === undefined ? [] : [{ facet, at, number: numbers[at]?.get(code) }]
  })
  if (wanted.length === 0) return () => NONE
  return ({ codes }) =>
    wanted.flatMap(({ facet, at, number }) => (number !== undefined && codes[at]?.includes(number) ? NONE : [facet]))
}

export function countFacets(shown: readonly { readonly doc: Coded; readonly missed: readonly string[] }[]): Facets {
  const counts = numbers.map(({ size }) => new Uint32Array(size))
  for (const { doc, missed } of shown) {
    const [only] = missed
    for (const [at, facet] of FACETS.entries()) {
      if (only !== undefined && only !== facet) continue
      const counted = counts[at] as Uint32Array
      for (const code of doc.codes[at] ?? []) counted[code] = (counted[code] as number) + 1
    }
  }
  const read = (at: number) =>
    [...(numbers[at] as Map<string, number>)]
      .map(([code, number]) => ({ code, count: counts[at]?.[number] ?? 0 }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1))
  return Object.fromEntries(FACETS.map((facet, at) => [facet, read(at)])) as Record<Facet, ReturnType<typeof read>>
}

/** Codes of each facet by number, as they are met: there are as many as the code lists have. */
const numbers = FACETS.map(() => new Map<string, number>())

/** Codes of a document, each as its number, in the order of FACETS. */
export function codesOf({ kind, tenant, facets }: Omit<Entry, 'terms'>): readonly (readonly number[])[] {
  const codes = (facet: Facet): readonly string[] =>
    facet === 'kind' ? [kind] : facet === 'state' ? [tenant] : facets[facet satisfies EntryFacet]
  return FACETS.map((facet, at) => {
    const known = numbers[at] as Map<string, number>
    return codes(facet).map((code) => {
      const number = known.get(code) ?? known.size
      known.set(code, number)
      return number
    })
  })
}
