import { RabtError } from '@rabt/protocol'

/** A service's base address, taken apart once. */
export interface BaseAddress {
  /** `scheme://host[:port]`, without path. */
  readonly origin: string
  /** Raw path: empty or from its `/` on. */
  readonly path: string
}

const FORM = /^(https?:\/\/[^/?#@\\\s]+)((?:\/[\x21\x22\x24-\x3e\x40-\x7e]*)?)$/i

/** Services of one gateway are few; the cache outlives changes of their registration by a little. */
const CACHED = 1_024
const cache = new Map<string, BaseAddress>()

/** @throws RabtError SERVICE_MISSING_URL or SERVICE_MALFORMED_URL; neither names the address, which is the provider's own affair. */
export function parseBaseAddress(url: string): BaseAddress {
  const known = cache.get(url)
  if (known !== undefined) return known
  if (url === '') throw new RabtError('SERVICE_MISSING_URL')
  const [, authority, path] = FORM.exec(url) ?? []
  // Only scheme, host and port go through URL: it would rewrite a path.
  const origin = authority === undefined ? undefined : URL.parse(authority)?.origin
  if (origin === undefined || path === undefined)
    throw new RabtError('SERVICE_MALFORMED_URL', {}, { detail: 'no plain base address' })
  const address = Object.freeze({ origin, path })
  if (cache.size >= CACHED) cache.clear()
  cache.set(url, address)
  return address
}

/**
 * X-Road [C]: base address + service path (one slash dropped if both sides have one) + `?` + query, byte for byte. HTTP wants at
 * least `/` (RFC 9112 §3.2.1).
 */
export function requestTarget(base: BaseAddress, servicePath: string, query: string | null): string {
  const path =
    base.path.endsWith('/') && servicePath.startsWith('/') ? base.path + servicePath.slice(1) : base.path + servicePath
  const target = path === '' ? '/' : path
  return query === null ? target : `${target}?${query}`
}
