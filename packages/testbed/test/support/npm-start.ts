import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const ENTRY = join(import.meta.dirname, '../../src/main.ts')
const READY = /^rabt: ready$/m

export interface Start {
  /** What the terminal has shown until now. */
  shown(): string
  /** Resolves with the seconds from the start to the line `rabt: ready`; rejects if it ends before. */
  readonly ready: Promise<number>
  /** As Ctrl-C does. @returns seconds until it has ended, and its exit code */
  stop(): Promise<{ readonly seconds: number; readonly exit: number | null }>
}

/** Runs what `npm start` runs, as a process of its own. */
export function npmStart(home: string, portBase: number, ...options: readonly string[]): Start {
  const began = performance.now()
  const child: ChildProcess = spawn(process.execPath, [ENTRY, ...options], {
    env: { ...process.env, RABT_HOME: home, RABT_PORT_BASE: String(portBase) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let shown = ''
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const ready = new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        shown += text
        if (READY.test(shown)) resolve((performance.now() - began) / 1000)
      })
    }
    ended.then((exit) => reject(new Error(`npm start ended with ${exit}: ${shown}`)))
  })
  // Who asks for it is told; who has it already does not hear of the end.
  ready.catch(() => {})
  return {
    shown: () => shown,
    ready,
    stop: async () => {
      const asked = performance.now()
      child.kill('SIGINT')
      const exit = await ended
      return { seconds: (performance.now() - asked) / 1000, exit }
    },
  }
}
