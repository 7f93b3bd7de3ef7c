import { type Checkpoint, leafHash, type Note } from '@rabt/ledger'
import type { Entry } from '@rabt/protocol'
import { openBatch } from '../../src/link/lane/continuation.ts'
import { decodeEntries } from '../../src/link/lane/decode-entries.ts'

export interface Opened {
  readonly first: number
  readonly encoded: readonly Uint8Array[]
  readonly entries: readonly (Entry | null)[]
  readonly leaves: readonly Buffer[]
  readonly note: Note
  readonly checkpoint: Checkpoint
  readonly size: number
}

const opened = new WeakMap<Uint8Array, Opened>()

/** A stored batch taken apart, once. */
export function openStored(bytes: Uint8Array): Opened {
  const known = opened.get(bytes)
  if (known) return known
  const { batch, note, checkpoint, size } = openBatch(bytes)
  const made = {
    first: batch.first,
    encoded: batch.entries,
    entries: decodeEntries(batch.entries).entries,
    leaves: batch.entries.map(leafHash),
    note,
    checkpoint,
    size,
  }
  opened.set(bytes, made)
  return made
}
