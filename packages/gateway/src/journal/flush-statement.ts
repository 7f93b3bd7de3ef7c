import { packBlobs } from './blob-pack.ts'
import type { Flush } from './journal.ts'

export interface Statement {
  readonly name: string
  readonly text: string
  readonly values: unknown[]
}

const texts = new Map<string, string>()

/**
 * One statement for everything that a flush makes durable, in both directions: one round trip, one commit. The text depends
 * only on the number of rows, so that PostgreSQL prepares each shape once.
 */
export function flushStatement(flush: Flush, run: number, now: number): Statement {
  const values: unknown[] = []
  const blobs: unknown[] = []
  for (const batch of flush.batches) {
    values.push(batch.lane, batch.first, batch.count, run, now, batch.root, batch.frontier, batch.bytes)
    if (batch.blobs.length > 0) blobs.push(batch.lane, batch.first, packBlobs(batch.blobs))
  }
  values.push(...blobs)
  for (const receipt of flush.receipts) values.push(receipt.lane, receipt.size, receipt.line, now)
  const name = `flush-${flush.batches.length}-${blobs.length / 3}-${flush.receipts.length}`
  let text = texts.get(name)
  if (text === undefined) {
    text = render(flush.batches.length, blobs.length / 3, flush.receipts.length)
    texts.set(name, text)
  }
  return { name, text, values }
}

function render(batches: number, blobs: number, receipts: number): string {
  const inserts: string[] = []
  let next = 1
  const rows = (count: number, casts: readonly string[]) =>
    Array.from({ length: count }, () => `(${casts.map((cast) => `$${next++}::${cast}`).join(',')})`).join(',')
  if (batches > 0) {
    const casts = ['int', 'bigint', 'int', 'bigint', 'bigint', 'bytea', 'bytea', 'bytea']
    inserts.push(`INSERT INTO batch (lane,first,count,run,stored,root,frontier,bytes) VALUES ${rows(batches, casts)}`)
  }
  if (blobs > 0)
    inserts.push(`INSERT INTO batch_blobs (lane,first,data) VALUES ${rows(blobs, ['int', 'bigint', 'bytea'])}`)
  if (receipts > 0)
    inserts.push(
      `INSERT INTO receipt (lane,size,line,at) VALUES ${rows(receipts, ['int', 'bigint', 'text', 'bigint'])} ON CONFLICT DO NOTHING`,
    )
  const last = inserts.pop()
  return inserts.length === 0 ? `${last}` : `WITH ${inserts.map((sql, i) => `w${i} AS (${sql})`).join(', ')} ${last}`
}
