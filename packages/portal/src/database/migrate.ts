import { applyMigrations } from '@rabt/database'
import type pg from 'pg'

/** The same from `src` and from `dist`. */
const FOLDER = new URL('../../src/database/migrations/', import.meta.url)

/** Applies the migrations that the database has not seen. The pool is the owner's; the roles of `roles.ts` must be there. */
export const migrate = (owner: pg.Pool): Promise<string[]> => applyMigrations(owner, FOLDER)
