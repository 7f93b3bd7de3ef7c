import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { Fenced } from './journal.ts'

/** First key of the advisory locks of slots; the second is the slot's number. */
const LOCK_CLASS = 7_266_229
const AGAIN_MS = 20

/**
 * Makes a connection the one that commits for a run (spec link-log §5.10). The lock belongs to the session: whoever holds it for an earlier
 * run, a process that was paused and wakes again, loses its connection, and cannot take the lock back, since a later run exists. What it
 * had under way is committed or not before the lock is ours; nothing of it comes after.
 * @throws Fenced when a later run of the slot exists
 */
export async function holdSlot(client: pg.Client, slot: string, epoch: number): Promise<void> {
  for (;;) {
    const later = await client.query('SELECT 1 FROM run WHERE slot = $1 AND epoch > $2', [slot, epoch])
    if (later.rowCount !== 0) {
      client.end().catch(() => {})
      throw new Fenced(`a later run of slot ${slot} exists`)
    }
    const taken = await client.query<{ ours: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS ours', [
      LOCK_CLASS,
      Number(slot),
    ])
    if (taken.rows[0]?.ours) return
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()`,
      [LOCK_CLASS, Number(slot)],
    )
    await delay(AGAIN_MS)
  }
}
