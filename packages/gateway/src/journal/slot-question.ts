import { RabtError } from '@rabt/protocol'
import pg from 'pg'
import { QUERY_DEADLINE_MS, within } from './query-deadline.ts'
import { isHeld } from './slot-lock.ts'
import { pause, type Timing } from './timing.ts'

/** A process that lives answers within milliseconds; one whose event loop or pool is busy within this. */
const ANSWER_MS = 2_000
const LOOK_MS = 100

const questions = (slot: string): string => `rabt_slot_${Number(slot)}`
const answers = (slot: string): string => `rabt_slot_${Number(slot)}_lives`

export interface Asking {
  readonly connection: pg.ClientConfig
  readonly pool: pg.Pool
  readonly slot: string
  /** Tells the answer to this question from others. */
  readonly random: Uint8Array
  readonly timing: Timing
}

/**
 * Asks the session that holds a slot whether somebody is behind it (ADR 0017). Resolves when the slot is free, or when nobody answered:
 * then its process has ended or is paused, or its connection is lost, and the slot may be taken from it.
 *
 * @throws RabtError CONFLICT if a process that lives has the slot
 */
export async function refuseHeldSlot({ connection, pool, slot, random, timing }: Asking): Promise<void> {
  if (!(await isHeld(pool, slot))) return
  const client = new pg.Client({
    ...connection,
    query_timeout: QUERY_DEADLINE_MS,
    connectionTimeoutMillis: QUERY_DEADLINE_MS,
  })
  client.on('error', () => {})
  await client.connect()
  try {
    const question = Buffer.from(random).toString('hex')
    let answered = false
    client.on('notification', ({ payload }) => {
      if (payload === question) answered = true
    })
    await client.query(`LISTEN ${answers(slot)}`)
    for (const until = timing.now() + ANSWER_MS; timing.now() < until; await pause(timing, LOOK_MS)) {
      if (!(await isHeld(client, slot))) return
      if (answered)
        throw new RabtError('CONFLICT', { what: `slot ${slot} of this database, of a gateway that runs and answers` })
      // Each time: a session that takes the slot at this moment answers from the next moment on.
      await client.query('SELECT pg_notify($1, $2)', [questions(slot), question])
    }
  } finally {
    client.end().catch(() => {})
  }
}

/** Makes a session hear questions. What is heard while it does not hold the slot must not be answered: `holds` says so. */
export async function answerQuestions(
  client: pg.Client,
  pool: pg.Pool,
  slot: string,
  holds: () => boolean,
): Promise<void> {
  client.on('notification', ({ payload }) => {
    // Not over this connection: a commit may be under way there. Who is not answered asks again.
    if (holds()) pool.query('SELECT pg_notify($1, $2)', [answers(slot), payload]).catch(() => {})
  })
  await client.query(within(QUERY_DEADLINE_MS, { text: `LISTEN ${questions(slot)}` }))
}
