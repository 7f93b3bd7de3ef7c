export { blobDigest, sha256 } from './blob.ts'
export { sameBytes } from './bytes.ts'
export { CborReader, type ReaderCodes } from './cbor/reader.ts'
export { CborWriter } from './cbor/writer.ts'
export { decodeEntry, encodeEntry } from './entry/codec.ts'
export {
  type BlobRef,
  type Control,
  type Correlation,
  type DirectoryVersion,
  type Entry,
  KIND,
  type Kind,
  type LaneState,
  type Refusal,
  type RunSlot,
  type VersionRange,
} from './entry/entry.ts'
export { uuid7, uuid7Time, uuidFromString, uuidToString } from './entry/uuid7.ts'
export { CATALOGUE, type ErrorCode } from './error/catalogue.ts'
export { renderErrors } from './error/document.ts'
export { fillText, type Language, messageOf } from './error/message.ts'
export { RabtError } from './error/rabt-error.ts'
export type { ErrorRow, Side } from './error/row.ts'
export { decodeBatch, encodeBatch } from './frame/batch.ts'
export { decodeFrame, encodeFrame } from './frame/codec.ts'
export type {
  Batch,
  BatchFrame,
  BlobItem,
  FaultFrame,
  Frame,
  HelloFrame,
  LinesFrame,
  ReceiptFrame,
  RevocationFrame,
  Seal,
  Secret,
} from './frame/frame.ts'
export { decodeSeal, encodeSeal, sealMessage } from './frame/seal.ts'
export {
  parseRequestHead,
  parseResponseHead,
  type RequestHead,
  type ResponseHead,
  requestHash,
  serialiseRequestHead,
  serialiseResponseHead,
} from './head/head.ts'
export { DROPPED_HEADERS, filterHeaders, type Header, isHeaderValue, isToken } from './head/header.ts'
export { type Direction, extractSecrets, isSecret, restoreSecrets } from './head/secrets.ts'
export {
  formatId,
  type Identifier,
  idsEqual,
  isCanonicalId,
  memberOf,
  parseClientId,
  parseGatewayId,
  parseRepresentedParty,
  parseServiceId,
  serviceCodeOf,
  subsystemOf,
} from './identifier/identifier.ts'
export { registrableProblem } from './identifier/registrable.ts'
export { type ServicePath, splitServicePath } from './identifier/service-path.ts'
export { LIMITS } from './limits.ts'
export { formatOrigin, isOrigin, keyName, type Origin, parseOrigin } from './origin/origin.ts'
export { derOfPem, pemOf } from './pem.ts'
