import { decodeBatch, decodeEntry, type Entry, RabtError } from '@rabt/protocol'
import type { StoredBatch } from './journal.ts'

/** What the search index keeps of one entry. */
export interface IndexRow {
  readonly lane: number
  readonly index: number
  readonly first: number
  readonly entry: Entry
  /** Origin and index of the entry that this one answers. */
  readonly answers: { readonly origin: string; readonly index: number } | null
}

/** The index rows of a stored batch. An entry that cannot be decoded has none: it was refused and stays findable by its place alone. */
export function indexRows(batch: StoredBatch): IndexRow[] {
  const rows: IndexRow[] = []
  decodeBatch(batch.bytes).entries.forEach((bytes, at) => {
    let entry: Entry
    try {
      entry = decodeEntry(bytes)
    } catch (error) {
      if (error instanceof RabtError) return
      throw error
    }
    const answers = entry.correlation && { origin: entry.correlation.origin, index: entry.correlation.index }
    rows.push({ lane: batch.lane, index: batch.first + at, first: batch.first, entry, answers })
  })
  return rows
}
