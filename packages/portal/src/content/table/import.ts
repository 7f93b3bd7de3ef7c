import type { Queries } from '@rabt/database'
import type pg from 'pg'
import { PortalError } from '../../error/portal-error.ts'
import { partsOf } from '../../record/record.ts'
import { createDraft, openDraft, saveDraft } from '../drafts.ts'
import { type Actor, inTenant, recordAct, refusalOf } from '../in-tenant.ts'
import { checkRecord } from '../problems.ts'
import { idOf, type Row, type RowProblem, readTable } from './read.ts'

export interface Imported {
  /** Rows that became drafts. */
  readonly taken: number
  /** What was wrong, by row; with an error and without `partial`, nothing was taken. */
  readonly problems: readonly RowProblem[]
}

/** At most this many are told. */
const MOST = 500

/**
 * Makes or changes a draft for each row of a table. All rows or none, unless `partial` says that good rows are taken without the others; either
 * way each row that was not taken is told. Throws what `readTable` throws.
 */
export async function importTable(
  staff: pg.Pool,
  actor: Actor,
  bytes: Uint8Array,
  options: { readonly partial: boolean; readonly at: Date },
): Promise<Imported> {
  if (!actor.roles.includes('editor')) throw new PortalError('ROLE_MISSING', { role: 'editor' })
  const table = readTable(bytes)
  const problems = [...table.problems]
  const bad = new Set(problems.filter(({ warning }) => !warning).map(({ row }) => row))
  const seen = new Set<string>()
  const tell = (row: number, path: string, { code, params }: Pick<PortalError, 'code' | 'params'>): void => {
    bad.add(row)
    problems.push({ row, path, code, params, warning: false })
  }
  const modified = `${options.at.toISOString().slice(0, 19)}Z`
  for (const { row, record } of table.rows) {
    const id = idOf(record)
    if (partsOf(id).tenant !== actor.tenant) tell(row, 'id', { code: 'IMPORT_FOREIGN', params: { id } })
    else if (seen.has(id)) tell(row, 'id', { code: 'IMPORT_TWICE', params: { id } })
    else for (const problem of checkRecord({ ...record, modified }).problems) tell(row, problem.path, problem)
    seen.add(id)
  }
  const report = (taken: number): Imported => ({
    taken,
    problems: problems.toSorted((a, b) => a.row - b.row).slice(0, MOST),
  })
  if (bad.size > 0 && !options.partial) return report(0)
  try {
    const taken = await inTenant(staff, actor, async (client) => {
      let count = 0
      for (const { row, record } of table.rows) {
        if (bad.has(row)) continue
        const refused = await takeRow(client, actor, { row, record: { ...record, modified } })
        if (refused === null) count++
        else tell(row, '', refused)
      }
      if (bad.size > 0 && !options.partial) throw new NothingTaken()
      if (count > 0) await recordAct(client, actor, 'table.import', actor.tenant, { rows: count })
      return count
    })
    return report(taken)
  } catch (error) {
    if (error instanceof NothingTaken) return report(0)
    throw error
  }
}

/** Rolls the whole table back. */
class NothingTaken extends Error {}

/** Null: it is taken; else why not, and nothing of the row stays. */
async function takeRow(client: Queries, actor: Actor, { record }: Row): Promise<PortalError | null> {
  const id = idOf(record)
  const { kind, slug } = partsOf(id)
  await client.query('SAVEPOINT one_row')
  try {
    const { rowCount } = await client.query('SELECT 1 FROM item WHERE id = $1', [id])
    if (rowCount === 0) await createDraft(client, actor, kind, slug, record)
    else await saveDraft(client, actor, id, (await openDraft(client, id)).revision, record)
    await client.query('RELEASE SAVEPOINT one_row')
    return null
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT one_row')
    const refused = error instanceof PortalError ? error : refusalOf(error)
    if (refused === undefined) throw error
    return refused
  }
}
