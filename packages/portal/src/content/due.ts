import { inTransaction, type Queries } from '@rabt/database'
import type pg from 'pg'
import type { PortalErrorCode } from '../error/portal-error.ts'
import type { Tenant } from '../record/common.ts'
import { publishFiles } from './attachments.ts'
import { recordAct } from './in-tenant.ts'
import { checkRecord } from './problems.ts'
import { OriginConflict, publish, withdraw } from './publish.ts'

export interface Due {
  readonly published: readonly string[]
  readonly retired: readonly string[]
  /** Versions that could not go out; each has its code in `item_version.problem`. */
  readonly failed: readonly string[]
}

/** In one pass; the rest follows at the next. */
const MOST = 200
const WORKER = 'worker'

interface Row {
  readonly item: string
  readonly number: number
  readonly tenant: Tenant
}

/** Publishes approved versions whose time has come, and takes back what is to be retired. Called by the worker and after an approval. */
export async function publishDue(worker: pg.Pool, at: Date): Promise<Due> {
  const done = { published: [] as string[], retired: [] as string[], failed: [] as string[] }
  const { rows: versions } = await worker.query<Row>(
    `SELECT item, number, tenant FROM item_version
     WHERE decision = 'approved' AND published_at IS NULL AND problem IS NULL AND coalesce(publish_at, '-infinity') <= $1
     ORDER BY item, number LIMIT ${MOST}`,
    [at],
  )
  for (const row of versions) {
    const problem = await inTransaction(worker, (client) => publishVersion(client, row, at))
    if (problem === 'gone') continue
    if (problem === null) done.published.push(row.item)
    else done.failed.push(row.item)
  }
  const { rows: items } = await worker.query<{ id: string; tenant: Tenant }>(
    `SELECT id, tenant FROM item WHERE retire_at <= $1 ORDER BY retire_at LIMIT ${MOST}`,
    [at],
  )
  for (const { id, tenant } of items) {
    await inTransaction(worker, async (client) => {
      await actAs(client, tenant)
      await withdraw(client, id, { origin: 'editor', at })
      const { rowCount } = await client.query(
        `UPDATE item SET state = 'retired', retire_at = NULL WHERE id = $1 AND retire_at <= $2`,
        [id, at],
      )
      if (rowCount === 0) return
      await recordAct(client, { tenant, person: WORKER }, 'item.retired', id)
      done.retired.push(id)
    })
  }
  return done
}

/** Null: it is out. `gone`: another worker was faster. */
async function publishVersion(client: Queries, row: Row, at: Date): Promise<PortalErrorCode | 'gone' | null> {
  const { item, number, tenant } = row
  await actAs(client, tenant)
  const { rows } = await client.query<{ record: unknown }>(
    'SELECT record FROM item_version WHERE item = $1 AND number = $2 AND published_at IS NULL AND problem IS NULL FOR UPDATE',
    [item, number],
  )
  const [found] = rows
  if (found === undefined) return 'gone'
  const { record } = checkRecord(found.record)
  let problem: PortalErrorCode | null = record === null ? 'RECORD_INVALID' : null
  if (record !== null) {
    try {
      await publish(client, record, { origin: 'editor', at })
      if ('files' in record) await publishFiles(client, tenant, record.files, at)
    } catch (error) {
      if (!(error instanceof OriginConflict)) throw error
      problem = 'PUBLISH_CONFLICT'
    }
  }
  await client.query('UPDATE item_version SET published_at = $3, problem = $4 WHERE item = $1 AND number = $2', [
    item,
    number,
    problem === null ? at : null,
    problem,
  ])
  await recordAct(client, { tenant, person: WORKER }, problem === null ? 'version.published' : 'version.failed', item, {
    number,
    problem,
  })
  return problem
}

const actAs = (client: Queries, tenant: Tenant) =>
  client.query(`SELECT set_config('app.tenant', $1, true), set_config('app.person', $2, true)`, [tenant, WORKER])
