/** What a reader may choose in the address of a list: each name with the values it may have. */
export type Choices = Readonly<Record<string, readonly string[]>>

export type Chosen<C extends Choices> = { readonly [K in keyof C]?: C[K][number] }

/** Pages of a list are asked for by number, from 1; more than this many are not turned: a filter finds what lies beyond. */
export const LAST_PAGE = 500

export interface ListQuery<C extends Choices> {
  readonly chosen: Chosen<C>
  readonly page: number
  /** Choices of the address that are none: told to the reader, who meant something by them. */
  readonly unknown: readonly string[]
}

/** Reads the part after `?`. A value that is not one of the choices is left out and named; nothing of it is echoed. */
export function readChoices<const C extends Choices>(search: URLSearchParams, choices: C): ListQuery<C> {
  const chosen: Record<string, string> = {}
  const unknown: string[] = []
  for (const [name, values] of Object.entries(choices)) {
    const value = search.get(name)
    if (value === null || value === '') continue
    if (values.includes(value)) chosen[name] = value
    else unknown.push(name)
  }
  const asked = search.get('page') ?? '1'
  const page = /^[1-9]\d{0,3}$/.test(asked) ? Math.min(Number(asked), LAST_PAGE) : 1
  return { chosen: chosen as Chosen<C>, page, unknown }
}

/** `?state=KW&sector=traffic&page=2`: choices in the order given, the first page unsaid; empty when nothing is chosen. */
export function writeChoices(chosen: Readonly<Record<string, string | undefined>>, page = 1): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(chosen)) if (value !== undefined && value !== '') search.set(name, value)
  if (page > 1) search.set('page', String(page))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
