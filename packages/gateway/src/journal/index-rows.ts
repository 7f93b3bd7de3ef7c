import { decodeBatch, decodeEntry, type Entry, KIND, RabtError } from '@rabt/protocol'
import type { BatchRow } from './journal.ts'

/** What the search index keeps of one entry. */
export interface IndexRow {
  readonly index: number
  readonly entry: Entry
  /** The lane's origin and the index of what it answers; null: it answers nothing. */
  readonly answers: { readonly origin: string; readonly index: number } | null
  /** Error code of a failed answer, a refusal or a `control: outcome`. */
  readonly outcome: string | null
}

/**
 * The index rows of a stored batch: entries of members, and controls that answer one; a `control: refused` has a row for each entry that it
 * refuses. Other controls are found by their place, and an entry that cannot be decoded was refused.
 */
export function indexRows(batch: Pick<BatchRow, 'first' | 'bytes'>): IndexRow[] {
  const rows: IndexRow[] = []
  decodeBatch(batch.bytes).entries.forEach((bytes, at) => {
    let entry: Entry
    try {
      entry = decodeEntry(bytes)
    } catch (error) {
      if (error instanceof RabtError) return
      throw error
    }
    const { control, correlation } = entry
    const row = { index: batch.first + at, entry }
    if (control?.name === 'refused') {
      for (const { index, code } of control.items)
        rows.push({ ...row, answers: { origin: control.origin, index }, outcome: code })
    } else if (entry.kind !== KIND.control || correlation !== null) {
      rows.push({ ...row, answers: correlation, outcome: control?.name === 'outcome' ? control.code : entry.outcome })
    }
  })
  return rows
}
