import type pg from 'pg'
import type { Kind } from '../../record/common.ts'
import { type Actor, inTenant } from '../in-tenant.ts'

const AT_ONCE = 100

/** Records of all drafts of the actor's tenant by their names, however many there are: some at a time, each time in a transaction of its own. */
export async function* everyRecord(staff: pg.Pool, actor: Actor, kind?: Kind): AsyncGenerator<unknown> {
  let after = ''
  for (;;) {
    const { rows } = await inTenant(staff, actor, (client) =>
      client.query<{ id: string; record: unknown }>(
        'SELECT id, record FROM item WHERE ($1::text IS NULL OR kind = $1) AND id > $2 ORDER BY id LIMIT $3',
        [kind ?? null, after, AT_ONCE],
      ),
    )
    for (const { record } of rows) yield record
    const last = rows.at(-1)
    if (last === undefined || rows.length < AT_ONCE) return
    after = last.id
  }
}
