import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startProgram } from '../chain/program.ts'
import { findTools } from '../chain/tools.ts'
import { chooseLoad } from '../load/choose.ts'
import { type LoadResult, whyVoid } from '../load/result.ts'
import { watchMemory } from '../observe/peak-memory.ts'
import { cpuOfTree } from '../observe/processes.ts'
import { round } from '../report/metrics.ts'
import { median, spread } from '../statistics.ts'
import type { Addresses } from './addresses.ts'

const CONNECTIONS = 32
const PLAIN = fileURLToPath(new URL('plain.ts', import.meta.url))

interface Place {
  readonly home: string
  /** Of the portal that is measured. */
  readonly url: string
  readonly pid: number
  /** Of the plain page. */
  readonly port: number
  readonly quick: boolean
  readonly signal: AbortSignal
}

interface Sample {
  readonly reqPerSec: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuUs: number
  /** Bytes of an answer with its head. */
  readonly bytes: number
}

export type Kind = keyof Addresses

/** Every kind of page, each beside a plain Hono page of as many bytes, in turns. */
export async function measurePages(asked: Addresses, { home, url, pid, port, quick, signal }: Place) {
  const tools = findTools()
  const seconds = quick ? 2 : 5
  const memory = watchMemory({ portal: pid })
  const loadOf = (name: string, calls: Addresses[Kind]) => {
    const folder = join(home, name)
    mkdirSync(folder, { recursive: true })
    return chooseLoad(tools, folder, calls, signal)
  }
  async function sample(name: string, calls: Addresses[Kind], at: string, process: number): Promise<Sample> {
    const before = cpuOfTree(process)
    const result = await loadOf(name, calls).run(at, CONNECTIONS, seconds)
    const reason = whyVoid(result, 1_000)
    if (reason !== undefined) throw new Error(`${name}: ${reason}`)
    return { ...figures(result), cpuUs: ((cpuOfTree(process) - before) * 1e6) / result.requests }
  }

  const rows: Record<string, ReturnType<typeof summarise>> = {}
  for (const kind of Object.keys(asked) as Kind[]) {
    const calls = asked[kind]
    const load = loadOf(kind, calls)
    // Until V8 has compiled what is hot.
    const { bytes } = figures(await load.run(url, CONNECTIONS, quick ? 5 : 8))
    const plain = await startProgram(home, `plain-${kind}`, process.execPath, [PLAIN, String(port), String(bytes)])
    try {
      const at = `http://127.0.0.1:${port}`
      await untilListening(at, plain.failure)
      await load.run(at, CONNECTIONS, quick ? 2 : 4)
      const samples = { ours: [] as Sample[], theirs: [] as Sample[] }
      for (let n = 0; n < (quick ? 1 : 5); n++) {
        samples.theirs.push(await sample(`plain-${kind}`, calls, at, plain.pid))
        samples.ours.push(await sample(kind, calls, url, pid))
      }
      rows[kind] = summarise(samples.ours, samples.theirs)
    } finally {
      await plain.stop()
    }
  }
  return { rows: rows as Record<Kind, ReturnType<typeof summarise>>, rssMiB: round(memory.stop().portal ?? 0, 1) }
}

const figures = ({ requests, seconds, p50Ms, p99Ms, bytes }: LoadResult) => ({
  reqPerSec: requests / seconds,
  p50Ms,
  p99Ms,
  bytes: Math.round(bytes / Math.max(1, requests)),
})

/** Medians of the rounds, beside those of the plain page. */
function summarise(ours: readonly Sample[], theirs: readonly Sample[]) {
  const of = (samples: readonly Sample[]) => {
    const middle = (value: (sample: Sample) => number, digits: number) => round(median(samples.map(value)), digits)
    return {
      reqPerSec: middle(({ reqPerSec }) => reqPerSec, 1),
      p50Ms: middle(({ p50Ms }) => p50Ms, 3),
      p99Ms: middle(({ p99Ms }) => p99Ms, 3),
      cpuUs: middle(({ cpuUs }) => cpuUs, 1),
      bytes: middle(({ bytes }) => bytes, 0),
      spread: round(spread(samples.map(({ reqPerSec }) => reqPerSec)), 3),
      samples: samples.map(({ reqPerSec }) => round(reqPerSec, 1)),
    }
  }
  const [portal, plain] = [of(ours), of(theirs)]
  return { ...portal, ratioPlain: round(portal.reqPerSec / plain.reqPerSec, 3), plain }
}

async function untilListening(url: string, failure: () => string | undefined): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const reason = failure()
    if (reason !== undefined) throw new Error(reason)
    if ((await fetch(url).catch(() => undefined))?.ok) return
    await delay(50)
  }
  throw new Error('the plain page does not answer')
}
