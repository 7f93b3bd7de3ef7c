/** Kinds of entry (docs/spec/link-log.cddl `kind`). */
export const KIND = { request: 1, response: 2, transfer: 3, event: 4, receipt: 5, control: 6 } as const
export type Kind = (typeof KIND)[keyof typeof KIND]

/** Directory version: TUF snapshot version and SHA-256 of the snapshot's bytes. */
export interface DirectoryVersion {
  readonly number: number
  readonly hash: Uint8Array
}

/** A head or body that lives outside the entry: `digest` = SHA-256(salt32 || bytes), `size` counts the bytes alone. */
export interface BlobRef {
  readonly size: number
  readonly digest: Uint8Array
}

/** The entry that this one answers. */
export interface Correlation {
  readonly origin: string
  readonly index: number
  readonly leaf: Uint8Array
}

/** A lane as somebody knows it: its size and RFC 6962 root. */
export interface LaneState {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/** One slot of a run: the lane part of an origin is `<slot>.<epoch>.<random hex>`. */
export interface RunSlot {
  readonly slot: string
  readonly epoch: number
  readonly random: Uint8Array
}

export interface VersionRange {
  readonly min: number
  readonly max: number
}

export type Control =
  | {
      readonly name: 'open'
      readonly versions: VersionRange
      readonly laneKey: Uint8Array
      readonly directory: DirectoryVersion
      readonly slots: readonly RunSlot[]
      readonly earlier: readonly LaneState[]
    }
  | { readonly name: 'settled'; readonly lanes: readonly LaneState[] }
  | { readonly name: 'seals'; readonly digests: readonly Uint8Array[] }
  | { readonly name: 'refused'; readonly origin: string; readonly items: readonly Refusal[] }
  | { readonly name: 'outcome'; readonly code: string }

export interface Refusal {
  readonly index: number
  readonly leaf: Uint8Array
  readonly code: string
}

/**
 * One entry of a lane. Absent fields are null. Times are Unix milliseconds.
 * In a `refused` control `correlation` is null and key 25 carries `control.origin`.
 */
export interface Entry {
  readonly id: Uint8Array
  readonly created: number
  readonly deadline: number
  readonly salt: Uint8Array
  readonly head: BlobRef | null
  readonly body: BlobRef | null
  readonly correlation: Correlation | null
  readonly status: number | null
  readonly outcome: string | null
  readonly idempotency: Uint8Array | null
  readonly control: Control | null
  readonly kind: Kind
  readonly sender: string
  readonly receiver: string
  readonly directory: DirectoryVersion
  readonly service: string | null
  readonly method: string | null
  readonly agreement: string | null
  /** Unknown keys >= 1000, kept and ignored. */
  readonly extra: ReadonlyMap<number, unknown> | null
}
