import { fileURLToPath } from 'node:url'
import { measureInOwnProcess } from '../measure/own-process.ts'
import type { PortalRows } from '../micro-portal.ts'

/** In a process of its own, with a portal and a database of its own. */
const PROGRAM = fileURLToPath(new URL('../micro-portal.ts', import.meta.url))

/** Rows `portal.*`. Takes three ports. Rejects when the program fails. */
export function measurePortal(quick: boolean, port: number) {
  return measureInOwnProcess<PortalRows>(PROGRAM, ['--port', String(port), ...(quick ? ['--quick'] : [])])
}

/** The rows for the terminal, a line each. */
export function describePortal({ 'portal.memory': memory, ...rows }: PortalRows): string {
  const lines = Object.entries(rows).map(
    ([name, { reqPerSec, spread, p99Ms, cpuUs, ratioPlain, plain, target }]) =>
      `${name}: ${reqPerSec.toFixed(0)} req/s (spread ${(spread * 100).toFixed(0)} %, p99 ${p99Ms.toFixed(1)} ms, ${cpuUs.toFixed(0)} µs CPU a page; target ${target}), ${ratioPlain.toFixed(2)} × a plain Hono page of ${plain.bytes} bytes (${plain.reqPerSec.toFixed(0)})`,
  )
  return [...lines, `portal.memory: ${memory.rssMiB} MiB at most (target ${memory.target})`].join('\n')
}
