import { decodeEntry, KIND } from '@rabt/protocol'
import type pg from 'pg'
import type { Answer } from '../exchange.ts'
import type { BlobFiles } from '../journal/blob-files.ts'
import type { Journal } from '../journal/journal.ts'
import { openBatch } from '../link/lane/continuation.ts'
import { decodeEntries } from '../link/lane/decode-entries.ts'
import { findExchange } from '../proof/find-exchange.ts'
import { blobsOf } from '../proof/gather-item.ts'

/** The stored answer to the request with this id; null if there is none, or its head was erased. Secrets of the answer are not stored and do not come again. */
export async function recallAnswer(
  pool: pg.Pool,
  journal: Journal,
  files: BlobFiles,
  id: Uint8Array,
): Promise<Answer | null> {
  const found = await findExchange(pool, journal, id)
  if (found?.answer?.kind !== KIND.response) return null
  const batch = await journal.batchOf(found.answer.lane, found.answer.index)
  if (!batch) return null
  const { entries } = openBatch(batch.bytes).batch
  const at = found.answer.index - batch.first
  const entry = decodeEntry(entries[at] as Uint8Array)
  const { head, body } = await blobsOf(files, batch, decodeEntries(entries).entries, at)
  if (!head || (entry.body && !body)) return null
  return {
    status: entry.status ?? 500,
    outcome: entry.outcome,
    head: head.bytes,
    headSalt: head.salt,
    body: body?.bytes ?? null,
    secrets: [],
    provider: entry.sender,
    repeated: true,
  }
}
