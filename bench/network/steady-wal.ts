import type { RunningFederation } from '@rabt/testbed'
import pg from 'pg'

const SEGMENT_MIB = 16
/** 2.5 GB: more than `min_wal_size`, so that the checkpoint after it keeps as many segments as any will. */
const SEGMENTS = 160
/** So many lie ready after a checkpoint of a cluster that was filled before. */
const READY = 110

const COUNT = "select count(*)::int as value from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$'"
const MADE = "select coalesce(sum(writes), 0)::int as value from pg_stat_io where object = 'wal' and context = 'init'"

export interface SteadyWal {
  /** Segments that were made, not reused, since the measuring began: 0 in a steady state. */
  segmentsMade(): Promise<number>
  close(): Promise<void>
}

/**
 * Brings PostgreSQL into the state of a server in use. A new cluster makes each WAL segment when a commit first needs it: 16 MiB of
 * zeros, written and synced while the commit waits (p99 two to three times higher, up to a quarter fewer requests). A server in use
 * overwrites old segments. So on a new cluster: begin segment after segment, then a checkpoint, which keeps them for reuse. What is
 * written between two checkpoints is also what PostgreSQL expects until the next, and how many segments it keeps.
 */
export async function steadyWal(
  { postgres }: RunningFederation,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<SteadyWal> {
  const client = new pg.Client({ ...postgres.connection(), database: 'postgres' })
  client.on('error', (error) => say(`PostgreSQL: ${error.message}`))
  await client.connect()
  const value = async (query: string): Promise<number> =>
    (await client.query<{ value: number }>(query)).rows[0]?.value ?? 0
  try {
    if ((await value(COUNT)) < READY) {
      say(`new PostgreSQL: ${SEGMENTS} WAL segments of ${SEGMENT_MIB} MiB are filled first`)
      for (let i = 0; i < SEGMENTS; i++) {
        signal.throwIfAborted()
        await client.query("select pg_logical_emit_message(true, 'bench', ''), pg_switch_wal()")
      }
    }
    await client.query('checkpoint')
    // Else what this session made would be counted later, as if the load had made it.
    await client.query('select pg_stat_force_next_flush()')
    const before = await value(MADE)
    return { segmentsMade: async () => (await value(MADE)) - before, close: () => client.end() }
  } catch (error) {
    await client.end()
    throw error
  }
}
