export { buildBundle } from './build-bundle.ts'
export {
  BUNDLE_LIMITS,
  type Bundle,
  type BundleParts,
  type DirectoryParts,
  type EvidenceBlob,
  type EvidenceItem,
  FORMAT,
  type OpenEvidence,
  type ProvedEntry,
  type ReceiptEvidence,
  type SealEvidence,
} from './bundle/bundle.ts'
export { decodeBundle } from './bundle/decode.ts'
export { renderRefusal, renderReport } from './report/render.ts'
export type { MissingCode, ProvedCode, Report, Statement, WarningCode } from './report/statement.ts'
export type { VerifyOptions } from './verify/verify-bundle.ts'
export { verifyBundle } from './verify-bundle.ts'
