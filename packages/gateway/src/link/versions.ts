import type { VersionRange } from '@rabt/protocol'

/** Format versions of the link log that this gateway speaks. */
export const SPOKEN: VersionRange = { min: 1, max: 1 }
