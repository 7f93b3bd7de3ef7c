import type pg from 'pg'

/** What runs queries: a pool, or a client in a transaction. */
export type Queries = Pick<pg.ClientBase, 'query'>

/** Runs `act` in a transaction: committed when it resolves, rolled back when it rejects. */
export function inTransaction<T>(pool: pg.Pool, act: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return between('BEGIN', pool, act)
}

/** Runs `act` where every query sees the database as it was at the first one, and none may change it. */
export function inSnapshot<T>(pool: pg.Pool, act: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return between('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', pool, act)
}

function between<T>(begin: string, pool: pg.Pool, act: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return withClient(pool, async (client, breaks) => {
    try {
      await client.query(begin)
      const result = await act(client)
      await client.query('COMMIT')
      return result
    } catch (error) {
      // If this fails too, the server rolls back by itself when it loses the connection.
      await client.query('ROLLBACK').catch(breaks)
      throw error
    }
  })
}

/** A connection taken beforehand, for what is to stand whatever becomes of a transaction that runs meanwhile. */
export function withConnection<T>(pool: pg.Pool, act: (apart: Queries) => Promise<T>): Promise<T> {
  return withClient(pool, async (client, breaks) => {
    try {
      return await act(client)
    } catch (error) {
      // It may have broken: a query tells so before the event does.
      breaks()
      throw error
    }
  })
}

/**
 * A connection that breaks meanwhile is thrown away; `pg` also tells it as an `error` event of the client, which would end the
 * process if nobody listened.
 */
async function withClient<T>(
  pool: pg.Pool,
  act: (client: pg.PoolClient, breaks: () => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let isBroken = false
  const breaks = () => {
    isBroken = true
  }
  client.on('error', breaks)
  try {
    return await act(client, breaks)
  } finally {
    // One that breaks while it is thrown away still tells.
    if (!isBroken) client.off('error', breaks)
    client.release(isBroken)
  }
}
