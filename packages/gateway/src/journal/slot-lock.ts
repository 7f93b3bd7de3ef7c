import { RabtError } from '@rabt/protocol'
import type pg from 'pg'
import { Fenced } from './journal.ts'
import { within } from './query-deadline.ts'
import { pause, pauses, type Timing } from './timing.ts'

/** First key of the advisory locks of slots; the second is the slot's number. */
const LOCK_CLASS = 7_266_229
const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 320

const HELD = `FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()`

/**
 * Makes a connection the one that commits for a run (spec link-log §5.10). The lock belongs to the session: whoever holds it for an earlier
 * run, a process that was paused and wakes again, loses its connection, and cannot take the lock back, since a later run exists. What it
 * had under way is committed or not before the lock is ours; nothing of it comes after.
 *
 * @param left ms that remain: a server process that is stopped cannot be ended, and keeps the lock as long as it is
 * @throws Fenced when a later run of the slot exists
 * @throws RabtError LOGGING_FAILED if the lock was not free in time
 */
export async function holdSlot(
  client: pg.Client,
  slot: string,
  epoch: number,
  left: () => number,
  timing: Timing,
): Promise<void> {
  const key = [LOCK_CLASS, Number(slot)]
  const ask = (text: string, values: unknown[]) => client.query(within(left(), { text, values }))
  for (const ms of pauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS)) {
    const later = await ask('SELECT 1 FROM run WHERE slot = $1 AND epoch > $2', [slot, epoch])
    if (later.rowCount !== 0) {
      throw new Fenced(`a later run of slot ${slot} exists`)
    }
    const taken = await ask('SELECT pg_try_advisory_lock($1, $2) AS ours', key)
    if (taken.rows[0]?.ours) return
    await ask(`SELECT pg_terminate_backend(pid) ${HELD}`, key)
    if (left() <= ms)
      throw new RabtError('LOGGING_FAILED', {}, { detail: `the session that holds slot ${slot} does not end` })
    await pause(timing, ms)
  }
}

/** Whether another session holds the slot's lock. */
export async function isHeld(db: Pick<pg.ClientBase, 'query'>, slot: string): Promise<boolean> {
  const found = await db.query(`SELECT 1 ${HELD}`, [LOCK_CLASS, Number(slot)])
  return found.rowCount !== 0
}
