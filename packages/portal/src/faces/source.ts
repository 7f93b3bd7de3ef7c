import type pg from 'pg'
import type { PublishedItem } from '../content/published.ts'
import type { Kind, Tenant } from '../record/common.ts'
import type { RecordOf } from '../record/record.ts'

/** A change of what is published, by the instant it was made known here. */
export type Change =
  | { readonly id: string; readonly at: Date; readonly micros: string; readonly item: PublishedItem }
  | { readonly id: string; readonly at: Date; readonly micros: string; readonly item: null }

export interface ChangesWanted {
  readonly kinds: readonly Kind[]
  readonly tenant?: Tenant | undefined
  /** Whole seconds, inclusive. */
  readonly from?: Date | undefined
  readonly until?: Date | undefined
  /** The last one that was had. */
  readonly after?: { readonly micros: string; readonly id: string } | undefined
  readonly limit: number
}

/** Items read at a time by who goes through all of them. */
const PAGE = 100
/** Agencies that are held to name publishers; a catalogue of six states has some hundreds. */
const MAX_AGENCIES = 5_000

const COLUMNS = `id, record, tenant, kind, origin, version, digest, languages, first_published AS "firstPublished", modified,
  last_seen AS "lastSeen", page::float8 AS page`

/** What the machine faces read: everything of some kinds in order, and what changed since. Role `portal_public`. */
export function openFaceSource(pool: Pick<pg.Pool, 'query'>) {
  return {
    /** Every item of the kinds, by id, a page at a time. */
    async *all(kinds: readonly Kind[], tenant?: Tenant): AsyncGenerator<PublishedItem> {
      for (let after = ''; ; ) {
        const { rows } = await pool.query<PublishedItem & { id: string }>(
          `SELECT ${COLUMNS} FROM published_item WHERE kind = ANY($1) AND ($2::text IS NULL OR tenant = $2) AND id > $3
           ORDER BY id LIMIT ${PAGE}`,
          [kinds, tenant ?? null, after],
        )
        for (const { id: _, ...item } of rows) yield item
        const last = rows.at(-1)
        if (rows.length < PAGE || last === undefined) return
        after = last.id
      }
    },

    /** Changes when anything of the kinds does: for entity tags. */
    async mark(
      kinds: readonly Kind[],
    ): Promise<{ readonly tag: string; readonly modified: Date | null; readonly count: number }> {
      const { rows } = await pool.query<{ tag: string; modified: Date | null; count: number }>(
        `SELECT md5(coalesce(string_agg(digest || ':' || version || ':' || coalesce(page, 0), ',' ORDER BY id), '')) AS tag,
           max(modified) AS modified, count(*)::int AS count FROM published_item WHERE kind = ANY($1)`,
        [kinds],
      )
      return rows[0] ?? { tag: 'none', modified: null, count: 0 }
    },

    /** Every agency that is published. */
    async agencies(): Promise<readonly RecordOf<'agency'>[]> {
      const { rows } = await pool.query<{ record: RecordOf<'agency'> }>(
        `SELECT record FROM published_item WHERE kind = 'agency' ORDER BY id LIMIT ${MAX_AGENCIES}`,
      )
      return rows.map(({ record }) => record)
    },

    /** The last word on each record, oldest first: published then, or withdrawn then. */
    async changes(wanted: ChangesWanted): Promise<readonly Change[]> {
      const { rows } = await pool.query<PublishedItem & { id: string; at: Date; micros: string }>(
        `SELECT * FROM (
           SELECT ${COLUMNS}, modified AS at, (extract(epoch FROM modified) * 1000000)::int8::text AS micros FROM published_item
           WHERE kind = ANY($1)
           UNION ALL
           SELECT id, NULL, split_part(id, '/', 1), split_part(id, '/', 2), origin, version, NULL, NULL, NULL, NULL, NULL, NULL,
             at, (extract(epoch FROM at) * 1000000)::int8::text
           FROM published_history last WHERE record IS NULL AND split_part(id, '/', 2) = ANY($1)
             AND NOT EXISTS (SELECT FROM published_history later WHERE later.id = last.id AND later.version > last.version)
         ) change
         WHERE ($2::text IS NULL OR tenant = $2)
           AND ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4::timestamptz + interval '1 second')
           AND ($5::int8 IS NULL OR (micros::int8, id) > ($5::int8, $6::text))
         ORDER BY micros::int8, id LIMIT $7`,
        [
          wanted.kinds,
          wanted.tenant ?? null,
          wanted.from ?? null,
          wanted.until ?? null,
          wanted.after?.micros ?? null,
          wanted.after?.id ?? '',
          wanted.limit,
        ],
      )
      return rows.map(({ id, at, micros, ...item }) => ({ id, at, micros, item: item.record === null ? null : item }))
    },

    /** When a record was withdrawn, if that is the last word on it. */
    async withdrawn(id: string): Promise<Date | null> {
      const { rows } = await pool.query<{ at: Date; gone: boolean }>(
        'SELECT at, record IS NULL AS gone FROM published_history WHERE id = $1 ORDER BY version DESC LIMIT 1',
        [id],
      )
      return rows[0]?.gone === true ? rows[0].at : null
    },

    /** When the first change was made known; null when nothing ever was. */
    async earliest(): Promise<Date | null> {
      const { rows } = await pool.query<{ at: Date | null }>('SELECT min(at) AS at FROM published_history')
      return rows[0]?.at ?? null
    },
  }
}
export type FaceSource = ReturnType<typeof openFaceSource>
