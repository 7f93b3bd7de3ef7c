import { type CheckedView, verifyAsOf } from '@rabt/directory'
import type { Report } from './report/statement.ts'
import { withoutRevoked } from './verify/revoked.ts'
import { type VerifyOptions, verifyBundleWith } from './verify/verify-bundle.ts'

/**
 * Verifies an evidence bundle offline (docs/spec/evidence.md): says what is proved, what is missing and what to heed.
 * It trusts only `trustedRoot`, and holds no clock of its own.
 * @throws RabtError BUNDLE_* with `params.place` and `params.reason` on the first thing that does not verify; NO_TRUSTED_ROOT;
 *   REVOCATION_INVALID for a revocation that does not hold by the bundle's newest directory
 */
export const verifyBundle = (file: Uint8Array, options: VerifyOptions): Report => {
  const { revocations = [] } = options
  // What `verifyAsOf` gives is a CheckedView.
  const takeAway = revocations.length === 0 ? null : (view: unknown) => withoutRevoked(view as CheckedView, revocations)
  return verifyBundleWith(verifyAsOf, file, options, takeAway)
}
