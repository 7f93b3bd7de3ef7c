import { type DirectoryWriter, openWriter, postgresLock } from '@rabt/authority'
import { directoryRepository } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import type pg from 'pg'
import type { Layout } from '../ceremony/layout.ts'
import type { Officers } from '../ceremony/officers.ts'

/** States whose authorities hold online keys: the first writes from the founding on, the second can take over. */
export const SITES = ['KW', 'SA'] as const

/** The places that can write the directory, each with its own keys and its lock in its own database. All share one copy here. */
export function openWriters(
  at: Layout,
  officers: Officers,
  poolOf: (code: (typeof SITES)[number]) => pg.Pool,
  clock: () => number,
): readonly DirectoryWriter[] {
  const keys = { KW: officers.online, SA: officers.standby }
  const sites = new Map(SITES.map((site) => [keys[site].timestamp.keyId, site]))
  return SITES.map((site) =>
    openWriter({
      site,
      repository: directoryRepository(at.repository),
      onlineKeys: keys[site],
      lock: postgresLock(poolOf(site)),
      others: [],
      sites,
      clock,
    }),
  )
}

/** Whichever of the places writes now. Rejects as the last one does when none can. */
export const whoeverWrites = (writers: readonly DirectoryWriter[]): Pick<DirectoryWriter, 'exclusive'> => ({
  exclusive: async (act) => {
    let refused: unknown
    for (const writer of writers) {
      try {
        return await writer.exclusive(act)
      } catch (error) {
        if (!isElsewhere(error)) throw error
        refused = error
      }
    }
    throw refused
  },
})

export const isElsewhere = (error: unknown): boolean => error instanceof RabtError && error.code === 'NOT_THE_WRITER'
