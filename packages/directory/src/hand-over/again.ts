import { setTimeout as delay } from 'node:timers/promises'
import { RabtError } from '@rabt/protocol'

const TIMES = 5
const PAUSE_MS = 100
/** Also that no place could write at the moment: one may be starting. */
const RACES = new Set(['CONFLICT', 'CEREMONY_STALE', 'DIRECTORY_UNREACHABLE'])

/** Somebody else published at the same moment: what was read is old, and the act is made anew of what stands now. */
export async function again<T>(act: (attempt: number) => Promise<T>): Promise<T> {
  for (let left = TIMES; ; left--) {
    try {
      return await act(TIMES - left)
    } catch (error) {
      const isRace = error instanceof RabtError && RACES.has(error.code)
      if (!isRace || left <= 1) throw error
      await delay(PAUSE_MS)
    }
  }
}
