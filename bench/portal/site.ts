import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { inTransaction } from '@rabt/database'
import { migrate, openPools, type PortalRecord, publish } from '@rabt/portal'
import { ensurePortalDatabase, PORTAL_OPTIONS, PROGRAMS, startPostgres } from '@rabt/testbed'
import { type Program, startProgram } from '../chain/program.ts'

const OWN = { database: 'rabt_portal', user: 'rabt_portal', password: 'rabt_portal' }
const WITHIN_MS = 60_000

export interface PortalSite {
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

/**
 * A portal with the sample content and no network: nothing is harvested while it is measured. In a database and a process of its own, with the options
 * that the testbed gives it; `port` and the one after it. `options`: more of Node's.
 */
export async function startSite(
  home: string,
  port: number,
  records: readonly PortalRecord[],
  options: readonly string[] = [],
): Promise<PortalSite> {
  const server = await startPostgres({ dir: join(home, 'pg'), port: port + 1 })
  try {
    await ensurePortalDatabase(server.connection, OWN)
    await fill({ ...server.connection, ...OWN }, records)
    const url = `http://127.0.0.1:${port}`
    const folder = writeSettings(home, url, { ...server.connection, ...OWN })
    const program = [...PORTAL_OPTIONS, ...options, PROGRAMS.portal, '--home', folder]
    const portal = await startProgram(home, 'portal', process.execPath, program)
    const stop = async (): Promise<void> => {
      await portal.stop()
      await server.stop()
    }
    await untilReady(`${url}/ar/services`, portal).catch(async (error: unknown) => {
      await stop()
      throw error
    })
    return { url, pid: portal.pid, stop }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function fill(connection: Parameters<typeof openPools>[0], records: readonly PortalRecord[]): Promise<void> {
  const pools = openPools(connection)
  try {
    await migrate(pools.owner)
    await inTransaction(pools.worker, async (client) => {
      for (const record of records) await publish(client, record, { origin: 'network', at: new Date() })
    })
  } finally {
    await pools.end()
  }
}

/** `portal.json` of a portal that harvests nobody, with what it needs to begin. */
function writeSettings(home: string, baseUrl: string, database: object): string {
  const folder = join(home, 'portal')
  mkdirSync(folder, { recursive: true })
  for (const file of ['token', 'ca', 'root']) writeFileSync(join(folder, file), '')
  const nobody = 'http://127.0.0.1:9'
  const settings = {
    launch: { number: 'BENCH', on: '2026-01-01' },
    listen: { host: '127.0.0.1', port: Number(new URL(baseUrl).port) },
    baseUrl,
    database,
    node: { edge: nobody, admin: { url: nobody, tokenFile: 'token', caFile: 'ca' }, rootFile: 'root' },
    harvest: { states: [] },
  }
  writeFileSync(join(folder, 'portal.json'), JSON.stringify(settings), { mode: 0o600 })
  return folder
}

async function untilReady(url: string, portal: Program): Promise<void> {
  for (const until = performance.now() + WITHIN_MS; performance.now() < until; ) {
    const failure = portal.failure()
    if (failure !== undefined) throw new Error(failure)
    const answer = await fetch(url).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.status === 200) return
    await delay(50)
  }
  throw new Error('the portal does not answer')
}
