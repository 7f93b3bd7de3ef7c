import type { Header } from '@rabt/protocol'
import type { Choice } from '../authorise/choose-agreement.ts'

/** A call as its request line and headers say it. Texts are latin1: one character an octet. */
export interface Call {
  /** Canonical five-part identifier. */
  readonly service: string
  /** Canonical identifier of the provider's subsystem. */
  readonly subsystem: string
  /** `X-Road-Client` as it came; null: missing or empty. */
  readonly client: string | null
  /** `X-Road-Id` as it came; null: the edge makes one. */
  readonly xroadId: string | null
  /** `X-Road-Security-Server`, canonical. */
  readonly wanted: string | null
  /** The service path as it came, empty or from its `/` on, without query. */
  readonly path: string
  /** `X-Rabt-Agreement` and `X-Rabt-Purpose`. */
  readonly choice: Choice
  /** Headers that travel: order, case and duplicates as they came. */
  readonly headers: readonly Header[]
  readonly contentLength: number | null
  readonly chunked: boolean
}
