import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Call } from '../calls/calls.ts'
import type { Load } from './result.ts'
import { readWrkOutput } from './wrk-output.ts'
import { wrkScript } from './wrk-script.ts'

const TIMEOUT_SECONDS = 10

/** wrk with one thread: whole seconds only (a fraction makes it print its usage and measure nothing). */
export function wrkLoad(workDir: string, calls: readonly Call[], signal: AbortSignal): Load {
  const script = join(workDir, 'calls.lua')
  writeFileSync(script, wrkScript(calls))
  return {
    name: 'wrk',
    run: async (url, connections, seconds) => {
      if (!Number.isInteger(seconds) || seconds < 1) throw new RangeError(`wrk takes whole seconds, not ${seconds}`)
      const args = [
        '-t',
        '1',
        '-c',
        String(connections),
        '-d',
        `${seconds}s`,
        '--timeout',
        `${TIMEOUT_SECONDS}s`,
        '-s',
        script,
        url,
      ]
      return readWrkOutput(await output('wrk', args, (seconds + TIMEOUT_SECONDS + 5) * 1000, signal))
    },
  }
}

function output(command: string, args: readonly string[], withinMs: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(withinMs)])
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], signal: limit, killSignal: 'SIGKILL' })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
    }
    child.once('error', reject)
    child.once('close', () => resolve(text))
  })
}
