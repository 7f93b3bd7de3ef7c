import type pg from 'pg'

const CHANNEL = 'rabt_registry'

/** Tells the other processes on this database, at commit, that `process` changed the registry. */
export async function announceChange(client: pg.ClientBase, process: string): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [CHANNEL, process])
}

export interface ChangeWatch {
  close(): Promise<void>
}

/** Times in milliseconds. */
export interface WatchTimes {
  /** Wait before listening again after the connection broke. */
  readonly retryMs: number
  /** How often the connection is asked whether it lives: a client that was removed must be refused within a minute even if a firewall forgot it. */
  readonly heartbeatMs: number
  /** How long it may take to say so. */
  readonly answerMs: number
}

/**
 * Calls `changed` after another process changed the registry, and after each reconnection, since what was announced meanwhile is
 * lost. A database that is away is asked again and again; the snapshot in memory serves on. The pool needs a `query_timeout`.
 */
export async function watchChanges(
  pool: pg.Pool,
  process: string,
  times: WatchTimes,
  changed: () => void,
): Promise<ChangeWatch> {
  let drop: (() => void) | undefined
  let timer: NodeJS.Timeout | undefined
  let attempt: Promise<void> | undefined
  let closed = false

  function listenAgain(): void {
    if (closed) return
    timer = setTimeout(() => {
      attempt = listen().then(changed, listenAgain)
    }, times.retryMs)
    timer.unref()
  }

  async function listen(): Promise<void> {
    const client = await pool.connect()
    let heartbeat: NodeJS.Timeout | undefined
    let gone = false
    const leave = () => {
      if (gone) return
      gone = true
      clearInterval(heartbeat)
      client.release(true)
    }
    const lost = () => {
      // Before the heartbeat begins, the failing LISTEN tells the caller.
      const listening = !gone && heartbeat !== undefined
      leave()
      if (listening) listenAgain()
    }
    client.on('error', lost)
    client.on('end', lost)
    client.on('notification', ({ channel, payload }) => {
      if (channel === CHANNEL && payload !== process) changed()
    })
    try {
      await client.query(`LISTEN ${CHANNEL}`)
    } catch (error) {
      leave()
      throw error
    }
    heartbeat = beat(client, times, lost)
    drop = leave
    if (closed) leave()
  }

  await listen()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await attempt
      drop?.()
    },
  }
}

/** Asks the connection again and again whether it lives, one question at a time. */
function beat(client: pg.ClientBase, { heartbeatMs, answerMs }: WatchTimes, lost: () => void): NodeJS.Timeout {
  let asking = false
  const timer = setInterval(async () => {
    if (asking) return
    asking = true
    await client.query({ text: 'SELECT 1', query_timeout: answerMs } as pg.QueryConfig).catch(lost)
    asking = false
  }, heartbeatMs)
  return timer.unref()
}
