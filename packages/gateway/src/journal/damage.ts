import { Frontier, leafHash } from '@rabt/ledger'
import { decodeBatch, RabtError } from '@rabt/protocol'
import type pg from 'pg'

/** Batches of a lane that are computed again. What is older was computed at earlier starts, and is by whoever verifies evidence. */
const NEWEST = 2

interface Row {
  readonly first: string
  readonly count: number
  readonly root: Buffer
  readonly frontier: Buffer
  readonly bytes: Buffer
}

/**
 * Looks for damage at the end of each lane that is not settled: the newest batches must continue the tree of the one before them, and
 * nothing may be left of batches that are gone. Cheap and bounded: two batches a lane are hashed, one lane after the other.
 *
 * @returns words for each place that is damaged, none of them from a message
 */
export async function* findDamage(pool: pg.Pool): AsyncIterable<string> {
  const lanes = await pool.query<{ id: number; origin: string }>('SELECT id, origin FROM lane WHERE NOT settled')
  for (const { id, origin } of lanes.rows) {
    for (const found of [...(await damagedBatches(pool, id)), ...(await leftBehind(pool, id))])
      yield `${found} (lane ${id}, ${origin})`
  }
}

async function damagedBatches(pool: pg.Pool, lane: number): Promise<string[]> {
  const { rows } = await pool.query<Row>(
    'SELECT first, count, root, frontier, bytes FROM batch WHERE lane = $1 ORDER BY first DESC LIMIT $2',
    [lane, NEWEST + 1],
  )
  return rows.slice(0, NEWEST).flatMap((row, i) => {
    const wrong = whatIsWrong(row, rows[i + 1])
    return wrong === null ? [] : [`the batch at index ${row.first} ${wrong}`]
  })
}

function whatIsWrong(row: Row, before: Row | undefined): string | null {
  const size = before ? Number(before.first) + before.count : 0
  if (Number(row.first) !== size) return 'does not begin where the one before it ends'
  try {
    const frontier = before ? Frontier.decode(size, before.frontier) : new Frontier()
    const batch = decodeBatch(row.bytes)
    for (const entry of batch.entries) frontier.append(leafHash(entry))
    const fits = frontier.root().equals(row.root) && frontier.encode().equals(row.frontier)
    return fits && batch.first === size && batch.entries.length === row.count
      ? null
      : 'does not have the root that is stored with it'
  } catch (error) {
    return `cannot be read: ${error instanceof RabtError ? error.code : 'INTERNAL_ERROR'}`
  }
}

/** One statement: a lane that grows meanwhile has all its rows or none in it. */
async function leftBehind(pool: pg.Pool, lane: number): Promise<string[]> {
  const found = await pool.query<{ size: string; blobs: string | null; receipt: string | null }>(
    `SELECT coalesce((SELECT first + count FROM batch WHERE lane = $1 ORDER BY first DESC LIMIT 1), 0) AS size,
       (SELECT max(first) FROM batch_blobs WHERE lane = $1) AS blobs, (SELECT max(size) FROM receipt WHERE lane = $1) AS receipt`,
    [lane],
  )
  const { size, blobs, receipt } = found.rows[0] as { size: string; blobs: string | null; receipt: string | null }
  const words: string[] = []
  if (blobs !== null && Number(blobs) >= Number(size))
    words.push(`table batch_blobs has a row at index ${blobs}, and table batch ends at ${size}`)
  if (receipt !== null && Number(receipt) > Number(size))
    words.push(`table receipt has one for ${receipt} entries, and table batch ends at ${size}`)
  return words
}
