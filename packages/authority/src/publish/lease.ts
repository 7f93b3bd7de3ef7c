import { RabtError } from '@rabt/protocol'
import type pg from 'pg'

/** Who writes the directory with the online keys, since when and until when (Unix ms). */
export interface Lease {
  /** Name of a place with online keys, usually a state's code. */
  readonly site: string
  /** One more with each change of hands: a writer of an older one is stale. */
  readonly epoch: number
  readonly since: number
  readonly expires: number
  /** Of the decision that let it be taken over before it expired. */
  readonly decision: string | null
}

/** What the act that holds the lease is given. */
export interface HeldLease {
  readonly epoch: number
  /** Rejects with NOT_THE_WRITER once the lease is not held any more. Asked before each file is written. */
  check(): Promise<void>
}

/**
 * One writer at a time for all that the online keys sign. docs/design/authority.md §4 says what each implementation
 * guarantees, and what a stuck writer can still do.
 */
export interface WriterLease {
  /** Runs `act` while no other act runs. Rejects with NOT_THE_WRITER while another site's lease has not expired. */
  hold<T>(site: string, act: (held: HeldLease) => Promise<T>): Promise<T>
  /** Gives the lease to a site before it expired; waits for an act that is under way. */
  takeOver(site: string, decision: string): Promise<Lease>
  read(): Promise<Lease | null>
}

/** Another site may go on when the writer was silent so long. It signs hourly, and a timestamp lives a day. */
export const LEASE_MS = 3 * 3_600_000
/** An act waits so long for the one before it. */
const WAIT_MS = 30_000
/** The server ends a holder that asked nothing so long, and with it its lock. */
const STUCK_MS = 60_000

interface Row {
  readonly site: string
  readonly epoch: string
  readonly since: Date
  readonly expires: Date
  readonly decision: string | null
  readonly live: boolean
}

const COLUMNS = 'site, epoch, since, expires, decision, expires > clock_timestamp() AS live'

/**
 * The lease as a row of one PostgreSQL database that all sites reach. Whoever writes holds the row's lock, so two acts never
 * overlap; the database's clock judges expiry, so that sites need not agree on the time.
 */
export function postgresLease(pool: pg.Pool, options: { readonly leaseMs?: number } = {}): WriterLease {
  const { leaseMs = LEASE_MS } = options

  const locked = async <T>(act: (client: pg.PoolClient, row: Row | undefined) => Promise<T>): Promise<T> => {
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
      // The first of all sites to come makes the row; the lock is the same from the first act on.
      await client.query(
        `INSERT INTO writer_lease (site, epoch, since, expires) VALUES ('', 0, clock_timestamp(), '-infinity')
         ON CONFLICT DO NOTHING`,
      )
      const { rows } = await client.query<Row>(`SELECT ${COLUMNS} FROM writer_lease FOR UPDATE`)
      const result = await act(client, rows[0])
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch(breaks)
      throw error
    } finally {
      if (broken === undefined) client.off('error', breaks)
      client.release(broken !== undefined)
    }
  }

  const take = async (client: pg.PoolClient, row: Row | undefined, site: string, decision: string | null) => {
    const isNew = row?.site !== site
    const { rows } = await client.query<Row>(
      `UPDATE writer_lease SET site = $1, epoch = epoch + $2, expires = clock_timestamp() + $3 * interval '1 millisecond',
         since = CASE WHEN $2 = 1 THEN clock_timestamp() ELSE since END,
         decision = CASE WHEN $2 = 1 THEN $4 ELSE decision END
       RETURNING ${COLUMNS}`,
      [site, isNew ? 1 : 0, leaseMs, decision],
    )
    return leaseOf(rows[0] as Row)
  }

  return {
    hold: (site, act) =>
      locked(async (client, row) => {
        if (row?.live && row.site !== site) throw elsewhere(row.site)
        const { epoch } = await take(client, row, site, null)
        return act({ epoch, check: () => checkHeld(client, site, epoch) })
      }),
    takeOver: (site, decision) => locked((client, row) => take(client, row, site, decision)),
    read: async () => {
      const { rows } = await pool.query<Row>(`SELECT ${COLUMNS} FROM writer_lease WHERE epoch > 0`)
      return rows[0] === undefined ? null : leaseOf(rows[0])
    },
  }
}

/** The connection that holds the row's lock still stands, and the row is still ours. */
async function checkHeld(client: pg.PoolClient, site: string, epoch: number): Promise<void> {
  let rows: readonly Pick<Row, 'site' | 'epoch'>[]
  try {
    rows = (await client.query<Row>('SELECT site, epoch FROM writer_lease')).rows
  } catch (cause) {
    throw new RabtError('NOT_THE_WRITER', { writer: '?' }, { cause })
  }
  const [row] = rows
  if (row?.site !== site || Number(row.epoch) !== epoch) throw elsewhere(row?.site ?? '?')
}

const elsewhere = (writer: string): RabtError => new RabtError('NOT_THE_WRITER', { writer })

const leaseOf = ({ site, epoch, since, expires, decision }: Row): Lease => ({
  site,
  epoch: Number(epoch),
  since: since.getTime(),
  expires: expires.getTime(),
  decision,
})
