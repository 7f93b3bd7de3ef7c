import { RabtError } from '@rabt/protocol'

/** Bounds of one question, since anybody at the edge may ask. */
const LIMITS = { characters: 100, page: 200, identifier: 512 } as const
const PAGE = 50

/** What may be asked; each kind of list takes some of them. */
const NAMES = ['q', 'state', 'member', 'group', 'of', 'consumer', 'service', 'agreement', 'after', 'limit'] as const
export type Asked = Readonly<Partial<Record<(typeof NAMES)[number], string>>>

/**
 * Reads the query of a question to the directory.
 * @throws RabtError INVALID_REQUEST for an unknown, repeated or over-long parameter.
 */
export function readQuestion(query: URLSearchParams, allowed: readonly (keyof Asked)[]): Asked {
  const asked: Record<string, string> = {}
  for (const [name, value] of query) {
    const known = (allowed as readonly string[]).includes(name) && !Object.hasOwn(asked, name)
    if (!known || value.length > (name === 'q' ? LIMITS.characters : LIMITS.identifier) || !value.isWellFormed())
      throw new RabtError('INVALID_REQUEST', {}, { detail: 'query of a question to the directory' })
    asked[name] = value
  }
  return asked
}

/** One page of a list, and the identifier after which the next begins; null: the last. */
export interface Page<T> {
  readonly page: readonly T[]
  readonly next: string | null
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1)

const sorted = new WeakMap<object, readonly unknown[]>()

/** The records of a map of the directory in the order of their identifiers; sorted once. */
export function sortedOf<T extends { readonly id: string }>(records: ReadonlyMap<string, T>): readonly T[] {
  const known = sorted.get(records) as readonly T[] | undefined
  if (known !== undefined) return known
  const made = [...records.values()].sort(byId)
  sorted.set(records, made)
  return made
}

/**
 * One page of a list that is in the order of its identifiers; looks no further than the page is long.
 * @throws RabtError INVALID_REQUEST for a `limit` that is none.
 */
export function pageOf<T extends { readonly id: string }>(
  items: readonly T[],
  asked: Asked,
  matches: (item: T) => boolean,
): Page<T> {
  const size = sizeOf(asked)
  const found: T[] = []
  for (const item of items) {
    if (asked.after !== undefined && item.id <= asked.after) continue
    if (matches(item)) found.push(item)
    if (found.length > size) break
  }
  return cut(found, size, ({ id }) => id)
}

/**
 * One page of a list that has an order of its own; one that is asked to go on after what is not in it begins anew.
 * @throws RabtError INVALID_REQUEST for a `limit` that is none.
 */
export function pageOfOrdered<T>(items: readonly T[], idOf: (item: T) => string, asked: Asked): Page<T> {
  const from = asked.after === undefined ? 0 : items.findIndex((item) => idOf(item) === asked.after) + 1
  return cut(items.slice(from), sizeOf(asked), idOf)
}

function sizeOf({ limit }: Asked): number {
  if (limit === undefined) return PAGE
  if (!/^[1-9]\d{0,2}$/.test(limit)) throw new RabtError('INVALID_REQUEST', {}, { detail: 'limit' })
  return Math.min(Number(limit), LIMITS.page)
}

function cut<T>(found: readonly T[], size: number, idOf: (item: T) => string): Page<T> {
  const page = found.slice(0, size)
  return { page, next: found.length > size ? idOf(page.at(-1) as T) : null }
}
