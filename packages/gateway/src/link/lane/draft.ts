import type { BlobItem, BlobRef, Control, Correlation, Kind, Secret } from '@rabt/protocol'

/** A head or body ready to be appended: its reference in the entry and what goes on the wire (null: large, already in a file). */
export interface Blob {
  readonly ref: BlobRef
  readonly item: BlobItem
}

/** Where an entry came to stand. */
export interface Position {
  readonly origin: string
  readonly index: number
  readonly leaf: Uint8Array
}

/** An entry that waits to be appended to a lane. */
export interface Draft {
  readonly kind: Kind
  readonly id: Uint8Array
  readonly created: number
  readonly deadline: number
  readonly sender: string
  readonly receiver: string
  readonly service: string | null
  readonly method: string | null
  readonly agreement: string | null
  readonly status: number | null
  readonly outcome: string | null
  readonly correlation: Correlation | null
  readonly control: Control | null
  readonly idempotency: Uint8Array | null
  readonly head: Blob | null
  readonly body: Blob | null
  readonly secrets: readonly Secret[]
  /** Member whose key seals the entry; null for controls. */
  readonly member: string | null
  /** Called when the batch is composed, before it is sent. */
  readonly onAppended?: (position: Position) => void
  /** Called when the batch is durable here. */
  readonly onCommitted?: () => void
}
