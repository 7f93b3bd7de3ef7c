import { RabtError } from '@rabt/protocol'
import type pg from 'pg'
import { findDamage } from '../journal/damage.ts'
import type { KernelLog } from '../link/kernel.ts'
import type { Log } from '../observe/log.ts'

/** Damage stops nobody: evidence that it touches does not verify, and what a peer holds it gives back. */
export async function tellDamage(pool: pg.Pool, log: KernelLog): Promise<void> {
  try {
    for await (const detail of findDamage(pool)) log.alarm('journal-damaged', { detail })
  } catch (error) {
    log.event('journal-not-examined', { detail: String(error) })
  }
}

/** An error with what caused it: of a commit that was given up, what PostgreSQL said last. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const detail = error instanceof RabtError ? error.detail : undefined
  const cause = error.cause === undefined ? '' : `, because of ${reasonOf(error.cause)}`
  return `${error.name}: ${detail ?? error.message}${cause}`
}

/** The directory in use stays: what is told is the code of what went wrong. */
export function tellRefreshFailed(error: unknown, log: Pick<Log, 'warn'>): void {
  log.warn({ code: error instanceof RabtError ? error.code : 'INTERNAL_ERROR' }, 'directory-refresh-failed')
}
