import type { Queries } from '@rabt/database'
import { checkContent } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { contentOf, type Item } from './document.ts'
import type { DocumentName } from './kinds.ts'
import { checkNames } from './names.ts'
import { changeRefused } from './refuse.ts'
import { itemsIn } from './store.ts'

/** What a change did to the register. */
export interface Applied {
  readonly put: readonly Item[]
  /** Identifiers. */
  readonly removed: readonly string[]
}

/**
 * Checks the register as a change left it, before the transaction commits: names, what entries refer to, and the whole
 * document as every reader will read it. Throws NAME_*, CHANGE_REFUSED.
 */
export async function checkRegister(
  tx: Queries,
  code: string,
  document: DocumentName,
  applied: Applied,
): Promise<void> {
  await checkNames(tx, code, applied.put)
  await parentsThere(tx)
  await checkReferences(tx, code, applied)
  if (document === 'local') return
  try {
    checkContent(document, code, contentOf(document, await itemsIn(tx, document)))
  } catch (error) {
    if (!(error instanceof RabtError) || error.code !== 'DIRECTORY_INVALID') throw error
    const reason = error.params.reason ?? error.message
    throw changeRefused(`readers would refuse the document (${reason})`, `سيرفض القرّاء الوثيقة (${reason})`)
  }
}

/** PostgreSQL: foreign_key_violation. */
const WITHOUT_PARENT = '23503'

/** Judges now what would be judged at COMMIT: a system without its member, a service without its system. */
async function parentsThere(tx: Queries): Promise<void> {
  try {
    await tx.query('SET CONSTRAINTS ALL IMMEDIATE')
    await tx.query('SET CONSTRAINTS ALL DEFERRED')
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== WITHOUT_PARENT) throw error
    throw changeRefused('an entry would be without what it belongs to', 'سيبقى قيدٌ بلا الأصل الذي يتبعه')
  }
}

/** What a subsystem or a text names, and was put, must be there; what was taken out must not be named: gateways and own groups. */
async function checkReferences(tx: Queries, code: string, { put, removed }: Applied): Promise<void> {
  const { rows } = await tx.query<{ user: string; kind: string; name: string }>(
    `SELECT named.id AS user, named.kind, named.name FROM (
       SELECT id, 'gateway' AS kind, jsonb_array_elements_text(content->'gateways') AS name
         FROM item WHERE kind = 'subsystem'
       UNION ALL
       SELECT id, 'group', jsonb_array_elements_text(content->'groups') FROM item WHERE kind = 'subsystem'
       UNION ALL
       SELECT id, 'group', content->'consumer'->>'group' FROM item WHERE kind = 'text'
       UNION ALL
       SELECT id, 'group', content->'provider'->>'group' FROM item WHERE kind = 'text'
     ) named
     WHERE named.name LIKE $1 AND (named.id = ANY ($2) OR named.name = ANY ($3)) AND NOT EXISTS (SELECT 1 FROM item WHERE item.kind = named.kind AND item.id = named.name)
     ORDER BY named.id, named.name LIMIT 1`,
    [`${code}/%`, put.map(({ id }) => id), removed],
  )
  const [missing] = rows
  if (missing === undefined) return
  const { user, kind, name } = missing
  throw changeRefused(
    `${user} names the ${kind} ${name}, which would not be registered`,
    `${user} يذكر ${kind === 'group' ? 'المجموعة' : 'البوابة'} ${name} وهي غير مسجّلة`,
  )
}
