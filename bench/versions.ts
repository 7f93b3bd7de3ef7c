import { readFileSync } from 'node:fs'
import type { RunningFederation } from '@rabt/testbed'
import pg from 'pg'
import type { Tools } from './chain/tools.ts'

/** Versions of everything that takes part in the figures. */
export async function findVersions(
  tools: Tools,
  { postgres }: RunningFederation,
): Promise<Record<string, string | null>> {
  const client = new pg.Client({ ...postgres.connection(), database: 'postgres' })
  await client.connect()
  const { rows } = await client.query<{ server_version: string }>('show server_version').finally(() => client.end())
  const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string
  }
  return {
    rabt: own.version,
    node: process.versions.node,
    openssl: process.versions.openssl ?? null,
    postgres: rows[0]?.server_version ?? null,
    nginx: tools.nginx ?? null,
    caddy: tools.caddy ?? null,
    wrk: tools.wrk ?? null,
  }
}
