import type { QueryConfig } from 'pg'

/** Any query that takes longer is given up on this side: a hung backend stops its server-side timer too. */
export const QUERY_DEADLINE_MS = 5_000

/** The query with a deadline of its own, for `pg` (its types do not know `query_timeout` here): what is left, and never longer than any query has. */
export function within(leftMs: number, query: QueryConfig): QueryConfig & { readonly query_timeout: number } {
  return { ...query, query_timeout: deadlineWithin(leftMs) }
}

/** Whole milliseconds; never 0, which would be none. */
export function deadlineWithin(leftMs: number): number {
  return Math.max(1, Math.min(QUERY_DEADLINE_MS, Math.ceil(leftMs)))
}
