export { ensureRoles } from './database/roles.ts'
export { digestOf } from './record/digest.ts'
export { type PortalRecord, type RecordOf, record } from './record/record.ts'
