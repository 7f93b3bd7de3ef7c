import type { PortalRecord } from '@rabt/portal'
import pg from 'pg'

/**
 * The peer: PostgreSQL's own full-text search over the same records, configurations `arabic` and `english`, the same fields with their weights,
 * a GIN index, `ts_rank`. `any` joins the words of a query by OR, which finds more than its default, AND.
 */
export async function openPeer(connection: pg.ClientConfig, records: readonly PortalRecord[]) {
  const client = new pg.Client(connection)
  await client.connect()
  await client.query('CREATE TABLE peer (id text PRIMARY KEY, words tsvector NOT NULL)')
  await client.query(
    `INSERT INTO peer SELECT r ->> 'id',
       setweight(to_tsvector('arabic', r #>> '{title,ar}'), 'A') || setweight(to_tsvector('english', coalesce(r #>> '{title,en}', '')), 'A') ||
       setweight(jsonb_to_tsvector('arabic', r -> 'keywords', '["string"]'), 'B') || setweight(jsonb_to_tsvector('english', r -> 'keywords', '["string"]'), 'B') ||
       setweight(to_tsvector('arabic', r #>> '{summary,ar}'), 'C') || setweight(to_tsvector('english', coalesce(r #>> '{summary,en}', '')), 'C') ||
       jsonb_to_tsvector('arabic', r - '{title,summary,keywords}'::text[], '["string"]') || jsonb_to_tsvector('english', r - '{title,summary,keywords}'::text[], '["string"]')
     FROM jsonb_array_elements($1::jsonb) AS r`,
    [JSON.stringify(records)],
  )
  await client.query('CREATE INDEX ON peer USING gin (words)')
  await client.query('ANALYZE peer')
  const ask = (join: '&' | '|') => async (q: string) => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM peer,
         (SELECT replace((plainto_tsquery('arabic', $1) || plainto_tsquery('english', $1))::text, '&', $2)::tsquery AS asked) AS query
       WHERE words @@ asked ORDER BY ts_rank(words, asked) DESC, id LIMIT 10`,
      [q, join],
    )
    return rows.map(({ id }) => id)
  }
  return { all: ask('&'), any: ask('|'), close: () => client.end() }
}
