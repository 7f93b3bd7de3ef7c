/** Who must act: the calling system, the consumer's gateway, the provider's gateway, the provider's system, the network. */
export type Side = 'client' | 'consumer' | 'provider' | 'service' | 'network'

/** One row of the catalogue. `xroad` and `modern` are the fault names of X-Road up to 7.7 and from 7.8, after the prefix. */
export interface ErrorRow {
  readonly side: Side
  readonly xroad: string
  readonly modern: string
  /** `{name}` is filled from the error's params. */
  readonly en: string
  readonly ar: string
}
