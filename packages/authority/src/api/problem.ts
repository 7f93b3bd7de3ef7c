import { type ErrorCode, type Language, messageOf, RabtError } from '@rabt/protocol'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { type FieldProblem, fieldProblem, InvalidInput } from './input.ts'

/** A problem document (RFC 9457): `title` is in the language that was asked for, `message` holds both. */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** Of docs/reference/errors.md. */
  code: z.string(),
  message: z.strictObject({ ar: z.string(), en: z.string() }),
  fields: z.array(fieldProblem).optional(),
})

/** HTTP status of each code that the API answers with; any other is our own failure. */
const STATUS = {
  INVALID_REQUEST: 400,
  DECISION_MISSING: 400,
  CSR_INVALID: 400,
  NAME_FOREIGN: 400,
  NAME_RESERVED: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  FOUR_EYES: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  NAME_LOOKS_ALIKE: 409,
  CHANGE_REFUSED: 409,
  REQUEST_STATE: 409,
  REQUEST_DIFFERS: 409,
  REQUEST_SUPERSEDED: 409,
  STAGE_REFUSED: 409,
  PEOPLE_TOO_FEW: 409,
  BODY_TOO_LARGE: 413,
  INTERNAL_ERROR: 500,
  DIRECTORY_INVALID: 502,
  DIRECTORY_UNREACHABLE: 503,
  DIRECTORY_EXPIRED: 503,
  HAND_OVER_REFUSED: 502,
  NOT_THE_WRITER: 503,
  REGISTER_BUSY: 503,
} as const satisfies Partial<Record<ErrorCode, ContentfulStatusCode>>

export type ApiErrorCode = keyof typeof STATUS

export const statusOf = (code: ApiErrorCode): ContentfulStatusCode => STATUS[code]

const isApiCode = (code: ErrorCode): code is ApiErrorCode => Object.hasOwn(STATUS, code)

/** PostgreSQL: lock_not_available, of lock_timeout. */
const LOCKED = '55P03'

function toTyped(error: unknown): unknown {
  if (error instanceof InvalidInput) return new RabtError('INVALID_REQUEST')
  const isLocked = (error as { readonly code?: unknown } | null)?.code === LOCKED
  return isLocked ? new RabtError('REGISTER_BUSY', {}, { cause: error }) : error
}

/** What is not a typed error of ours becomes INTERNAL_ERROR; its cause is for the log alone. */
export function typedError(error: unknown): RabtError & { readonly code: ApiErrorCode } {
  const typed = toTyped(error)
  const known = typed instanceof RabtError && isApiCode(typed.code) ? typed : new RabtError('INTERNAL_ERROR')
  return known as RabtError & { readonly code: ApiErrorCode }
}

export function problemOf(error: unknown, language: Language): z.output<typeof problemSchema> {
  const typed = typedError(error)
  const message = { ar: messageOf(typed, 'ar'), en: messageOf(typed, 'en') }
  const fields: readonly FieldProblem[] = error instanceof InvalidInput ? error.fields : []
  return {
    type: `urn:rabt:error:${typed.code}`,
    title: message[language],
    status: STATUS[typed.code],
    code: typed.code,
    message,
    ...(fields.length === 0 ? {} : { fields: [...fields] }),
  }
}

/** RFC 9110 §12.5.4, as far as two languages need it: Arabic where it comes first, else English. */
export const languageOf = (header: string | undefined): Language => (/^\s*ar\b/i.test(header ?? '') ? 'ar' : 'en')
