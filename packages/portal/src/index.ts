export { ensureRoles } from './database/roles.ts'
export { type PortalRecord, type RecordOf, record } from './record/record.ts'
