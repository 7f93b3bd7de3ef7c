import { LIMITS } from '@rabt/protocol'

/** Bounds of the provider's edge, each with what it stops. Sizes are bytes, times milliseconds. */
export interface ProviderLimits {
  /** One answer of a service. */
  readonly bodyBytes: number
  /** Response headers; our own lines are added to them, and the whole must fit into a head. */
  readonly headBytes: number
  /** Calls under way to one service: a slow one must not exhaust the gateway. */
  readonly inFlight: number
  /** An address that swallows connection attempts. */
  readonly connectMs: number
  /** The answer has to travel back before the caller's deadline. */
  readonly returnMs: number
  /** An answer up to this size needs no reservation. */
  readonly freeBytes: number
  /** Larger answers being received at once, over all services: many services that answer large must not fill the memory. */
  readonly largeBytes: number
  /** A description that holds the event loop while its addresses are replaced. */
  readonly descriptionBytes: number
}

export const PROVIDER_LIMITS: ProviderLimits = Object.freeze({
  bodyBytes: LIMITS.bodyBytes,
  headBytes: LIMITS.headBytes - 4 * 1024,
  inFlight: 256,
  connectMs: 10_000,
  returnMs: 2_000,
  freeBytes: 256 * 1024,
  largeBytes: 64 * 1024 * 1024,
  descriptionBytes: 2 * 1024 * 1024,
})
