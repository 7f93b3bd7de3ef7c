import { type ErrorCode, LIMITS, RabtError } from '@rabt/protocol'

const NAME_NOT_FOUND: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'ENODATA',
])

/** undici's codes for answers that are no HTTP, or not the answer to what was asked. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  UND_ERR_INVALID_ARG: 'MALFORMED_REQUEST',
  UND_ERR_NOT_SUPPORTED: 'MALFORMED_REQUEST',
  UND_ERR_HEADERS_OVERFLOW: 'SERVICE_ANSWER_TOO_LARGE',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'SERVICE_BROKE_OFF',
}

/**
 * Names a failure of the call to the agency's system. `sent`: whether the request was handed to a connection; before that the
 * system has not seen it.
 */
export function serviceFailure(error: unknown, sent: boolean): RabtError {
  if (error instanceof RabtError) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const limit = String(LIMITS.headBytes)
  return new RabtError(
    failureCode(error, code, sent),
    { limit },
    { detail: code === '' ? String(error) : code, cause: error },
  )
}

function failureCode(error: unknown, code: string, sent: boolean): ErrorCode {
  const known = CODES[code]
  if (known !== undefined) return known
  if (NAME_NOT_FOUND.has(code)) return 'UNKNOWN_HOST'
  if (error instanceof Error) {
    // undici 8 leaves the code of a parser error undefined; the reason stands in its message.
    if (error.name === 'HTTPParserError') return /EOF/.test(error.message) ? 'SERVICE_BROKE_OFF' : 'SERVICE_GARBAGE'
    // An interim answer that nobody asked for, or bytes before the request.
    if (code === 'UND_ERR_SOCKET' && error.message.startsWith('bad ')) return 'SERVICE_GARBAGE'
  }
  return sent ? 'SERVICE_BROKE_OFF' : 'SERVICE_UNREACHABLE'
}
