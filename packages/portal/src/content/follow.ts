import type pg from 'pg'
import { PUBLISHED_CHANNEL } from './publish.ts'

const RETRY_MS = 1_000

export interface Following {
  close(): void
}

/**
 * Calls `onChange` with the id of what was published or withdrawn; without one when the stages of the launch changed,
 * and after the connection was lost and is there again, since what was told meanwhile is not told twice. Takes one connection of the pool.
 */
export function followPublished(pool: pg.Pool, onChange: (id?: string) => void, retryMs: number = RETRY_MS): Following {
  let client: pg.PoolClient | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false

  /** Gives a broken connection back, and takes another after a while. */
  const again = (broken: pg.PoolClient | undefined) => {
    if (closed || client !== broken) return
    client = undefined
    broken?.release(true)
    retry = setTimeout(() => void begin(), retryMs).unref()
  }

  async function begin(): Promise<void> {
    let taken: pg.PoolClient | undefined
    try {
      taken = await pool.connect()
      if (closed) return taken.release()
      client = taken
      const mine = taken
      taken.once('end', () => again(mine))
      taken.on('error', () => undefined)
      taken.on('notification', ({ payload }) => onChange(payload || undefined))
      await taken.query(`LISTEN ${PUBLISHED_CHANNEL}`)
      onChange()
    } catch {
      again(taken)
    }
  }

  void begin()
  return {
    close() {
      closed = true
      clearTimeout(retry)
      const listening = client
      client = undefined
      listening?.release(true)
    },
  }
}
