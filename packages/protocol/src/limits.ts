/**
 * Every bound on bytes that come from outside, with the attack or accident it stops.
 * Sizes are bytes, times milliseconds.
 */
export const LIMITS = Object.freeze({
  /** A peer that makes us buffer: one WebSocket message. */
  frameBytes: 8 * 1024 * 1024,
  /** A batch that holds the event loop. */
  batchEntries: 1024,
  /** Signature checks bought with one frame. */
  batchSeals: 64,
  /** Nesting that exhausts the stack. */
  cborDepth: 6,
  /** One entry. The largest is a control that refuses every entry of a full batch (1 024 times up to 64 bytes). */
  entryBytes: 64 * 1024,
  /** Texts of one entry, seal or frame that name an outcome, a refusal or a method. */
  codeBytes: 64,
  /** Lanes named in one hello or control; slots of one run. */
  lanes: 4096,
  runSlots: 256,
  /** One seal record, and the signature in it (an ECDSA P-256 signature in DER has at most 72 bytes). */
  sealBytes: 1024,
  signatureBytes: 128,
  /** Secret headers of one message: as many lines as fit a head would buy as many digests. */
  secrets: 64,
  /** A signed revocation: what a peer makes every other verify, keep and pass on. */
  revocationBytes: 64 * 1024,
  /** Prose in a fault frame; it ends in our log. */
  faultMessageBytes: 1024,
  /** Header floods; also the limit of the consumer's edge. */
  headBytes: 64 * 1024,
  /** Bodies until transfers exist. */
  bodyBytes: 10 * 1024 * 1024,
  /** A blob above this goes through a bulk lane and is fetched apart. */
  inlineBlobBytes: 256 * 1024,
  /** Blobs of one batch that have to be fetched: what a peer can make us hold at once. */
  largeBlobsBytes: 48 * 1024 * 1024,
  /** Request line at the consumer's edge. */
  urlBytes: 8 * 1024,
  /** One identifier, encoded. */
  identifierBytes: 512,
  /** C2SP key names and origins have a one-byte length in the ML-DSA message. */
  originBytes: 200,
  /** A note with its lines. */
  noteBytes: 32 * 1024,
  /** Clock skew accepted into the future. */
  futureSkewMs: 30_000,
  /** How far `created` may lie before the lane's epoch or the entry before it. */
  backdateMs: 5 * 60_000,
  /** |id time - created|. */
  idSkewMs: 5 * 60_000,
  /** deadline - created of a request. */
  requestLifeMs: 10 * 60_000,
  /** deadline - created of transfers and events. */
  messageLifeMs: 30 * 24 * 3_600_000,
  /** Receipt at latest after so many batches ... */
  receiptBatches: 4,
  /** ... or this time. */
  receiptDelayMs: 100,
  /** A receipt owed longer, or for more batches, stops new requests to that peer. */
  receiptOwedMs: 10_000,
  receiptOwedBatches: 8,
  /** What a peer may make us keep of entries that are refused, a day. */
  refusedBytesADay: 64 * 1024 * 1024,
  /** How long a batch of a peer that is ahead of our directory waits for our refresh. */
  directoryHoldMs: 8_000,
})
