import type { ErrorCode } from '@rabt/protocol'
import { expect } from 'vitest'

/** Matches a RabtError by its code, and by a part of the reason that it gives. */
export const withCode = (code: ErrorCode, reason = ''): unknown =>
  reason === ''
    ? expect.objectContaining({ name: 'RabtError', code })
    : expect.objectContaining({
        name: 'RabtError',
        code,
        params: expect.objectContaining({ reason: expect.stringContaining(reason) }),
      })
