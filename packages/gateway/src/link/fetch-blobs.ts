import { type BlobItem, LIMITS, RabtError } from '@rabt/protocol'
import type { Kernel } from './kernel.ts'
import type { OpenBatch } from './lane/continuation.ts'
import { blobPlaces, type DecodedEntries } from './lane/decode-entries.ts'

/** First pause before a large blob is asked for again; each is twice the one before. */
const AGAIN_MS = 100

/**
 * The blobs of a batch, those that did not come with it fetched from its writer. A writer that does not answer is asked again until the
 * entry's deadline: only then is the blob missing (spec link-log §5.2). Null when the connection ended meanwhile: the batch comes again.
 */
export async function fetchBlobs(
  kernel: Pick<Kernel, 'fetchBlob' | 'clock' | 'timers'>,
  peer: string,
  open: OpenBatch,
  decoded: DecodedEntries,
  blobs: readonly BlobItem[],
  connected: () => boolean,
): Promise<readonly BlobItem[] | null> {
  const places = blobPlaces(decoded)
  let large = 0
  for (const [at, item] of blobs.entries()) if (item === null) large += places[at]?.size ?? 0
  if (large > LIMITS.largeBlobsBytes) throw new RabtError('FRAME_LIMIT', { what: 'blobs' })
  const fetchOne = async (at: number): Promise<BlobItem | undefined> => {
    const place = places[at]
    if (!place) return null
    const index = open.batch.first + place.entry
    const deadline = decoded.entries[place.entry]?.deadline ?? 0
    for (let pauseMs = AGAIN_MS; ; pauseMs *= 2) {
      const limit = Math.min(place.size, place.part === 'head' ? LIMITS.headBytes : LIMITS.bodyBytes)
      const item = await kernel.fetchBlob(peer, open.checkpoint.origin, index, place.part, limit, place.digest)
      if (item !== undefined) return item
      if (!connected()) return undefined
      if (kernel.clock() + pauseMs >= deadline) return null
      await new Promise<void>((resolve) => kernel.timers.after(pauseMs, resolve))
    }
  }
  const fetched = await Promise.all(blobs.map((item, at) => (item === null ? fetchOne(at) : item)))
  const complete = fetched.filter((item) => item !== undefined)
  return complete.length === fetched.length ? complete : null
}
