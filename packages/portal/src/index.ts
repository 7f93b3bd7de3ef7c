export { type PortalRecord, type RecordOf, record } from './record/record.ts'
