import { splitServicePath } from '@rabt/protocol'

/**
 * Request target for a service identifier with optional path and query, as a person types it: a leading `/r1/` may be
 * there, spaces and letters beyond ASCII are percent-encoded, everything else goes as it is.
 *
 * @throws RabtError MALFORMED_URL, URL_TOO_LONG
 */
export function targetOf(typed: string): string {
  const encoded = typed.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent)
  const target = encoded.startsWith('/') ? encoded : `/r1/${encoded}`
  splitServicePath(target)
  return target
}
