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

type ChangeRow = PublishedItem & {
  readonly id: string
  readonly at: Date
  readonly micros: string
  readonly gone: boolean
}

const CHANGES = `SELECT c.id, c.at, c.gone, micros::text, p.record, p.tenant, p.kind, p.origin, p.version, p.digest, p.languages,
    p.first_published AS "firstPublished", p.modified, p.last_seen AS "lastSeen", p.page::float8 AS page
  FROM shown_change c CROSS JOIN LATERAL (SELECT (extract(epoch FROM c.at) * 1000000)::int8 AS micros) counted
  LEFT JOIN published_item p ON p.id = c.id AND NOT c.gone`

const changeOf = ({ id, at, micros, gone, ...item }: ChangeRow): Change => ({
  id,
  at,
  micros,
  item: gone ? null : item,
})

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

    /** Changes when anything of the kinds does, or a stage of the launch: for entity tags. */
    async mark(
      kinds: readonly Kind[],
    ): Promise<{ readonly tag: string; readonly modified: Date | null; readonly count: number }> {
      const { rows } = await pool.query<{ tag: string; modified: Date | null; count: number }>(
        `SELECT md5(coalesce(string_agg(digest || ':' || version || ':' || coalesce(page, 0), ',' ORDER BY id), '') || (SELECT coalesce(max(id), 0) FROM launch_decision)) AS tag,
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

    /** The last word on each record that was ever shown, oldest first: shown since then, or gone since then. */
    async changes(wanted: ChangesWanted): Promise<readonly Change[]> {
      const { rows } = await pool.query<ChangeRow>(
        `${CHANGES}
         WHERE c.kind = ANY($1) AND ($2::text IS NULL OR c.tenant = $2)
           AND ($3::timestamptz IS NULL OR c.at >= $3) AND ($4::timestamptz IS NULL OR c.at < $4::timestamptz + interval '1 second')
           AND ($5::int8 IS NULL OR (micros, c.id) > ($5::int8, $6::text))
         ORDER BY micros, c.id LIMIT $7`,
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
      return rows.map(changeOf)
    },

    /** The same of one record; null: it was never shown. */
    async change(id: string): Promise<Change | null> {
      const { rows } = await pool.query<ChangeRow>(`${CHANGES} WHERE c.id = $1`, [id])
      return rows[0] === undefined ? null : changeOf(rows[0])
    },

    /** When the first of them was made known; null when nothing ever was. */
    async earliest(): Promise<Date | null> {
      const { rows } = await pool.query<{ at: Date | null }>('SELECT min(at) AS at FROM shown_change')
      return rows[0]?.at ?? null
    },
  }
}
export type FaceSource = ReturnType<typeof openFaceSource>
