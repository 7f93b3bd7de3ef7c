import type pg from 'pg'

/**
 * `client.query` by its callback, for what is asked often. What pg's own promise refers to, the parameters among it, outlives every minor
 * collection: V8 then marks its whole heap several times a second to be rid of some MiB of buffers.
 */
export function ask<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  query: pg.QueryConfig,
): Promise<pg.QueryResult<Row>> {
  return new Promise((resolve, reject) => {
    client.query<Row>(query, (error: Error | undefined, result: pg.QueryResult<Row>) => {
      if (error) reject(error)
      else resolve(result)
    })
  })
}
