import type pg from 'pg'
import type { Level } from '../taxonomy/services.ts'

/** A service beside what was measured of it. */
export interface MeasuredService {
  /** Of the record: `KW/service/traffic-violations`. */
  readonly id: string
  readonly state: string
  readonly agency: string
  readonly network: string
  /** What its agency declares. */
  readonly level: Level
  /** Null: not measured yet. */
  readonly answers: boolean | null
  /** Since when it answers, or does not. */
  readonly since: Date | null
  readonly checked: Date | null
  /** Why it does not answer: a fault of the network, `no-answer`, `not-registered`. */
  readonly code: string | null
}

/** Of one state, agency, sector or life event. */
export interface ReadinessRow {
  readonly key: string
  readonly services: number
  /** How many services declare each level. */
  readonly declared: Readonly<Partial<Record<Level, number>>>
  /** How many the catalogue says are on the network, and how many of them answer now. */
  readonly onNetwork: number
  readonly answering: number
}

/** Services of one state under one sector or life event. */
export interface ReadinessCell {
  readonly state: string
  readonly key: string
  readonly declared: Readonly<Partial<Record<Level, number>>>
  readonly answering: number
}

export type ReadinessDimension = 'state' | 'agency' | 'sector' | 'lifeEvent'

const KEYS: Readonly<Record<ReadinessDimension, string>> = {
  state: 'ARRAY[tenant]',
  agency: 'ARRAY[agency]',
  sector: 'sectors',
  lifeEvent: `ARRAY(SELECT jsonb_array_elements_text(record -> 'lifeEvents'))`,
}

/** What the readiness page shows, for the public's role. */
export function openReadiness(pool: Pick<pg.Pool, 'query'>) {
  return {
    /** Services on the network, those of a state alone if one is named. */
    async services(state?: string): Promise<readonly MeasuredService[]> {
      const { rows } = await pool.query<MeasuredService>(
        `SELECT p.id, p.tenant AS state, p.agency, p.record ->> 'network' AS network, p.record ->> 'level' AS level,
           n.answers, n.since, n.checked, n.code
         FROM published_item p LEFT JOIN readiness_now n ON n.service = p.record ->> 'network'
         WHERE p.kind = 'service' AND p.record ? 'network' AND ($1::text IS NULL OR p.tenant = $1) ORDER BY p.slug, p.tenant`,
        [state ?? null],
      )
      return rows
    },

    async by(dimension: ReadinessDimension): Promise<readonly ReadinessRow[]> {
      const { rows } = await pool.query<ReadinessRow>(
        `WITH one AS (
           SELECT key, p.record ->> 'level' AS level, p.record ? 'network' AS networked, coalesce(n.answers, false) AS answers
           FROM published_item p
           CROSS JOIN LATERAL unnest(${KEYS[dimension]}) AS key
           LEFT JOIN readiness_now n ON n.service = p.record ->> 'network'
           WHERE p.kind = 'service'),
         levels AS (SELECT key, level, count(*)::int AS n FROM one GROUP BY key, level)
         SELECT key, count(*)::int AS services, count(*) FILTER (WHERE networked)::int AS "onNetwork",
           count(*) FILTER (WHERE networked AND answers)::int AS answering,
           (SELECT jsonb_object_agg(level, n) FROM levels WHERE levels.key = one.key) AS declared
         FROM one GROUP BY key ORDER BY key`,
      )
      return rows
    },

    /** Every state beside every sector or life event that it has services of. */
    async cells(dimension: 'sector' | 'lifeEvent'): Promise<readonly ReadinessCell[]> {
      const { rows } = await pool.query<ReadinessCell>(
        `SELECT state, key, jsonb_object_agg(level, n) AS declared, sum(answering)::int AS answering
         FROM (SELECT p.tenant AS state, key, p.record ->> 'level' AS level, count(*)::int AS n,
                 count(*) FILTER (WHERE n.answers)::int AS answering
               FROM published_item p
               CROSS JOIN LATERAL unnest(${KEYS[dimension]}) AS key
               LEFT JOIN readiness_now n ON n.service = p.record ->> 'network'
               WHERE p.kind = 'service' GROUP BY 1, 2, 3) counted
         GROUP BY state, key`,
      )
      return rows
    },

    /** One service; null: not measured. */
    async of(network: string): Promise<Pick<MeasuredService, 'answers' | 'since' | 'checked' | 'code'> | null> {
      const { rows } = await pool.query<MeasuredService>(
        'SELECT answers, since, checked, code FROM readiness_now WHERE service = $1',
        [network],
      )
      return rows[0] ?? null
    },

    /** Stage of each state by the directory, since when; null: it has published nothing. */
    async stages(): Promise<
      readonly { readonly state: string; readonly stage: string | null; readonly since: Date }[]
    > {
      const { rows } = await pool.query('SELECT state, stage, since FROM readiness_stage ORDER BY state')
      return rows
    },

    /** When a service stopped and began to answer, newest first; at most 100. */
    async changes(
      network: string,
    ): Promise<readonly { readonly at: Date; readonly answers: boolean; readonly code: string | null }[]> {
      const { rows } = await pool.query(
        'SELECT at, answers, code FROM readiness_change WHERE service = $1 ORDER BY at DESC LIMIT 100',
        [network],
      )
      return rows
    },

    /** Share of looks that were answered by day (`YYYY-MM-DD`), of all services or of one state's, oldest first; at most 400 days. */
    async days(
      state?: string,
    ): Promise<readonly { readonly day: string; readonly checks: number; readonly answered: number }[]> {
      const { rows } = await pool.query(
        `SELECT * FROM (SELECT to_char(day, 'YYYY-MM-DD') AS day, sum(checks)::int AS checks, sum(answered)::int AS answered
           FROM readiness_day WHERE $1::text IS NULL OR service LIKE $1 || '/%' GROUP BY day ORDER BY day DESC LIMIT 400) latest
         ORDER BY day`,
        [state ?? null],
      )
      return rows
    },
  }
}

export type ReadinessReader = ReturnType<typeof openReadiness>
