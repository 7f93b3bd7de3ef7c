import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unpackBlobs } from '@rabt/gateway'
import type { Code, Network } from './network.ts'

/** Forms in which a text could hide. */
function formsOf(needle: string): readonly Buffer[] {
  const bytes = Buffer.from(needle)
  // Without its end, which depends on what follows; a text that begins elsewhere in a triple of bytes is not found.
  const base64 = bytes.toString('base64').replace(/=*$/, '').slice(0, -1)
  return [bytes, Buffer.from(bytes.toString('hex')), Buffer.from(base64), Buffer.from(encodeURIComponent(needle))]
}

/** Columns of a node's database in which a text stands, as `table.column`; packed blobs are unpacked first. */
export async function findInDatabase(network: Network, code: Code, needle: string): Promise<string[]> {
  const columns = await network.query<{ readonly table: string; readonly column: string }>(
    code,
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     WHERE table_schema = current_schema() ORDER BY 1, 2`,
  )
  const forms = formsOf(needle)
  const found: string[] = []
  for (const { table, column } of columns) {
    const rows = await network.query<{ readonly value: unknown }>(code, `SELECT "${column}" AS value FROM "${table}"`)
    const bytes = rows.flatMap(({ value }) => bytesOf(value))
    const contents = `${table}.${column}` === 'batch_blobs.data' ? bytes.flatMap(unpacked) : bytes
    if (contents.some((content) => forms.some((form) => content.includes(form)))) found.push(`${table}.${column}`)
  }
  return found
}

function bytesOf(value: unknown): Buffer[] {
  if (value === null || value === undefined) return []
  if (Buffer.isBuffer(value)) return [value]
  return [Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))]
}

function unpacked(stored: Buffer): Buffer[] {
  return unpackBlobs(stored).flatMap((item) => (item ? [Buffer.from(item)] : []))
}

/** Files of the home in which a text stands, relative to it: logs, blobs, everything but PostgreSQL's own data. */
export function findInFiles(network: Network, needle: string): string[] {
  const forms = formsOf(needle)
  const found: string[] = []
  for (const entry of readdirSync(network.home, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(network.home.length + 1)
    if (!entry.isFile() || path.startsWith('postgres/data/')) continue
    const content = readFileSync(join(network.home, path))
    if (forms.some((form) => content.includes(form))) found.push(path)
  }
  return found
}
