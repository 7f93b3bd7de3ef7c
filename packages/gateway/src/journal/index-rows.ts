import { decodeBatch, decodeEntry, type Entry, KIND, RabtError } from '@rabt/protocol'
import type { StoredBatch } from './journal.ts'

/** What the search index keeps of one entry. */
export interface IndexRow {
  readonly lane: number
  readonly index: number
  readonly first: number
  readonly entry: Entry
}

/**
 * The index rows of a stored batch: entries of members, and controls that answer one. Other controls are found by their place, and an entry
 * that cannot be decoded was refused.
 */
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
    if (entry.kind === KIND.control && entry.correlation === null) return
    rows.push({ lane: batch.lane, index: batch.first + at, first: batch.first, entry })
  })
  return rows
}
