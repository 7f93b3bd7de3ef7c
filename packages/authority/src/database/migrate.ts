import { applyMigrations } from '@rabt/database'
import type pg from 'pg'

/** Brings an authority's database to the last of `migrations/`. Gives the names of those that it applied. */
export const migrate = (pool: pg.Pool): Promise<string[]> =>
  applyMigrations(pool, new URL('../../migrations/', import.meta.url))
