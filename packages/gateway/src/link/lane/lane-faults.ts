import type { ErrorCode } from '@rabt/protocol'

/** Fault codes that halt a lane and raise an alarm (spec link-log §5.2); others only end the connection. */
export const LANE_FAULTS: ReadonlySet<string> = new Set<ErrorCode>([
  'QUOTA',
  'LANE_SIZE',
  'LANE_ROOT',
  'LANE_SIGNATURE',
  'FRAME_LIMIT',
  'FRAME_INVALID',
  'NOTE_INVALID',
  'CBOR_INVALID',
  'FORK',
])
