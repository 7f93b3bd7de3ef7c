export { applyMigrations } from './migrate.ts'
export { inSnapshot, inTransaction, type Queries, withConnection } from './transaction.ts'
