/** After the directory's expiry every class of service goes on for this long, milliseconds. */
export const FULL_GRACE_MS = 24 * 3_600_000

/** After that, services that only read go on for this long; then all is refused. */
export const READ_ONLY_GRACE_MS = 7 * 24 * 3_600_000

/** The longest that anything rests on an expired directory. */
export const GRACE_MS = FULL_GRACE_MS + READ_ONLY_GRACE_MS

export type DirectoryMode = 'current' | 'grace' | 'read-only' | 'expired'

/** An expired directory degrades by steps, not by a cliff. Times are Unix ms. */
export const modeAt = (expires: number, time: number): DirectoryMode => {
  if (time < expires) return 'current'
  if (time < expires + FULL_GRACE_MS) return 'grace'
  return time < expires + GRACE_MS ? 'read-only' : 'expired'
}
