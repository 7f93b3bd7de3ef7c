import { type Header, isHeaderValue, isToken, RabtError } from '@rabt/protocol'

// RFC 9112 §3.2: no white space and no control character; other octets are the service's affair.
const TARGET = /^[\x21-\x7e\x80-\xff]+$/
/** Methods whose requests have a body: without one they say so (RFC 9110 §8.6). */
const EXPECTS_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'QUERY'])
/** A body up to this size is copied behind its head: one write, one packet for most. */
const COPIED_BYTES = 64 * 1024
const EMPTY = new Uint8Array()

export interface RequestParts {
  /** `host[:port]`. */
  readonly authority: string
  readonly method: string
  readonly target: string
  readonly headers: readonly Header[]
  readonly body: Uint8Array | null
}

/**
 * A request as it goes on the wire, in one piece or two.
 * @throws RabtError MALFORMED_REQUEST for what HTTP cannot say: nothing in it can become another line.
 */
export function requestBytes({
  authority,
  method,
  target,
  headers,
  body,
}: RequestParts): readonly [Buffer, Uint8Array] {
  if (!isToken(method)) throw malformed('method')
  if (!TARGET.test(target)) throw malformed('request target')
  let head = `${method} ${target} HTTP/1.1\r\nhost: ${authority}\r\nconnection: keep-alive\r\n`
  for (const [name, value] of headers) {
    if (!isToken(name)) throw malformed('header name')
    if (!isHeaderValue(value)) throw malformed('header value')
    head += `${name}: ${value}\r\n`
  }
  if (body !== null || EXPECTS_BODY.has(method)) head += `content-length: ${body === null ? 0 : body.length}\r\n`
  head += '\r\n'
  if (body === null || body.length === 0 || body.length > COPIED_BYTES)
    return [Buffer.from(head, 'latin1'), body ?? EMPTY]
  const bytes = Buffer.allocUnsafe(head.length + body.length)
  bytes.write(head, 'latin1')
  bytes.set(body, head.length)
  return [bytes, EMPTY]
}

const malformed = (detail: string): RabtError => new RabtError('MALFORMED_REQUEST', {}, { detail })
