import type pg from 'pg'

interface Asked {
  readonly until: number
  readonly giveUp: () => void
}

const TICK_MS = 250
const asked = new Set<Asked>()
let ticks: NodeJS.Timeout | null = null

/**
 * `client.query` for what is asked often. By its callback, and with a deadline of its own instead of pg's `query_timeout`: what pg's promise and
 * its timer refer to, the parameters among it, outlives every minor collection, and V8 then marks its whole heap again and again to be
 * rid of some MiB of buffers.
 *
 * @param deadlineMs after which it rejects, in steps of 250 ms: the connection is of no use then
 */
export function ask<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  query: pg.QueryConfig,
  deadlineMs: number,
): Promise<pg.QueryResult<Row>> {
  return new Promise((resolve, reject) => {
    const one = {
      until: performance.now() + deadlineMs,
      giveUp: () => reject(new Error(`the database did not answer within ${deadlineMs} ms`)),
    }
    asked.add(one)
    ticks ??= setInterval(giveUpOverdue, TICK_MS).unref()
    client.query<Row>(query, (error: Error | undefined, result: pg.QueryResult<Row>) => {
      asked.delete(one)
      if (error) reject(error)
      else resolve(result)
    })
  })
}

function giveUpOverdue(): void {
  const now = performance.now()
  for (const one of asked) {
    if (now < one.until) continue
    asked.delete(one)
    one.giveUp()
  }
  if (asked.size > 0 || ticks === null) return
  clearInterval(ticks)
  ticks = null
}
