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

/**
 * Files of the home in which each text stands, relative to it: logs, blobs, everything but PostgreSQL's own data. The
 * federation runs on meanwhile, so a file or a folder that is gone when its turn comes (a directory version's staging
 * folder, renamed into its place) is passed over.
 */
export function findInFiles<Needle extends string>(
  network: Network,
  needles: readonly Needle[],
): Record<Needle, string[]> {
  const found = Object.fromEntries(needles.map((needle) => [needle, [] as string[]])) as Record<Needle, string[]>
  for (const path of filesOf(network.home, '')) {
    const content = ifThere(() => readFileSync(join(network.home, path)))
    for (const needle of needles) if (content && contains([content], needle)) found[needle].push(path)
  }
  return found
}

function* filesOf(home: string, folder: string): Generator<string> {
  for (const entry of ifThere(() => readdirSync(join(home, folder), { withFileTypes: true })) ?? []) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && path !== 'postgres/data') yield* filesOf(home, path)
    else if (entry.isFile()) yield path
  }
}

function ifThere<Found>(read: () => Found): Found | undefined {
  try {
    return read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
