import { type ErrorCode, messageOf, RabtError } from '@rabt/protocol'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import { fieldProblems } from './field-problems.ts'

/** A body or query that its schema refused. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput'
  readonly error: z.ZodError

  constructor(error: z.ZodError) {
    super('INVALID_REQUEST')
    this.error = error
  }
}

/** HTTP status of each code that the admin API answers with; any other is our own failure. */
const STATUS: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  INVALID_REQUEST: 400,
  MALFORMED_IDENTIFIER: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  EVIDENCE_NOT_FOUND: 404,
  CONFLICT: 409,
  BODY_TOO_LARGE: 413,
  REVOCATION_INVALID: 422,
  REVOCATION_OVER: 409,
  DIRECTORY_EXPIRED: 503,
  DIRECTORY_UNREACHABLE: 503,
  LOGGING_FAILED: 503,
  SHUTTING_DOWN: 503,
}

/**
 * Problem document (RFC 9457) in both languages: `title` is English, `message` holds both, `code` is of docs/reference/errors.md.
 * What is not a typed error becomes INTERNAL_ERROR; its cause is for the log alone.
 */
export function problem(c: Context, error: unknown): Response {
  const invalid = error instanceof InvalidInput
  const typed = error instanceof RabtError ? error : new RabtError(invalid ? 'INVALID_REQUEST' : 'INTERNAL_ERROR')
  const status = STATUS[typed.code] ?? 500
  const message = { ar: messageOf(typed, 'ar'), en: messageOf(typed, 'en') }
  if (status === 401) c.header('WWW-Authenticate', 'Bearer')
  c.header('Content-Type', 'application/problem+json')
  return c.body(
    JSON.stringify({
      type: `urn:rabt:error:${typed.code}`,
      title: message.en,
      status,
      code: typed.code,
      message,
      ...(invalid ? { fields: fieldProblems(error.error) } : {}),
    }),
    status,
  )
}
