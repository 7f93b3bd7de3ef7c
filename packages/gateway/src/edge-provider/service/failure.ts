import { type ErrorCode, LIMITS, RabtError } from '@rabt/protocol'

const NAME_NOT_FOUND: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'ENODATA',
])

/**
 * Names a failure of the call to the agency's system. `sent`: whether the request was handed to a connection; before that the
 * system has not seen it.
 */
export function serviceFailure(error: unknown, sent: boolean): RabtError {
  if (error instanceof RabtError) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const limit = String(LIMITS.headBytes)
  return new RabtError(failureCode(code, sent), { limit }, { detail: code === '' ? String(error) : code, cause: error })
}

function failureCode(code: string, sent: boolean): ErrorCode {
  if (NAME_NOT_FOUND.has(code)) return 'UNKNOWN_HOST'
  return sent ? 'SERVICE_BROKE_OFF' : 'SERVICE_UNREACHABLE'
}
