import type { ErrorRow } from './row.ts'
import { AGREEMENT_ERRORS } from './rows/agreement.ts'
import { AUTHORITY_ERRORS } from './rows/authority.ts'
import { CALL_ERRORS } from './rows/call.ts'
import { CEREMONY_ERRORS } from './rows/ceremony.ts'
import { JOINING_ERRORS } from './rows/joining.ts'
import { LINK_ERRORS } from './rows/link.ts'
import { RECORD_ERRORS } from './rows/record.ts'
import { SERVICE_ERRORS } from './rows/service.ts'

/**
 * Every code that this product may answer or log. Codes are closed and stable: retired ones are never reused.
 * The page docs/reference/errors.md is generated from here.
 */
export const CATALOGUE = {
  ...CALL_ERRORS,
  ...AGREEMENT_ERRORS,
  ...SERVICE_ERRORS,
  ...LINK_ERRORS,
  ...RECORD_ERRORS,
  ...CEREMONY_ERRORS,
  ...JOINING_ERRORS,
  ...AUTHORITY_ERRORS,
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof CATALOGUE
