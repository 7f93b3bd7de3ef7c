import type { ServerResponse } from 'node:http'
import { type ErrorCode, messageOf, RabtError } from '@rabt/protocol'

/** HTTP status of each code that the public face answers with; any other is our own failure. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  INVALID_REQUEST: 400,
  NONCE_INVALID: 400,
  CSR_INVALID: 400,
  RENEWAL_REFUSED: 403,
  NOT_FOUND: 404,
  RENEWAL_EARLY: 409,
  BODY_TOO_LARGE: 413,
  DIRECTORY_UNREACHABLE: 503,
  DIRECTORY_EXPIRED: 503,
}

/** Answers with a problem document (RFC 9457) in both languages. What is not a typed error becomes INTERNAL_ERROR. */
export function sendProblem(response: ServerResponse, error: unknown): void {
  const typed = error instanceof RabtError ? error : new RabtError('INTERNAL_ERROR')
  const status = STATUS[typed.code] ?? 500
  const message = { ar: messageOf(typed, 'ar'), en: messageOf(typed, 'en') }
  const body = Buffer.from(
    JSON.stringify({ type: `urn:rabt:error:${typed.code}`, title: message.en, status, code: typed.code, message }),
  )
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': body.length,
    'cache-control': 'no-store',
  })
  response.end(body)
}
