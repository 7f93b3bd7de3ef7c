import type { DirectoryVersion, LaneState, RunSlot, VersionRange } from '../entry/entry.ts'

/** A batch as both sides store it; `checkpoint` is a signed note. */
export interface Batch {
  readonly first: number
  readonly entries: readonly Uint8Array[]
  readonly seals: readonly Uint8Array[]
  readonly checkpoint: string
}

/** salt32 || bytes; null: large, to be fetched; false: erased by the sender. */
export type BlobItem = Uint8Array | null | false

/** A header that travels beside the head and is never stored. */
export interface Secret {
  readonly name: string
  readonly value: Uint8Array
}

export interface HelloFrame {
  readonly type: 'hello'
  readonly versions: VersionRange
  readonly gateway: string
  readonly federation: string
  readonly directory: DirectoryVersion
  readonly run: readonly RunSlot[]
  readonly lanes: readonly LaneState[]
}
export interface BatchFrame {
  readonly type: 'batch'
  readonly batch: Uint8Array
  readonly blobs: readonly BlobItem[]
  readonly secrets: ReadonlyMap<number, readonly Secret[]>
}
export interface ReceiptFrame {
  readonly type: 'receipt'
  readonly origin: string
  readonly size: number
  readonly line: string
}
export interface FaultFrame {
  readonly type: 'fault'
  readonly code: string
  readonly message: string
  readonly origin: string | null
}
export interface LinesFrame {
  readonly type: 'lines'
  readonly origin: string
  readonly size: number
  readonly line: string
}
/** A signed revocation (docs/spec/revocation.md), passed on as it was signed. */
export interface RevocationFrame {
  readonly type: 'revocation'
  readonly document: Uint8Array
}
export type Frame = HelloFrame | BatchFrame | ReceiptFrame | FaultFrame | LinesFrame | RevocationFrame

/** Seal record of one member over its own leaves of one batch. */
export interface Seal {
  readonly member: string
  readonly count: number
  readonly root: Uint8Array
  /** SHA-256 of the DER SubjectPublicKeyInfo of the sealing key. */
  readonly key: Uint8Array
  /** ECDSA P-256 with SHA-256, DER. */
  readonly signature: Uint8Array
}
