import type pg from 'pg'
import type { Text } from '../record/text.ts'
import { type Stage, SUBJECTS, type Subject } from './subjects.ts'

export interface StageRow {
  readonly subject: Subject
  readonly stage: Stage
  /** The decision that it rests on; null: none yet. */
  readonly number: string | null
  /** RFC 3339 full-date. */
  readonly on: string | null
}

export interface PromiseRow {
  readonly id: number
  readonly subject: Subject
  readonly missing: Text
  /** The day that was first given, and the one given last. */
  readonly first: string
  readonly due: string
  readonly kept: boolean
  /** Days between both: how far it slipped; below zero it came earlier. */
  readonly slipped: number
}

export interface CountRow {
  readonly day: string
  readonly subject: Subject
  readonly ready: number
  readonly total: number
}

const DAY = `'YYYY-MM-DD'`

/** How far the launch is, as the public reads it. */
export function openLaunch(pool: Pick<pg.Pool, 'query'>) {
  return {
    /** Of every section and state; what nobody decided on is a draft. */
    async stages(): Promise<readonly StageRow[]> {
      const { rows } = await pool.query<StageRow>(
        `SELECT DISTINCT ON (subject) subject, stage, number, to_char(decided_on, ${DAY}) AS on FROM launch_decision ORDER BY subject, id DESC`,
      )
      const found = new Map(rows.map((row) => [row.subject, row]))
      return SUBJECTS.map((subject) => found.get(subject) ?? { subject, stage: 'draft', number: null, on: null })
    },

    /** Those that are not kept first, by day. */
    async promises(): Promise<readonly PromiseRow[]> {
      const { rows } = await pool.query<PromiseRow>(
        `SELECT p.id::float8 AS id, p.subject, p.missing, to_char(d.first, ${DAY}) AS first, to_char(d.due, ${DAY}) AS due, d.kept,
           d.due - d.first AS slipped
         FROM launch_promise p, LATERAL (
           SELECT (array_agg(due ORDER BY id))[1] AS first, (array_agg(due ORDER BY id DESC))[1] AS due, bool_or(kept) AS kept
           FROM launch_due WHERE promise = p.id) d
         ORDER BY d.kept, d.due, p.id LIMIT 500`,
      )
      return rows
    },

    /** The last days of one subject, oldest first. */
    async counts(subject: Subject, days = 90): Promise<readonly CountRow[]> {
      const { rows } = await pool.query<CountRow>(
        `SELECT to_char(day, ${DAY}) AS day, subject, ready, total FROM launch_count WHERE subject = $1 ORDER BY launch_count.day DESC LIMIT $2`,
        [subject, days],
      )
      return rows.reverse()
    },

    /** The newest day of every subject. */
    async latest(): Promise<readonly CountRow[]> {
      const { rows } = await pool.query<CountRow>(
        `SELECT DISTINCT ON (subject) to_char(day, ${DAY}) AS day, subject, ready, total FROM launch_count
         ORDER BY subject, launch_count.day DESC`,
      )
      return rows
    },
  }
}

export type LaunchReader = ReturnType<typeof openLaunch>
