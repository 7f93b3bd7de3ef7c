import type pg from 'pg'

/** What runs queries: a pool, or a client in a transaction. */
export type Queries = Pick<pg.ClientBase, 'query'>

/**
 * Runs `act` in a transaction: committed when it resolves, rolled back when it rejects. A connection that breaks meanwhile
 * is thrown away; `pg` also tells it as an `error` event of the client, which would end the process if nobody listened.
 */
export async function inTransaction<T>(pool: pg.Pool, act: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: unknown
  const breaks = (error: unknown) => {
    broken = error
  }
  client.on('error', breaks)
  try {
    await client.query('BEGIN')
    const result = await act(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    // If this fails too, the server rolls back by itself when it loses the connection.
    await client.query('ROLLBACK').catch(breaks)
    throw error
  } finally {
    if (broken === undefined) client.off('error', breaks)
    client.release(broken !== undefined)
  }
}

/** A connection taken beforehand, for what is to stand whatever becomes of a transaction that runs meanwhile. */
export async function withConnection<T>(pool: pg.Pool, act: (apart: Queries) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let isBroken = false
  const breaks = () => {
    isBroken = true
  }
  client.on('error', breaks)
  try {
    return await act(client)
  } finally {
    if (!isBroken) client.off('error', breaks)
    client.release(isBroken)
  }
}
