import type pg from 'pg'
import type { Kind, Tenant } from '../record/common.ts'
import type { PortalRecord } from '../record/record.ts'
import type { Language } from '../record/text.ts'
import { DIMENSIONS, type Dimension, type Filter, orderOf, type Sort, VALUES, whereOf } from './query.ts'

export interface PublishedItem {
  readonly record: PortalRecord
  readonly tenant: Tenant
  readonly kind: Kind
  readonly origin: 'network' | 'editor'
  readonly version: number
  readonly digest: string
  readonly languages: readonly Language[]
  readonly firstPublished: Date
  readonly modified: Date
  readonly lastSeen: Date
  /** Harvest page that brought it; null: from an editor. */
  readonly page: number | null
}

export interface Wanted extends Filter {
  readonly sort?: Sort | undefined
  /** Whose letters `title` sorts by; Arabic unless said. */
  readonly language?: Language | undefined
  /** 1 to 100; 20 unless said. */
  readonly limit?: number | undefined
  /** 0 to 10 000. */
  readonly offset?: number | undefined
}

export interface PublishedVersion {
  readonly version: number
  readonly at: Date
  /** Null: withdrawn then. */
  readonly record: PortalRecord | null
  readonly digest: string | null
  readonly page: number | null
}

/** How many items each value of each dimension has, under the other dimensions of the filter. */
export type Facets = Readonly<Record<Dimension, Readonly<Record<string, number>>>>

const LIMITS = { page: 100, offset: 10_000, history: 100 } as const

export const COLUMNS = `record, tenant, kind, origin, version, digest, languages, first_published AS "firstPublished", modified,
  last_seen AS "lastSeen", page::float8 AS page`

/** What is published, straight from the table. Pages read it from memory: `holdPublished`. */
export function openPublished(pool: Pick<pg.Pool, 'query'>) {
  const count = async (filter: Filter): Promise<number> => {
    const values: unknown[] = []
    const where = whereOf(filter, values)
    const { rows } = await pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM published_item WHERE ${where}`,
      values,
    )
    return rows[0]?.n ?? 0
  }
  return {
    async get(id: string): Promise<PublishedItem | null> {
      const { rows } = await pool.query<PublishedItem>(`SELECT ${COLUMNS} FROM published_item WHERE id = $1`, [id])
      return rows[0] ?? null
    },

    async list(wanted: Wanted): Promise<{ readonly items: readonly PublishedItem[]; readonly total: number }> {
      const values: unknown[] = []
      const where = whereOf(wanted, values)
      const { limit, offset } = clampPage(wanted)
      const order = orderOf(wanted.sort ?? 'title', wanted.language ?? 'ar')
      const { rows } = await pool.query<PublishedItem & { total?: number }>(
        `SELECT ${COLUMNS}, count(*) OVER ()::int AS total FROM published_item WHERE ${where} ORDER BY ${order}
         LIMIT $${values.push(limit)} OFFSET $${values.push(offset)}`,
        values,
      )
      const total = rows[0]?.total ?? (offset === 0 ? 0 : await count(wanted))
      return { items: rows.map(({ total: _, ...item }) => item), total }
    },

    count,

    async facets(filter: Filter): Promise<Facets> {
      const values: unknown[] = []
      const parts = DIMENSIONS.map(
        (dimension) => `SELECT '${dimension}' AS dimension, value, count(DISTINCT id)::int AS n
          FROM (SELECT id, ${VALUES[dimension]} AS value FROM published_item WHERE ${whereOf(filter, values, dimension)}) found
          WHERE value IS NOT NULL GROUP BY value`,
      )
      const { rows } = await pool.query<{ dimension: Dimension; value: string; n: number }>(
        parts.join(' UNION ALL '),
        values,
      )
      const facets = Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, {}])) as Record<
        Dimension,
        Record<string, number>
      >
      for (const { dimension, value, n } of rows) facets[dimension][value] = n
      return facets
    },

    /** Newest first, at most 100. */
    async history(id: string): Promise<readonly PublishedVersion[]> {
      const { rows } = await pool.query<PublishedVersion>(
        `SELECT version, at, record, digest, page::float8 AS page FROM published_history WHERE id = $1
         ORDER BY version DESC LIMIT ${LIMITS.history}`,
        [id],
      )
      return rows
    },
  }
}

export type PublishedReader = ReturnType<typeof openPublished>

export const clampPage = ({ limit = 20, offset = 0 }: Wanted) => ({
  limit: clamp(limit, 1, LIMITS.page),
  offset: clamp(offset, 0, LIMITS.offset),
})

function clamp(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, Math.trunc(value))) : low
}
