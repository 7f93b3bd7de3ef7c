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

/** Columns of a node's database in which each text stands, as `table.column`; packed blobs are unpacked first. */
export async function findInDatabase<Needle extends string>(
  network: Network,
  code: Code,
  needles: readonly Needle[],
): Promise<Record<Needle, string[]>> {
  const columns = await network.query<{ readonly table: string; readonly names: readonly string[] }>(
    code,
    `SELECT table_name AS table, array_agg(column_name::text) AS names FROM information_schema.columns
     WHERE table_schema = current_schema() GROUP BY 1 ORDER BY 1`,
  )
  const found = Object.fromEntries(needles.map((needle) => [needle, [] as string[]])) as Record<Needle, string[]>
  for (const { table, names } of columns) {
    const rows = await network.query<Record<string, unknown>>(code, `SELECT * FROM "${table}"`)
    for (const name of names) {
      const bytes = rows.flatMap((row) => bytesOf(row[name]))
      const contents = `${table}.${name}` === 'batch_blobs.data' ? bytes.flatMap(unpacked) : bytes
      for (const needle of needles) if (contains(contents, needle)) found[needle].push(`${table}.${name}`)
    }
  }
  return found
}

function contains(contents: readonly Buffer[], needle: string): boolean {
  const forms = formsOf(needle)
  return contents.some((content) => forms.some((form) => content.includes(form)))
}

function bytesOf(value: unknown): Buffer[] {
  if (value === null || value === undefined) return []
  if (Buffer.isBuffer(value)) return [value]
  return [Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))]
}

function unpacked(stored: Buffer): Buffer[] {
  return unpackBlobs(stored).flatMap((item) => (item ? [Buffer.from(item)] : []))
}

/** Files of the home in which each text stands, relative to it: logs, blobs, everything but PostgreSQL's own data. */
export function findInFiles<Needle extends string>(
  network: Network,
  needles: readonly Needle[],
): Record<Needle, string[]> {
  const found = Object.fromEntries(needles.map((needle) => [needle, [] as string[]])) as Record<Needle, string[]>
  for (const entry of readdirSync(network.home, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(network.home.length + 1)
    if (!entry.isFile() || path.startsWith('postgres/data/')) continue
    const content = readFileSync(join(network.home, path))
    for (const needle of needles) if (contains([content], needle)) found[needle].push(path)
  }
  return found
}
