import { RabtError } from '@rabt/protocol'
import { REASONS, type Reason } from './report/reasons.ts'

/** Codes with which a bundle is refused (docs/reference/errors.md). */
export type BundleCode =
  | 'BUNDLE_FORMAT'
  | 'BUNDLE_DIGEST'
  | 'BUNDLE_ENTRY'
  | 'BUNDLE_PROOF'
  | 'BUNDLE_SIGNATURE'
  | 'BUNDLE_KEY'
  | 'BUNDLE_SEAL'
  | 'BUNDLE_RECEIPT'
  | 'BUNDLE_BLOB'
  | 'BUNDLE_DIRECTORY'
  | 'BUNDLE_CORRELATION'

/** Refuses the bundle. `place` names the part, e.g. `item 1 receipt`; `why` finds the sentence in both languages. */
export function refuse(code: BundleCode, place: string, why: Reason, cause?: unknown): never {
  const reason = REASONS[why].en
  throw new RabtError(code, { place, reason, why }, { detail: `${place}: ${reason}`, cause })
}

/** Runs a check whose own refusal means that the bundle fails for this reason. */
export function attempt<T>(code: BundleCode, place: string, why: Reason, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (error instanceof RabtError) refuse(code, place, why, error)
    throw error
  }
}
