import { inTransaction, type Queries } from '@rabt/database'
import type pg from 'pg'
import type { Lookout, Observation } from './look.ts'

export interface ObserveDeps {
  /** Connections of role `portal_worker`. */
  readonly pool: pg.Pool
  readonly lookout: Lookout
  readonly clock: () => number
}

/** A service that the state has not registered cannot answer: it is not asked. */
const NOT_REGISTERED = 'not-registered'

/**
 * Looks once at all services of a state that its catalogue says are on the network, beside each other, and keeps what was measured.
 * Rejects, and keeps nothing, if the own node does not answer: then nothing is known of the state.
 */
export async function observeState({ pool, lookout, clock }: ObserveDeps, state: string): Promise<void> {
  const { rows } = await pool.query<{ service: string }>(
    `SELECT DISTINCT record ->> 'network' AS service FROM published_item
     WHERE tenant = $1 AND kind = 'service' AND record ? 'network' ORDER BY 1`,
    [state],
  )
  const directory = await lookout.directory(state)
  const observations = await Promise.all(
    rows.map(({ service }): Promise<Observation> | Observation =>
      directory.services.has(service)
        ? lookout.probe(service)
        : { service, answers: false, code: NOT_REGISTERED, milliseconds: 0 },
    ),
  )
  const at = new Date(clock())
  await inTransaction(pool, async (db) => {
    await keepStage(db, state, directory.stage, at)
    for (const one of observations) await keep(db, state, one, at)
    // A service that the catalogue no longer names is no longer measured; its history stays.
    await db.query('DELETE FROM readiness_now WHERE state = $1 AND service <> ALL($2)', [
      state,
      rows.map(({ service }) => service),
    ])
  })
}

async function keep(db: Queries, state: string, observed: Observation, at: Date): Promise<void> {
  const { service, answers, code, milliseconds } = observed
  const before = await db.query<{ answers: boolean }>('SELECT answers FROM readiness_now WHERE service = $1', [service])
  const changed = before.rows[0]?.answers !== answers
  await db.query(
    `INSERT INTO readiness_now (service, state, answers, since, checked, code, milliseconds) VALUES ($1, $2, $3, $4, $4, $5, $6)
     ON CONFLICT (service) DO UPDATE SET answers = excluded.answers, checked = excluded.checked, code = excluded.code,
       milliseconds = excluded.milliseconds,
       since = CASE WHEN readiness_now.answers = excluded.answers THEN readiness_now.since ELSE excluded.since END`,
    [service, state, answers, at, code, milliseconds],
  )
  if (changed) {
    await db.query(
      'INSERT INTO readiness_change (service, at, answers, code) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [service, at, answers, code],
    )
  }
  await db.query(
    `INSERT INTO readiness_day (service, day, checks, answered) VALUES ($1, ($2::timestamptz AT TIME ZONE 'UTC')::date, 1, $3)
     ON CONFLICT (service, day) DO UPDATE SET checks = readiness_day.checks + 1, answered = readiness_day.answered + excluded.answered`,
    [service, at, answers ? 1 : 0],
  )
}

async function keepStage(db: Queries, state: string, stage: string | null, at: Date): Promise<void> {
  await db.query(
    `INSERT INTO readiness_stage (state, stage, since, checked) VALUES ($1, $2, $3, $3)
     ON CONFLICT (state) DO UPDATE SET stage = excluded.stage, checked = excluded.checked,
       since = CASE WHEN readiness_stage.stage IS NOT DISTINCT FROM excluded.stage THEN readiness_stage.since ELSE excluded.since END`,
    [state, stage, at],
  )
}
