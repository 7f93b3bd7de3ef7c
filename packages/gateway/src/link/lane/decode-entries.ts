import { type BlobRef, decodeEntry, type Entry, type ErrorCode, RabtError } from '@rabt/protocol'

/** Entries of a batch; what cannot be decoded is null, with the refusal that it gets. */
export interface DecodedEntries {
  readonly entries: readonly (Entry | null)[]
  readonly codes: readonly (ErrorCode | null)[]
}

export function decodeEntries(encoded: readonly Uint8Array[]): DecodedEntries {
  const entries: (Entry | null)[] = []
  const codes: (ErrorCode | null)[] = []
  for (const bytes of encoded) {
    try {
      entries.push(decodeEntry(bytes))
      codes.push(null)
    } catch (error) {
      if (!(error instanceof RabtError)) throw error
      entries.push(null)
      codes.push(error.code === 'UPGRADE_NEEDED' ? 'UPGRADE_NEEDED' : 'ENTRY_UNDECODABLE')
    }
  }
  return { entries, codes }
}

/** Newest directory version number that the entries name. */
export function newestDirectory(decoded: DecodedEntries): number {
  let newest = 0
  for (const entry of decoded.entries) if (entry && entry.directory.number > newest) newest = entry.directory.number
  return newest
}

/** Which entry of the batch a blob belongs to, and as what. */
export interface BlobPlace extends BlobRef {
  readonly entry: number
  readonly part: 'head' | 'body'
}

/** For each blob of the frame, in order: which entry of the batch refers to it, and as what. */
export function blobPlaces(decoded: DecodedEntries): BlobPlace[] {
  const places: BlobPlace[] = []
  decoded.entries.forEach((entry, at) => {
    if (entry?.head) places.push({ entry: at, part: 'head', ...entry.head })
    if (entry?.body) places.push({ entry: at, part: 'body', ...entry.body })
  })
  return places
}
