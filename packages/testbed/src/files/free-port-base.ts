import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/** No port of the testbed. Who listens on it has the range, until its process ends. */
const CLAIM = 99

/**
 * Finds a port base for a test whose whole range is free, and claims the range. Tests of other processes search from other places, and
 * pass over what is claimed.
 */
export async function freePortBase(): Promise<number> {
  const from = 10_000 + (process.pid % 20) * 1_000
  for (let step = 0; step < 20; step++) {
    const base = 10_000 + ((from - 10_000 + step * 1_000) % 20_000)
    const claim = await listenOn(base + CLAIM)
    if (claim === null) continue
    const ports = [
      0,
      50,
      60,
      90,
      ...[100, 200, 300, 400, 500, 600, 700].flatMap((offset) => [0, 1, 2, 3, 4, 5].map((n) => offset + n)),
    ]
    const free = await Promise.all(ports.map((port) => isFree(base + port)))
    if (free.every(Boolean)) return base
    claim.close()
  }
  throw new Error('no free range of ports')
}

async function isFree(port: number): Promise<boolean> {
  const probe = await listenOn(port)
  if (probe === null) return false
  probe.close()
  await once(probe, 'close')
  return true
}

/** Null where somebody listens. */
async function listenOn(port: number): Promise<Server | null> {
  const server = createServer().unref()
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    return server
  } catch {
    return null
  }
}
