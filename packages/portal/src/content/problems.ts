import type { z } from 'zod'
import type { Params, PortalErrorCode } from '../error/portal-error.ts'
import { type PortalRecord, record } from '../record/record.ts'

/** What is wrong at one place (`steps.0.ar`) of a record. */
export interface Problem {
  readonly path: string
  readonly code: PortalErrorCode
  readonly params: Params
}

/** At most this many are told. */
const MOST = 200

export type Checked =
  | { readonly record: PortalRecord; readonly problems: readonly [] }
  | { readonly record: null; readonly problems: readonly Problem[] }

/** Whether a draft is a record, or what is missing. */
export function checkRecord(draft: unknown): Checked {
  const parsed = record.safeParse(draft)
  if (parsed.success) return { record: parsed.data, problems: [] }
  return { record: null, problems: parsed.error.issues.slice(0, MOST).flatMap((issue) => problemsOf(issue, draft)) }
}

function problemsOf(issue: z.core.$ZodIssue, draft: unknown): Problem[] {
  const path = issue.path.map(String).join('.')
  const one = (code: PortalErrorCode, params: Params = {}): Problem[] => [{ path, code, params }]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((field) => ({
        path: path === '' ? field : `${path}.${field}`,
        code: 'FIELD_UNKNOWN',
        params: { field },
      }))
    case 'too_big':
      return one('FIELD_TOO_LONG', { maximum: String(issue.maximum) })
    case 'too_small':
      return Number(issue.minimum) <= 1
        ? one('FIELD_MISSING')
        : one('FIELD_TOO_FEW', { minimum: String(issue.minimum) })
    case 'invalid_type':
      return one(valueAt(draft, issue.path) === undefined ? 'FIELD_MISSING' : 'FIELD_FORM')
    case 'invalid_value':
    case 'invalid_union':
      return one(valueAt(draft, issue.path) === undefined ? 'FIELD_MISSING' : 'FIELD_CHOICE')
    case 'custom':
      return one(/hidden|spaces/.test(issue.message) ? 'FIELD_HIDDEN' : 'FIELD_FORM')
    default:
      return one('FIELD_FORM')
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    value,
  )
}
