import type pg from 'pg'

/** What runs queries: a pool, or a client in a transaction. */
export type Queries = Pick<pg.ClientBase, 'query'>

/** Runs `act` in a transaction: committed when it resolves, rolled back when it rejects. A connection that breaks meanwhile is thrown away. */
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
