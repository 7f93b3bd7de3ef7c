import { RabtError } from '../error/rabt-error.ts'
import { LIMITS } from '../limits.ts'
import { parseServiceId } from './identifier.ts'

export interface ServicePath {
  /** Canonical five-part identifier. */
  readonly service: string
  /** Rest of the path as it came: empty, or from its `/` on. */
  readonly servicePath: string
  /** What follows the first `?` as it came; null without one. */
  readonly query: string | null
}

// Printable octets without space and `#` (RFC 9112 §3.2: a request target has no fragment); a head stores it as one line.
const TARGET = /^\/[\x21\x22\x24-\x7e\x80-\xff]*$/

const malformed = (detail: string): RabtError => new RabtError('MALFORMED_URL', {}, { detail })

/**
 * Splits a raw request target `/r1/{instance}/{class}/{member}/{subsystem}/{service}[/rest][?query]` at its first seven
 * slashes; the rest travels byte for byte. Throws MALFORMED_URL or URL_TOO_LONG.
 */
export const splitServicePath = (rawUrlPath: string): ServicePath => {
  if (rawUrlPath.length > LIMITS.urlBytes) throw new RabtError('URL_TOO_LONG', { limit: String(LIMITS.urlBytes) })
  if (!TARGET.test(rawUrlPath)) throw malformed('raw character that no request target may hold')
  const mark = rawUrlPath.indexOf('?')
  const path = mark < 0 ? rawUrlPath : rawUrlPath.slice(0, mark)
  const query = mark < 0 ? null : rawUrlPath.slice(mark + 1)
  // X-Road: at most eight pieces: empty, version, five parts, remainder. Only version 1 exists.
  if (!path.startsWith('/r1/')) throw malformed('version piece is not r1')
  let end = '/r1'.length
  for (let part = 0; part < 5; part++) {
    if (path[end] !== '/') throw malformed('fewer than five identifier parts')
    const next = path.indexOf('/', end + 1)
    end = next < 0 ? path.length : next
  }
  let service: string
  try {
    service = parseServiceId(path.slice('/r1/'.length, end)).id
  } catch (cause) {
    throw new RabtError('MALFORMED_URL', {}, { detail: 'service identifier', cause })
  }
  return { service, servicePath: path.slice(end), query }
}
