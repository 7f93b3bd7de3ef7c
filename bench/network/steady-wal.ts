import type { RunningFederation } from '@rabt/testbed'
import pg from 'pg'

const SEGMENT_MIB = 16
/** 2.5 GB: more than `min_wal_size`, so that the next checkpoint keeps as many segments as it ever will. */
const SEGMENTS = 160
/** So many lie ready after a checkpoint of a cluster that was filled before. */
const READY = 110

/**
 * Brings PostgreSQL into the state of a server in use. A new cluster makes each WAL segment when a commit first needs it: 16 MiB of
 * zeros, written and synced while the commit waits (p99 two to three times higher, up to a quarter fewer requests). A server in use
 * overwrites old segments. So on a new cluster: begin segment after segment, then a checkpoint, which keeps them for reuse.
 */
export async function steadyWal({ postgres }: RunningFederation, say: (line: string) => void): Promise<void> {
  const client = new pg.Client({ ...postgres.connection(), database: 'postgres' })
  await client.connect()
  try {
    const { rows } = await client.query<{ count: number }>("select count(*)::int from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$'")
    const there = rows[0]?.count ?? 0
    if (there < READY) {
      say(`new PostgreSQL: ${SEGMENTS} WAL segments of ${SEGMENT_MIB} MiB are filled first`)
      for (let i = 0; i < SEGMENTS; i++) await client.query("select pg_logical_emit_message(true, 'bench', ''), pg_switch_wal()")
    }
    await client.query('checkpoint')
  } finally {
    await client.end()
  }
}
