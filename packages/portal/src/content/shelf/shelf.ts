import { clampPage, type Facets, type PublishedItem, type Wanted } from '../published.ts'
import { DIMENSIONS, type Dimension, type Filter } from '../query.ts'
import { type Bits, clearBit, countInBoth, hasBit, inAll, inAny, noBits, withBit } from './bits.ts'
import { ORDERS, type OrderName, orderName, placeIn } from './order.ts'
import { type Property, propertiesOf } from './properties.ts'

interface Doc {
  readonly item: PublishedItem
  /** Its number in the sets. */
  readonly slot: number
}

const NAMES = Object.keys(ORDERS) as OrderName[]
/** From here on lists are sorted anew; fewer are put in their places. */
const MANY = 100

/** Published items in memory: by id, in every order, and the set of those with each property. It answers as the SQL of `published.ts` does. */
export class Shelf {
  readonly #docs = new Map<string, Doc>()
  readonly #free: number[] = []
  readonly #sets = new Map<Property, Map<string, Bits>>()
  readonly #orders: Record<OrderName, Doc[]> = { 'title ar': [], 'title en': [], modified: [], date: [] }

  get(id: string): PublishedItem | null {
    return this.#docs.get(id)?.item ?? null
  }

  ids(): Iterable<string> {
    return this.#docs.keys()
  }

  /** Puts items in, in place of those with their ids, and takes others out. */
  change(put: readonly PublishedItem[], remove: readonly string[]): void {
    const ids = new Set([...remove, ...put.map(({ record }) => record.id)])
    const gone = [...ids].flatMap((id) => this.#docs.get(id) ?? [])
    for (const doc of gone) this.#forget(doc)
    const made = put.map((item) => this.#keep(item))
    for (const name of NAMES) this.#arrange(name, gone, made)
  }

  list(wanted: Wanted): { readonly items: readonly PublishedItem[]; readonly total: number } {
    const found = this.#match(wanted)
    const total = countInBoth(found, found)
    const { limit, offset } = clampPage(wanted)
    const items: PublishedItem[] = []
    if (offset >= total) return { items, total }
    let before = offset
    for (const { item, slot } of this.#orders[orderName(wanted.sort ?? 'title', wanted.language ?? 'ar')]) {
      if (!hasBit(found, slot) || before-- > 0) continue
      items.push(item)
      if (items.length === limit) break
    }
    return { items, total }
  }

  count(filter: Filter): number {
    const found = this.#match(filter)
    return countInBoth(found, found)
  }

  facets(filter: Filter): Facets {
    const whole = this.#match(filter)
    const of = (dimension: Dimension): Record<string, number> => {
      const found = filter[dimension] === undefined ? whole : this.#match(filter, dimension)
      const counts: Record<string, number> = {}
      for (const [value, bits] of this.#sets.get(dimension) ?? []) {
        const n = countInBoth(found, bits)
        if (n > 0) counts[value] = n
      }
      return counts
    }
    return Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, of(dimension)])) as Record<
      Dimension,
      Record<string, number>
    >
  }

  #match(filter: Filter, without?: Dimension): Bits {
    const kinds = [filter.kind].flat().map((kind) => this.#with('kind', kind))
    const sets = [kinds.length === 1 ? (kinds[0] as Bits) : inAny(kinds)]
    for (const dimension of DIMENSIONS) {
      const value = filter[dimension]
      if (value === undefined || dimension === without) continue
      sets.push(dimension === 'agency' ? this.#ofAgency(value) : this.#with(dimension, value))
    }
    return inAll(sets)
  }

  /** What names the agency, and what names none and is owned by its member. */
  #ofAgency(id: string): Bits {
    const record = this.get(id)?.record
    const own = record?.kind === 'agency' ? [this.#with('owner', record.member)] : []
    return inAny([this.#with('agency', id), ...own])
  }

  #with(property: Property, value: string): Bits {
    return this.#sets.get(property)?.get(value) ?? NONE
  }

  #keep(item: PublishedItem): Doc {
    const doc = { item, slot: this.#free.pop() ?? this.#docs.size }
    this.#docs.set(item.record.id, doc)
    for (const [property, value] of propertiesOf(item)) {
      const values = this.#sets.get(property) ?? new Map<string, Bits>()
      this.#sets.set(property, values)
      values.set(value, withBit(values.get(value) ?? noBits(), doc.slot))
    }
    return doc
  }

  #forget({ item, slot }: Doc): void {
    this.#docs.delete(item.record.id)
    this.#free.push(slot)
    for (const [property, value] of propertiesOf(item)) {
      const bits = this.#sets.get(property)?.get(value)
      if (bits !== undefined) clearBit(bits, slot)
    }
  }

  #arrange(name: OrderName, gone: readonly Doc[], made: readonly Doc[]): void {
    const compare = ORDERS[name]
    const docs = this.#orders[name]
    if (gone.length + made.length >= MANY) {
      this.#orders[name] = [...this.#docs.values()].sort((a, b) => compare(a.item, b.item))
      return
    }
    for (const { item } of gone) docs.splice(placeIn(docs, item, compare), 1)
    for (const doc of made) docs.splice(placeIn(docs, doc.item, compare), 0, doc)
  }
}

const NONE = noBits()
