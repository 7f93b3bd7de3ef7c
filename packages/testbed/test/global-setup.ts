import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../src/postgres/start.ts'

/** Below the range of outgoing connections, above what services commonly take. */
const PORTS = { from: 20_000, to: 24_000 }

/**
 * One real PostgreSQL for the store tests of all packages; each test makes its own schema. The address is in RABT_TEST_PG. Two projects
 * ask for it: the first has it started.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.RABT_TEST_PG !== undefined) return undefined
  const dir = mkdtempSync(join(tmpdir(), 'rabt-test-pg-'))
  const server = await startPostgres({ dir: join(dir, 'pg'), port: await freePort() })
  process.env.RABT_TEST_PG = JSON.stringify(server.connection)
  return async () => {
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  // Runs beside each other begin at different places.
  const span = PORTS.to - PORTS.from
  for (let i = 0; i < span; i++) {
    const port = PORTS.from + ((process.pid * 13 + i) % span)
    if (await isFree(port)) return port
  }
  throw new Error('no free port for the test database')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
