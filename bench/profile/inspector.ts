import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** One place in the tree of calls. */
export interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  readonly children?: readonly number[]
}

/** A CPU profile as V8 gives it (Chrome DevTools Protocol, Profiler.Profile); what is read of it here. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  /** Node by sample. */
  readonly samples: readonly number[]
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[]
}

/** A connection to the inspector of a running Node process. */
export interface Inspector {
  startProfile(): Promise<void>
  stopProfile(): Promise<CpuProfile>
  /** `process.memoryUsage()` of the process, bytes. */
  memory(): Promise<Readonly<Record<string, number>>>
  close(): void
}

const WITHIN_MS = 10_000
const INTERVAL_US = 200

/**
 * Opens the inspector of a process by SIGUSR1 and connects to it: so a profile begins and ends with the load, and holds no
 * start-up. The process must run with `--inspect-port=0` (a free port of its own on loopback), and write its stderr to `logFile`.
 */
export async function openInspector(pid: number, logFile: string): Promise<Inspector> {
  const from = statSync(logFile).size
  process.kill(pid, 'SIGUSR1')
  const socket = new WebSocket(await inspectorUrl(logFile, from))
  await once(socket, 'open')
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as { id?: number; result?: unknown; error?: { message: string } }
    const waiter = waiting.get(message.id ?? -1)
    waiting.delete(message.id ?? -1)
    if (message.error === undefined) waiter?.resolve(message.result)
    else waiter?.reject(new Error(message.error.message))
  })
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the profiled process ended'))
  })
  let last = 0
  const ask = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve, reject })
      socket.send(JSON.stringify({ id, method, params }))
    })
  await ask('Profiler.enable')
  await ask('Profiler.setSamplingInterval', { interval: INTERVAL_US })
  return {
    startProfile: async () => void (await ask('Profiler.start')),
    stopProfile: async () => ((await ask('Profiler.stop')) as { profile: CpuProfile }).profile,
    memory: async () => {
      const answer = await ask('Runtime.evaluate', { expression: 'process.memoryUsage()', returnByValue: true })
      return (answer as { result: { value: Readonly<Record<string, number>> } }).result.value
    },
    close: () => socket.close(),
  }
}

/** Node says where its inspector listens; the address is a secret of this machine, and on loopback. */
async function inspectorUrl(logFile: string, from: number): Promise<string> {
  const until = performance.now() + WITHIN_MS
  while (performance.now() < until) {
    const found = /Debugger listening on (ws:\/\/127\.0\.0\.1:\d+\/\S+)/.exec(
      readFileSync(logFile).subarray(from).toString('utf8'),
    )
    if (found?.[1] !== undefined) return found[1]
    await delay(25)
  }
  throw new Error('the inspector did not open')
}
