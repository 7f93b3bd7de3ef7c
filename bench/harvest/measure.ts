import { fileURLToPath } from 'node:url'
import { measureInOwnProcess } from '../measure/own-process.ts'
import type { HarvestRows } from '../micro-harvest.ts'

/** In a process of its own, with a network of its own: six states that are live. */
const PROGRAM = fileURLToPath(new URL('../micro-harvest.ts', import.meta.url))

/** Row `harvest`. Rejects when the program fails. */
export function measureHarvest(portBase: number, quick: boolean) {
  return measureInOwnProcess<HarvestRows>(PROGRAM, ['--port-base', String(portBase), ...(quick ? ['--quick'] : [])])
}

/** The row for the terminal. */
export function describeHarvest({ harvest }: HarvestRows): string {
  return `harvest: ${harvest.services} services in ${harvest.seconds} s (by plain HTTP ${harvest.peer.seconds} s; target ${harvest.target} s)`
}
