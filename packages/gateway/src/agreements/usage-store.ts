import type pg from 'pg'
import { dayOf, type UsageMeter, type UsageRow } from './usage-meter.ts'

export type UsageRole = 'consumer' | 'provider'

export const USAGE_WRITE_MS = 1_000

/** Days that stay in the table, for reports. */
const KEPT_DAYS = 400

/** PostgreSQL's bigint comes as a text. */
type StoredRow = Omit<UsageRow, 'requests'> & { readonly requests: string }

const usageRow = (row: StoredRow): UsageRow => ({ ...row, requests: Number(row.requests) })

/** Reads today's counts into a meter. */
export async function readUsage(pool: pg.Pool, role: UsageRole, meter: UsageMeter, time: number): Promise<void> {
  const { rows } = await pool.query<StoredRow>(
    'SELECT agreement, consumer, day, requests FROM agreement_usage WHERE role = $1 AND day >= $2',
    [role, dayOf(time)],
  )
  meter.restore(rows.map(usageRow), time)
}

/**
 * Adds to the table what a meter counted since the last time, and tells it the totals, which hold what the other gateways on this database
 * counted. Called every USAGE_WRITE_MS, behind the calls. So a quota can be passed by what the others let through since their last write,
 * and a crash forgets what this process let through since its own: one interval each. Rejects when the write failed; its counts come with
 * the next. One that failed without a word may have been written: its counts are then there twice, never missing.
 */
export async function writeUsage(pool: pg.Pool, role: UsageRole, meter: UsageMeter, time: number): Promise<void> {
  const rows = meter.drain(time)
  if (rows.length === 0) return
  try {
    const totals = await pool.query<StoredRow>(
      `INSERT INTO agreement_usage AS held (role, agreement, consumer, day, requests)
       SELECT $1, agreement, consumer, day, requests
       FROM unnest($2::text[], $3::text[], $4::integer[], $5::bigint[]) AS added (agreement, consumer, day, requests)
       ORDER BY agreement, consumer, day
       ON CONFLICT (role, agreement, consumer, day) DO UPDATE SET requests = held.requests + excluded.requests
       RETURNING agreement, consumer, day, requests`,
      [
        role,
        rows.map(({ agreement }) => agreement),
        rows.map(({ consumer }) => consumer),
        rows.map(({ day }) => day),
        rows.map(({ requests }) => requests),
      ],
    )
    meter.stored(totals.rows.map(usageRow))
  } catch (error) {
    meter.notStored(rows)
    throw error
  }
}

/** Drops the counts of days that no report asks about any more. */
export async function forgetUsage(pool: pg.Pool, time: number): Promise<void> {
  await pool.query('DELETE FROM agreement_usage WHERE day < $1', [dayOf(time) - KEPT_DAYS])
}
