import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { HarvestRows } from '../micro-harvest.ts'

/** In a process of its own, with a network of its own: six states that are live. */
const PROGRAM = fileURLToPath(new URL('../micro-harvest.ts', import.meta.url))

/** Row `harvest`. Rejects when the program fails. */
export function measureHarvest(portBase: number, quick: boolean): Promise<HarvestRows> {
  return new Promise((resolve, reject) => {
    const args = [PROGRAM, '--port-base', String(portBase), ...(quick ? ['--quick'] : [])]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as HarvestRows)
      else reject(new Error(`the harvest's row ended with ${code}`))
    })
  })
}

/** The row for the terminal. */
export function describeHarvest({ harvest }: HarvestRows): string {
  return `harvest: ${harvest.services} services in ${harvest.seconds} s (by plain HTTP ${harvest.peer.seconds} s; target ${harvest.target} s)`
}
