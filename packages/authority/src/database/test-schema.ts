import { makeTestSchema, type TestSchema } from '@rabt/database/testing'
import { migrate } from './migrate.ts'

export type { TestSchema }

/** A fresh, migrated schema on the server of the tests. */
export const createTestSchema = (): Promise<TestSchema> => makeTestSchema(migrate)
