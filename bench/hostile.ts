import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Measured by itself in a process of its own, so that nothing else of this one is counted. */
const PROGRAM = fileURLToPath(new URL('../packages/gateway/test/hostile/live/main.ts', import.meta.url))
const INPUTS = 100_000
const SEED = 1
const MIB = 1024 * 1024

/**
 * Row `robustness.rssMiB`: gives a consumer's edge and a link 100 000 hostile inputs in one process, and tells how much its resident
 * memory has grown over them, after a warm-up of 40 000 others. Rejects if anything but a typed error came out, or if it serves nobody afterwards.
 */
export async function measureHostile(inputs = INPUTS): Promise<{ inputs: number; rssGrowthMiB: number }> {
  const report = JSON.parse(await outputOf(['--expose-gc', PROGRAM, String(inputs), String(SEED)])) as {
    readonly inputs: number
    readonly rssBefore: number
    readonly rssAfter: number
  }
  return { inputs: report.inputs, rssGrowthMiB: (report.rssAfter - report.rssBefore) / MIB }
}

function outputOf(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`hostile inputs ended with ${code}`))))
  })
}
