import { createHash } from 'node:crypto'
import { type Header, RabtError } from '@rabt/protocol'

/** Longest accepted key, octets: longer ones are no keys but payloads. */
const KEY_LIMIT = 255

/**
 * The caller's `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), if it gave one, with what makes two requests the same:
 * method, target, content type and body. Other headers may differ from try to try.
 * @throws RabtError MALFORMED_REQUEST for an empty, repeated or over-long key
 */
export function idempotencyOf(
  headers: readonly Header[],
  method: string,
  target: string,
  body: Uint8Array | null,
): { readonly key: string; readonly fingerprint: Uint8Array } | null {
  const keys = headers.filter(([name]) => name.toLowerCase() === 'idempotency-key')
  const [first] = keys
  if (!first) return null
  const key = first[1].trim()
  if (keys.length > 1 || key === '' || key.length > KEY_LIMIT)
    throw new RabtError('MALFORMED_REQUEST', {}, { detail: 'Idempotency-Key' })
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  const fingerprint = createHash('sha256')
    .update(`${method}\n${target}\n${type}\n${body === null ? 0 : 1}\n`, 'latin1')
    .update(body ?? '')
    .digest()
  return { key, fingerprint }
}
