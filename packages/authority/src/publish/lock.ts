import type { Queries } from '@rabt/database'
import { RabtError } from '@rabt/protocol'
import type pg from 'pg'

/** The newest version of the directory that a place knows of. */
export interface Known {
  readonly timestamp: number
  readonly snapshot: number
  /** Key id of the timestamp's signature. */
  readonly signer: string
  /** Unix ms. */
  readonly signed: number
  /** Unix ms: when most of the other copies were reached last. */
  readonly confirmed: number
}

/** What an act that holds the lock is given. */
export interface Held {
  readonly known: Known
  /** In the transaction of the lock. */
  readonly tx: Queries
  note(known: Known): Promise<void>
  /** Rejects with NOT_THE_WRITER once the lock is lost. Asked before each file is written. */
  check(): Promise<void>
}

/** One act at a time at this place, over all its processes. */
export interface WriterLock {
  hold<T>(act: (held: Held) => Promise<T>): Promise<T>
  read(): Promise<Known>
}

/** An act waits so long for the one before it. */
const WAIT_MS = 30_000
/** The server ends a holder that asked nothing so long, and with it its lock. */
const STUCK_MS = 60_000

interface Row {
  readonly timestamp: string
  readonly snapshot: string
  readonly signer: string
  readonly signed: Date
  readonly confirmed: Date
}

const SELECT = 'SELECT timestamp, snapshot, signer, signed, confirmed FROM writer'

/** The lock of a row in the place's own PostgreSQL: who loses the connection, or is stopped too long, has lost it. */
export function postgresLock(pool: pg.Pool): WriterLock {
  const read = async (queries: Queries, lock: '' | 'FOR UPDATE'): Promise<Known> => {
    const { rows } = await queries.query<Row>(`${SELECT} ${lock}`)
    return knownOf(rows[0] as Row)
  }
  return {
    read: () => read(pool, ''),
    hold: async (act) => {
      const client = await pool.connect()
      let broken: unknown
      const breaks = (error: unknown) => {
        broken = error
      }
      client.on('error', breaks)
      try {
        await client.query('BEGIN')
        await client.query(
          `SELECT set_config('lock_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $2, true)`,
          [String(WAIT_MS), String(STUCK_MS)],
        )
        const known = await read(client, 'FOR UPDATE')
        const result = await act({
          known,
          tx: client,
          note: (next) => note(client, next),
          check: () => checkHeld(client),
        })
        await client.query('COMMIT')
        return result
      } catch (error) {
        await client.query('ROLLBACK').catch(breaks)
        throw error
      } finally {
        if (broken === undefined) client.off('error', breaks)
        client.release(broken !== undefined)
      }
    },
  }
}

async function note(tx: Queries, { timestamp, snapshot, signer, signed, confirmed }: Known): Promise<void> {
  await tx.query('UPDATE writer SET timestamp = $1, snapshot = $2, signer = $3, signed = $4, confirmed = $5', [
    timestamp,
    snapshot,
    signer,
    new Date(signed),
    new Date(confirmed),
  ])
}

/** As long as the transaction answers, its lock stands. */
async function checkHeld(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('SELECT 1')
  } catch (cause) {
    throw new RabtError('NOT_THE_WRITER', { writer: '?' }, { cause })
  }
}

const knownOf = ({ timestamp, snapshot, signer, signed, confirmed }: Row): Known => ({
  timestamp: Number(timestamp),
  snapshot: Number(snapshot),
  signer,
  signed: signed.getTime(),
  confirmed: confirmed.getTime(),
})
