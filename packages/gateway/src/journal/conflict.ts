import type pg from 'pg'
import { type BatchRow, Fenced, JournalDamaged } from './journal.ts'
import { within } from './query-deadline.ts'

interface Found {
  readonly lane: number
  readonly first: string
  readonly root: Buffer | null
  readonly blobs: boolean
}

/**
 * Says why a flush met rows at its places: they are its own, from an attempt whose answer was lost (true); or nothing is there any more, so
 * that it may be tried again (false).
 *
 * @param retried whether an earlier attempt may have been committed
 * @throws Fenced if another writer's batch is there
 * @throws JournalDamaged if rows are there that belong to a batch which is not
 */
export async function isStored(
  client: pg.Client,
  batches: readonly BatchRow[],
  retried: boolean,
  leftMs: number,
): Promise<boolean> {
  const text = `SELECT lane, first, b.root, x.data IS NOT NULL AS blobs FROM unnest($1::int[], $2::bigint[]) WITH ORDINALITY AS w(lane, first, n)
    LEFT JOIN batch b USING (lane, first) LEFT JOIN batch_blobs x USING (lane, first) ORDER BY n`
  const values = [batches.map(({ lane }) => lane), batches.map(({ first }) => first)]
  const { rows } = await client.query<Found>(within(leftMs, { text, values }))
  const same = rows.filter(({ root }, i) => root?.equals((batches[i] as BatchRow).root))
  if (retried && same.length === batches.length) return true
  if (rows.some(({ root }) => root !== null)) throw new Fenced('another writer holds these indexes')
  const orphan = rows.find(({ blobs }) => blobs)
  if (orphan)
    throw new JournalDamaged(
      `table batch_blobs has a row for lane ${orphan.lane}, index ${orphan.first}, and table batch has none`,
    )
  return false
}
