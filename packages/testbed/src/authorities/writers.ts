import { type DirectoryWriter, openWriter, type WriterLock } from '@rabt/authority'
import { directoryRepository, mirrorRepository, type Repository } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import type { Setting } from './faces.ts'
import { mirrorsOf, SITES } from './places.ts'

/** The places that can write the directory, each with its own keys, its own copy and its lock in its own database. */
export function openWriters(
  { at, officers, portBase, clock, mirrors }: Omit<Setting, 'doors'>,
  lockOf: (code: string) => WriterLock | undefined,
): readonly DirectoryWriter[] {
  const keys = { KW: officers.online, SA: officers.standby }
  const sites = new Map(SITES.map((site) => [keys[site].timestamp.keyId, site]))
  return SITES.map((site) =>
    openWriter({
      site,
      repository: directoryRepository(at.mirror(site)),
      onlineKeys: keys[site],
      lock: lockOf(site) as WriterLock,
      others: othersOf(portBase, site),
      sites,
      clock,
      prepare: async () => mirrors.get(site)?.look(true),
    }),
  )
}

/** A copy that hangs must not hold up an act for long. */
const ANSWER_MS = 3_000

const othersOf = (portBase: number, site: string): readonly Repository[] => {
  const { writers, others } = mirrorsOf(portBase, site)
  const soon: typeof fetch = (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS) })
  return [...writers, ...others].map((url) => mirrorRepository(url, (at, init) => soon(at, init)))
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
