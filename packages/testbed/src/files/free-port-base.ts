import { createServer } from 'node:net'

/** Finds a port base for a test whose whole range is free. Tests of other processes search from other places. */
export async function freePortBase(): Promise<number> {
  const from = 10_000 + (process.pid % 20) * 1_000
  for (let step = 0; step < 20; step++) {
    const base = 10_000 + ((from - 10_000 + step * 1_000) % 20_000)
    const ports = [
      50,
      90,
      ...[100, 200, 300, 400, 500, 600, 700].flatMap((offset) => [0, 1, 2, 3, 4, 5].map((n) => offset + n)),
    ]
    const free = await Promise.all(ports.map((port) => isFree(base + port)))
    if (free.every(Boolean)) return base
  }
  throw new Error('no free range of ports')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
