import type pg from 'pg'
import type { RunReason } from './reasons.ts'

/** After it what a state says is shown as stale. */
const STALE_MS = 86_400_000

export interface StateStatus {
  readonly state: string
  /** When the portal last knew everything of it; null: never. */
  readonly confirmed: Date | null
  readonly isStale: boolean
  /** Why it is not harvested now; null: it is. */
  readonly failed: { readonly since: Date; readonly reason: RunReason; readonly detail: string } | null
  readonly items: number
}

interface Row {
  readonly state: string
  readonly confirmed: Date | null
  readonly since: Date | null
  readonly reason: RunReason
  readonly detail: string
  readonly items: number
}

/** How the harvest of each state stands, also of one that readers are not shown; states that were never asked are missing. */
export async function readStatus(pool: Pick<pg.Pool, 'query'>, now: number): Promise<readonly StateStatus[]> {
  const { rows } = await pool.query<Row>(
    `SELECT state, confirmed, failed_since AS since, failed_code AS reason, coalesce(failed_detail, '') AS detail,
       (SELECT count(*)::int FROM published_item p WHERE p.tenant = h.state AND p.origin = 'network') AS items
     FROM harvest_state h ORDER BY state`,
  )
  return rows.map(statusAt(now))
}

/** The same of the states that readers are shown. */
export async function shownStatus(pool: Pick<pg.Pool, 'query'>, now: number): Promise<readonly StateStatus[]> {
  const [all, { rows }] = await Promise.all([
    readStatus(pool, now),
    pool.query<{ tenant: string }>(`SELECT tenant FROM launch_shown WHERE kind = 'state'`),
  ])
  const shown = new Set(rows.map(({ tenant }) => tenant))
  return all.filter(({ state }) => shown.has(state))
}

const statusAt =
  (now: number) =>
  ({ state, confirmed, since, reason, detail, items }: Row): StateStatus => ({
    state,
    confirmed,
    isStale: confirmed === null || now - confirmed.getTime() > STALE_MS,
    failed: since === null ? null : { since, reason, detail },
    items,
  })
