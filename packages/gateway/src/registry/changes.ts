import type pg from 'pg'

const CHANNEL = 'rabt_registry'
/** Tells the other processes on this database, at commit, that `process` changed the registry. */
export async function announceChange(client: pg.ClientBase, process: string): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [CHANNEL, process])
}

export interface ChangeWatch {
  close(): Promise<void>
}

/**
 * Calls `changed` after another process changed the registry, and after each reconnection, since what was announced meanwhile is
 * lost. A database that is away is asked again every `retryMs`; the snapshot in memory serves on.
 */
export async function watchChanges(
  pool: pg.Pool,
  process: string,
  retryMs: number,
  changed: () => void,
): Promise<ChangeWatch> {
  let current: pg.PoolClient | undefined
  let timer: NodeJS.Timeout | undefined
  let attempt: Promise<void> | undefined
  let closed = false

  const again = () => {
    if (closed || timer !== undefined) return
    timer = setTimeout(() => {
      timer = undefined
      attempt = listen().then(changed, again)
    }, retryMs)
    timer.unref()
  }

  async function listen(): Promise<void> {
    const client = await pool.connect()
    let gone = false
    const drop = () => {
      if (gone) return
      gone = true
      if (current === client) current = undefined
      client.release(true)
      again()
    }
    client.on('error', drop)
    client.on('end', drop)
    client.on('notification', (message) => {
      if (message.channel === CHANNEL && message.payload !== process) changed()
    })
    try {
      await client.query(`LISTEN ${CHANNEL}`)
    } catch (error) {
      gone = true
      client.release(true)
      throw error
    }
    if (closed) {
      gone = true
      client.release(true)
      return
    }
    current = client
  }

  await listen()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await attempt
      const client = current
      current = undefined
      if (client === undefined) return
      client.removeAllListeners('end')
      client.removeAllListeners('notification')
      client.release(true)
    },
  }
}
