import type pg from 'pg'
import { LAUNCHED_STATES, SECTIONS, type SectionName } from './subjects.ts'

const FILLED = (Object.keys(SECTIONS) as SectionName[]).filter((name) => SECTIONS[name].kinds.length > 0)

/**
 * Counts the day: of a section, in how many of the six states it has content that is complete in both languages; of a state, how many sections
 * do. Called by the worker; the last call of a day stands.
 */
export async function countLaunch(worker: pg.Pool, at: Date): Promise<void> {
  const { rows } = await worker.query<{ tenant: string; kind: string }>(
    `SELECT tenant, kind FROM published_item GROUP BY tenant, kind HAVING bool_or(languages @> '{ar,en}')`,
  )
  const ready = new Set(rows.map(({ tenant, kind }) => `${tenant}/${kind}`))
  const has = (state: string, section: SectionName) =>
    SECTIONS[section].kinds.some((kind) => ready.has(`${state}/${kind}`))
  const counts = [
    ...FILLED.map((section) => ({
      subject: `section/${section}`,
      ready: LAUNCHED_STATES.filter((state) => has(state, section)).length,
      total: LAUNCHED_STATES.length,
    })),
    ...LAUNCHED_STATES.map((state) => ({
      subject: `state/${state}`,
      ready: FILLED.filter((section) => has(state, section)).length,
      total: FILLED.length,
    })),
  ]
  await worker.query(
    `INSERT INTO launch_count (day, subject, ready, total)
     SELECT $1, c.subject, c.ready, c.total FROM jsonb_to_recordset($2) AS c (subject text, ready int, total int)
     ON CONFLICT (day, subject) DO UPDATE SET ready = excluded.ready, total = excluded.total`,
    [at.toISOString().slice(0, 10), JSON.stringify(counts)],
  )
}
