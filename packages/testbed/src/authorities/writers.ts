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

/**
 * Whichever of the places writes now. One that fails is passed over, for whatever reason: the next goes on only when the
 * lease allows it. When none could, rejects with the first failure that says more than that another place writes.
 */
export const whoeverWrites = (
  writers: readonly Pick<DirectoryWriter, 'exclusive'>[],
): Pick<DirectoryWriter, 'exclusive'> => ({
  exclusive: async (act) => {
    const refused: unknown[] = []
    for (const writer of writers) {
      try {
        return await writer.exclusive(act)
      } catch (error) {
        refused.push(error)
      }
    }
    throw refused.find((error) => !isElsewhere(error)) ?? refused[0]
  },
})

export const isElsewhere = (error: unknown): boolean => error instanceof RabtError && error.code === 'NOT_THE_WRITER'
