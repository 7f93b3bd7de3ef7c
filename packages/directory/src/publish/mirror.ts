import { type Fetch, fetchBytes, MirrorUnreachable } from '../client/mirror.ts'
import { openEnvelope } from '../metadata/envelope.ts'
import { metadataName, TIMESTAMP } from '../metadata/names.ts'
import { snapshotSchema, timestampSchema } from '../metadata/schema.ts'
import { conflict } from './plan.ts'
import type { Repository } from './repository.ts'

/** The largest file of a directory is a state's document. */
const MAX_FILE_BYTES = 16 * 1024 * 1024

/** How many files beyond the published version of a role are looked for: what crashes left. */
const LOOK_AHEAD = 8

/**
 * A repository behind a mirror's URL, to be read: whoever proposes a ceremony need not hold the repository. `list` knows
 * what the snapshot lists and what lies just beyond it. Writing is refused with CONFLICT.
 */
export const mirrorRepository = (base: string, fetch: Fetch = globalThis.fetch): Repository => {
  const url = (name: string): string => `${base.replace(/\/+$/, '')}/${name}`
  const read = async (name: string): Promise<Uint8Array | null> => {
    try {
      return await fetchBytes(fetch, url(name), MAX_FILE_BYTES)
    } catch (error) {
      if (error instanceof MirrorUnreachable && (error.status === 404 || error.status === 403)) return null
      throw conflict(`${name} cannot be fetched from the mirror`)
    }
  }
  return {
    read,
    write: () => Promise.reject(conflict('a mirror is only read')),
    list: async () => {
      const timestamp = await read(TIMESTAMP)
      if (timestamp === null) return []
      const named = openEnvelope(timestamp, timestampSchema, 'timestamp').signed.meta['snapshot.json'].version
      const snapshot = await read(metadataName('snapshot', named))
      if (snapshot === null) return []
      const { meta } = openEnvelope(snapshot, snapshotSchema, 'snapshot').signed
      const names = [TIMESTAMP, metadataName('snapshot', named)]
      for (const [file, { version }] of Object.entries(meta)) {
        const role = file.slice(0, -'.json'.length)
        names.push(metadataName(role, version))
        for (let ahead = 1; ahead <= LOOK_AHEAD; ahead += 1) {
          const name = metadataName(role, version + ahead)
          if ((await read(name)) === null) break
          names.push(name)
        }
      }
      return names
    },
  }
}
