import { createHash } from 'node:crypto'
import type { Queries } from '@rabt/database'
import { PortalError } from '../error/portal-error.ts'
import { checkFile, type Format } from '../files/check-file.ts'
import type { FileOf } from '../record/library.ts'
import { type Actor, recordAct } from './in-tenant.ts'

/** Bytes of one file, as `record/library.ts` allows. */
export const FILE_BYTES = 10_485_760
/** Files of one tenant that no record has yet to use. */
const FILES = 2_000

const NAME = /^[A-Za-z0-9][\w.-]{0,99}$/

/** What a file's name may end with. */
const ENDINGS: Readonly<Record<string, Format>> = {
  csv: 'CSV',
  json: 'JSON',
  pdf: 'PDF',
  xlsx: 'XLSX',
  png: 'PNG',
  jpg: 'JPEG',
  jpeg: 'JPEG',
}

export interface Attachment {
  readonly sha256: string
  readonly name: string
  readonly format: Format
  readonly bytes: number
  readonly uploadedAt: Date
}

/** Takes a file in, if it is what its name says and holds nothing that acts. Throws the FILE_, PDF_ and ARCHIVE_ errors. */
export async function addAttachment(
  client: Queries,
  actor: Actor,
  file: { readonly name: string; readonly content: Uint8Array },
): Promise<string> {
  const { name, content } = file
  if (!actor.roles.includes('editor')) throw new PortalError('ROLE_MISSING', { role: 'editor' })
  if (content.length > FILE_BYTES) throw new PortalError('FILE_TOO_LARGE', { maximum: String(FILE_BYTES) })
  if (!NAME.test(name)) throw new PortalError('FILE_NAME')
  const format = ENDINGS[name.split('.').at(-1)?.toLowerCase() ?? '']
  if (format === undefined || !name.includes('.')) throw new PortalError('FILE_TYPE')
  await checkFile(content, format)
  const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM attachment')
  if ((rows[0]?.n ?? 0) >= FILES) throw new PortalError('IMPORT_TOO_MANY', { maximum: String(FILES) })
  const sha256 = createHash('sha256').update(content).digest('hex')
  const { rowCount } = await client.query(
    `INSERT INTO attachment (tenant, sha256, name, format, content) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [actor.tenant, sha256, name, format, content],
  )
  if (rowCount !== 0) await recordAct(client, actor, 'file.add', sha256, { name, bytes: content.length })
  return sha256
}

/** Newest first, at most 200. */
export async function listAttachments(client: Queries): Promise<readonly Attachment[]> {
  const { rows } = await client.query<Attachment>(
    `SELECT sha256, name, format, octet_length(content) AS bytes, uploaded_at AS "uploadedAt" FROM attachment
     ORDER BY uploaded_at DESC, sha256 LIMIT 200`,
  )
  return rows
}

/** Throws FILE_EMPTY for one that the tenant does not have. */
export async function openAttachment(
  client: Queries,
  sha256: string,
): Promise<Attachment & { readonly content: Buffer }> {
  const { rows } = await client.query<Attachment & { readonly content: Buffer }>(
    `SELECT sha256, name, format, octet_length(content) AS bytes, uploaded_at AS "uploadedAt", content FROM attachment WHERE sha256 = $1`,
    [sha256],
  )
  const [found] = rows
  if (found === undefined) throw new PortalError('FILE_EMPTY')
  return found
}

/** Every file that a record names is one of the tenant's, as it is described. Throws FILE_UNKNOWN. */
export async function requireFiles(client: Queries, files: readonly FileOf[]): Promise<void> {
  const { rows } = await client.query<{ key: string }>(
    `SELECT sha256 || ' ' || format || ' ' || octet_length(content) AS key FROM attachment WHERE sha256 = ANY ($1)`,
    [files.map(({ sha256 }) => sha256)],
  )
  const held = new Set(rows.map(({ key }) => key))
  const missing = files.find(({ sha256, format, bytes }) => !held.has(`${sha256} ${format} ${bytes}`))
  if (missing !== undefined) throw new PortalError('FILE_UNKNOWN', { name: missing.name })
}

/** Puts the files of an approved record where readers get them; by the worker, in the transaction that publishes it. */
export async function publishFiles(client: Queries, tenant: string, files: readonly FileOf[], at: Date): Promise<void> {
  await client.query(
    `INSERT INTO harvest_file (sha256, format, content, state, request_id, at)
     SELECT sha256, format, content, tenant, NULL, $3 FROM attachment WHERE tenant = $1 AND sha256 = ANY ($2)
     ON CONFLICT DO NOTHING`,
    [tenant, files.map(({ sha256 }) => sha256), at],
  )
}
