import { verifyAsOf } from '@rabt/directory'
import type { Report } from './report/statement.ts'
import { type VerifyOptions, verifyBundleWith } from './verify/verify-bundle.ts'

/**
 * Verifies an evidence bundle offline (docs/spec/evidence.md): says what is proved, what is missing and what to heed.
 * It trusts only `trustedRoot`, and holds no clock of its own.
 * @throws RabtError BUNDLE_* with `params.place` and `params.reason` on the first thing that does not verify; NO_TRUSTED_ROOT
 */
export const verifyBundle = (file: Uint8Array, options: VerifyOptions): Report =>
  verifyBundleWith(verifyAsOf, file, options)
