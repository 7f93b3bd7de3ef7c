import { type BlobItem, type Entry, KIND, LIMITS, parseOrigin } from '@rabt/protocol'
import { blobPlaces } from '../../src/link/lane/decode-entries.ts'
import type { Disk, DiskLane } from './disk.ts'
import { openStored } from './opened.ts'

/** A body that travels apart from its batch. */
export const LARGE_BYTES = LIMITS.inlineBlobBytes + 1

/** How the large blobs of one gateway are served to its peers. */
export interface BlobWeather {
  /** Chance that a request is not answered as it should be. */
  fails: number
  /** Milliseconds until an answer goes out: from, to. */
  ms: readonly [number, number]
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

export function fileOf(disk: Disk, digest: Uint8Array): Uint8Array | undefined {
  return disk.content.files.get(hex(digest))
}

/** What a node serves at `GET /link/blobs/…`: for the lane's receiver alone; false if it was erased, null if there is none. */
export function ownBlob(disk: Disk, asker: string, origin: string, index: number, part: 'head' | 'body'): BlobItem {
  if (parseOrigin(origin).receiver !== asker) return null
  const entry = entryAt(disk.find(true, origin), index)
  const ref = entry?.[part]
  return ref ? (fileOf(disk, ref.digest) ?? false) : null
}

export function entryAt(lane: DiskLane | undefined, index: number): Entry | null {
  const batch = lane?.batches.find(({ first, count }) => first <= index && index < first + count)
  return (batch && openStored(batch.bytes).entries[index - batch.first]) ?? null
}

interface Place {
  readonly lane: DiskLane
  readonly at: number
  readonly entry: number
}

/** A request and what answers it, wherever they stand at one gateway. */
function placesOf(disk: Disk, id: Uint8Array): Place[] {
  const places: Place[] = []
  const questions = new Set<string>()
  for (const wanted of [KIND.request, KIND.response])
    for (const lane of disk.content.lanes)
      lane.batches.forEach(({ bytes, first }, at) => {
        openStored(bytes).entries.forEach((entry, i) => {
          if (entry?.kind !== wanted) return
          const question = `${entry.correlation?.origin} ${entry.correlation?.index}`
          if (wanted === KIND.request ? Buffer.compare(entry.id, id) !== 0 : !questions.has(question)) return
          questions.add(`${lane.row.origin} ${first + i}`)
          places.push({ lane, at, entry: i })
        })
      })
  return places
}

/**
 * Erases head and body of a request and of what answers it, as the journal of a node does (spec §5.11).
 * @returns digests of the blobs that were erased; null when the peer has not confirmed one of our own entries yet
 */
export function eraseCall(disk: Disk, id: Uint8Array): string[] | null {
  const { receipts } = disk.content
  const places = placesOf(disk, id)
  const unconfirmed = places.some(({ lane: { row, batches }, at, entry }) => {
    const index = (batches[at]?.first ?? 0) + entry
    return row.own && !receipts.some((one) => one.lane === row.id && one.size > index)
  })
  if (unconfirmed) return null
  const erased: string[] = []
  for (const { lane, at, entry } of places) {
    const { entries } = openStored(lane.batches[at]?.bytes as Uint8Array)
    const gone = new Set<number>()
    blobPlaces({ entries, codes: [] }).forEach((place, i) => {
      if (place.entry !== entry) return
      gone.add(i)
      erased.push(hex(place.digest))
      disk.content.files.delete(hex(place.digest))
    })
    disk.erase(lane, at, gone)
  }
  return erased
}
