import type { Language } from '../record/text.ts'
import { CONTENT_ERRORS } from './content-rows.ts'
import { FIELD_ERRORS } from './field-rows.ts'
import { FILE_ERRORS } from './file-rows.ts'
import { PERSON_ERRORS } from './person-rows.ts'
import type { PortalErrorRow } from './row.ts'

/** Every code that the portal's own pages may answer. Codes are closed and stable; docs/reference/portal-errors.md is generated from here. */
export const PORTAL_ERRORS = { ...PERSON_ERRORS, ...CONTENT_ERRORS, ...FIELD_ERRORS, ...FILE_ERRORS } as const

export type PortalErrorCode = keyof typeof PORTAL_ERRORS
export type Params = Readonly<Record<string, string>>

/** A refusal of the portal. `detail` is for our log only; neither it nor `params` hold personal data. */
export class PortalError extends Error {
  override readonly name = 'PortalError'
  readonly code: PortalErrorCode
  readonly params: Params
  readonly detail: string | undefined

  constructor(code: PortalErrorCode, params: Params = {}, options: { detail?: string; cause?: unknown } = {}) {
    super(portalMessage(code, 'en', params), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.params = params
    this.detail = options.detail
  }
}

export function statusOf(code: PortalErrorCode): PortalErrorRow['status'] {
  return PORTAL_ERRORS[code].status
}

/** Text for people. A value is cut to 120 characters; controls and direction-turning characters in it are left out. */
export function portalMessage(code: PortalErrorCode, language: Language, params: Params = {}): string {
  return PORTAL_ERRORS[code][language].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined
    return value === undefined
      ? '?'
      : value
          .slice(0, 480)
          .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
          .slice(0, 120)
  })
}
