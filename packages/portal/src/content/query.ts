import type { Kind, Tenant } from '../record/common.ts'
import type { Language } from '../record/text.ts'

/** What a list is narrowed by. `agency` is a record id: services name it, other records are its by their owner. */
export interface Filter {
  /** One kind, or those that stand in one list. */
  readonly kind: Kind | readonly Kind[]
  readonly tenant?: Tenant | undefined
  readonly agency?: string | undefined
  readonly sector?: string | undefined
  readonly lifeEvent?: string | undefined
  readonly businessEvent?: string | undefined
  readonly audience?: string | undefined
  readonly level?: string | undefined
}

export type Dimension = Exclude<keyof Filter, 'kind'>

/** `title` in the order of a language's letters; `modified` and `date` newest first (date: `on`, else `issued`). */
export type Sort = 'title' | 'modified' | 'date'

const MEMBER = `(SELECT a.record ->> 'member' FROM published_item a WHERE a.id = $$ AND a.kind = 'agency')`

/** SQL of each condition; `$$` is the place of its value. */
const CONDITIONS: Readonly<Record<Dimension, string>> = {
  tenant: 'tenant = $$',
  agency: `(agency = $$ OR (agency IS NULL AND record ->> 'owner' = ${MEMBER}))`,
  sector: 'sectors @> ARRAY[$$::text]',
  lifeEvent: `record @> jsonb_build_object('lifeEvents', jsonb_build_array($$::text))`,
  businessEvent: `record @> jsonb_build_object('businessEvents', jsonb_build_array($$::text))`,
  audience: `record @> jsonb_build_object('audiences', jsonb_build_array($$::text))`,
  level: `record @> jsonb_build_object('level', $$::text)`,
}

/** Values of each dimension in a row, as a set-returning expression. */
export const VALUES: Readonly<Record<Dimension, string>> = {
  tenant: 'unnest(ARRAY[tenant])',
  agency: 'unnest(ARRAY[agency])',
  sector: 'unnest(sectors)',
  lifeEvent: `jsonb_array_elements_text(coalesce(record -> 'lifeEvents', '[]'))`,
  businessEvent: `jsonb_array_elements_text(coalesce(record -> 'businessEvents', '[]'))`,
  audience: `jsonb_array_elements_text(coalesce(record -> 'audiences', '[]'))`,
  level: `unnest(ARRAY[record ->> 'level'])`,
}

export const DIMENSIONS = Object.keys(CONDITIONS) as Dimension[]

/** A `WHERE` of the filter without one dimension, with its values pushed to `values`. */
export function whereOf(filter: Filter, values: unknown[], without?: Dimension): string {
  const put = (value: unknown): string => `$${values.push(value)}`
  const conditions = [`kind = ANY(${put([filter.kind].flat())})`]
  for (const dimension of DIMENSIONS) {
    const value = filter[dimension]
    if (value === undefined || dimension === without) continue
    conditions.push(CONDITIONS[dimension].replaceAll('$$', () => put(value)))
  }
  return conditions.join(' AND ')
}

export function orderOf(sort: Sort, language: Language): string {
  if (sort === 'modified') return 'modified DESC, id COLLATE "C"'
  if (sort === 'date') return `coalesce(record ->> 'on', record ->> 'issued') COLLATE "C" DESC, id COLLATE "C"`
  return language === 'en'
    ? 'title_en COLLATE "en-x-icu", id COLLATE "C"'
    : 'title_ar COLLATE "ar-x-icu", id COLLATE "C"'
}
