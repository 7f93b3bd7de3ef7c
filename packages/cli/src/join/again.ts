import { setTimeout as delay } from 'node:timers/promises'
import { RabtError } from '@rabt/protocol'

const TIMES = 5
const PAUSE_MS = 100

/** Somebody else published at the same moment: what was read is old, and the act is made anew of what stands now. */
export async function again<T>(act: () => Promise<T>): Promise<T> {
  for (let left = TIMES; ; left--) {
    try {
      return await act()
    } catch (error) {
      const isRace = error instanceof RabtError && (error.code === 'CONFLICT' || error.code === 'CEREMONY_STALE')
      if (!isRace || left <= 1) throw error
      await delay(PAUSE_MS)
    }
  }
}
