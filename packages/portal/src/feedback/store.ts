import type pg from 'pg'
import type { FeedbackOf } from './feedback.ts'

export interface FeedbackStore {
  put(feedback: FeedbackOf, at: Date): Promise<void>
}

/** Writes as the public, which cannot read what others wrote. */
export function feedbackStore(pool: Pick<pg.Pool, 'query'>): FeedbackStore {
  return {
    async put({ page, useful, text }, at) {
      await pool.query('INSERT INTO feedback (at, page, useful, words) VALUES ($1, $2, $3, $4)', [
        at,
        page,
        useful === undefined ? null : useful === 'yes',
        text === undefined || text === '' ? null : text,
      ])
    },
  }
}
