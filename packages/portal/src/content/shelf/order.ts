import type { Language } from '../../record/text.ts'
import type { PublishedItem } from '../published.ts'
import type { Sort } from '../query.ts'

export type Compare = (a: PublishedItem, b: PublishedItem) => number

const byCodePoint = (a: string, b: string): number => (a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b)))
const byId: Compare = (a, b) => byCodePoint(a.record.id, b.record.id)

/** Texts that a collator holds for equal go by code point, as PostgreSQL's collations do. */
function byTitle(language: Language): Compare {
  const { compare } = new Intl.Collator(language)
  const titleOf = ({ record: { title } }: PublishedItem): string =>
    (language === 'en' ? title.en : undefined) ?? title.ar
  return (a, b) => {
    const [one, other] = [titleOf(a), titleOf(b)]
    return compare(one, other) || byCodePoint(one, other) || byId(a, b)
  }
}

/** Without a day first, as `DESC` has it. */
const byDay: Compare = (a, b) => {
  const [one, other] = [dayOf(a), dayOf(b)]
  if (one === other) return byId(a, b)
  if (one === undefined || other === undefined) return one === undefined ? -1 : 1
  return one < other ? 1 : -1
}

const dayOf = ({ record }: PublishedItem): string | undefined =>
  ('on' in record ? record.on : undefined) ?? record.issued

/** The orders in which lists stand. Each is total: no two items are equal in it. */
export const ORDERS: Readonly<Record<OrderName, Compare>> = {
  'title ar': byTitle('ar'),
  'title en': byTitle('en'),
  modified: (a, b) => b.modified.getTime() - a.modified.getTime() || byId(a, b),
  date: byDay,
}

export type OrderName = 'title ar' | 'title en' | 'modified' | 'date'

export const orderName = (sort: Sort, language: Language): OrderName => (sort === 'title' ? `title ${language}` : sort)

/** Where an item stands in a list, or would stand. */
export function placeIn<T extends { readonly item: PublishedItem }>(
  sorted: readonly T[],
  item: PublishedItem,
  compare: Compare,
): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare((sorted[middle] as T).item, item) < 0) low = middle + 1
    else high = middle
  }
  return low
}
