import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { makeCalls } from './calls/calls.ts'
import { RECORD_BYTES } from './calls/records.ts'
import { makeCertificates } from './chain/certificates.ts'
import type { Chain } from './chain/chain.ts'
import { startCaddyChain } from './chain/caddy.ts'
import { startNginxChain } from './chain/nginx.ts'
import { chainPorts } from './chain/ports.ts'
import { startService } from './chain/service.ts'
import { findTools, missing } from './chain/tools.ts'
import { waitForAnswer } from './chain/wait.ts'
import { chooseLoad } from './load/choose.ts'
import { measureRows, type Row } from './measure/row.ts'
import { registerServices } from './network/register.ts'
import { rabtChain, startNetwork, timeFounding } from './network/start.ts'
import { timeGatewayStarts } from './network/start-times.ts'
import { steadyWal } from './network/steady-wal.ts'
import { rssMiB } from './observe/processes.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import { allowInspection, profileGateways } from './profile/run.ts'
import { LIMITS } from './report/limits.ts'
import { describeMachine, loadAverage } from './report/machine.ts'
import { round, rowMetrics } from './report/metrics.ts'
import { table } from './report/table.ts'
import { writeResults } from './report/write.ts'
import { median } from './statistics.ts'
import { findVersions } from './versions.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const WORK = join(HERE, '.work')
const RESULTS = join(HERE, 'results')

const say = (line: string): void => console.log(line)
const note = (line: string): void => console.log(`bench: ${line}`)

/** Runs the whole bench; everything that it started is stopped when it resolves or rejects. False: a row failed. */
async function bench({ plan, profile, portBase }: Options, args: readonly string[], signal: AbortSignal): Promise<boolean> {
  mkdirSync(WORK, { recursive: true })
  const date = new Date().toISOString()
  const tools = findTools()
  for (const line of missing(tools)) note(line)
  const before = loadAverage()
  if (before > 0.5) note(`the machine is not quiet (load average ${before}): figures will be too low and unsteady`)
  const calls = makeCalls()
  const first = calls[0] as (typeof calls)[number]
  const ports = chainPorts(portBase)
  const undo: (() => Promise<void>)[] = []
  try {
    // The service comes first: the network calls it when it starts again.
    const service = await startService(WORK, ports.service, tools)
    undo.push(() => service.stop())
    const serviceUrl = `http://127.0.0.1:${ports.service}`
    await waitForAnswer(serviceUrl, first, RECORD_BYTES, signal)

    const at = { portBase, signal, say: note }
    if (profile) allowInspection(process.env)
    const foundingSeconds = plan.quick || profile ? null : await timeFounding({ ...at, home: join(WORK, 'founding') })
    const network = await startNetwork({ ...at, home: join(WORK, 'home') })
    const { federation } = network
    undo.push(() => federation.stop())
    await registerServices(federation, portBase, serviceUrl)
    await steadyWal(federation, note)
    const rabt = rabtChain(federation)
    const load = chooseLoad(tools, WORK, calls, signal)
    await waitForAnswer(rabt.url, first, RECORD_BYTES, signal)
    if (profile) {
      await load.run(rabt.url, 32, plan.firstWarmUpSeconds)
      await profileGateways(federation, rabt, load, join(WORK, 'profile'), say)
      return true
    }

    const chains: Chain[] = [rabt]
    if (tools.nginx !== undefined || tools.caddy !== undefined) {
      const certificates = await makeCertificates(WORK)
      for (const start of [tools.nginx && startNginxChain, tools.caddy && startCaddyChain]) {
        if (typeof start !== 'function') continue
        const chain = await start(WORK, ports, certificates)
        undo.push(() => chain.stop())
        await waitForAnswer(chain.url, first, RECORD_BYTES, signal)
        chains.push(chain)
      }
    }
    await delay(plan.restSeconds * 1000, undefined, { signal })
    const { consumer, provider } = rabt.pids()
    const atRest = { consumer: round(rssMiB(consumer ?? 0), 1), provider: round(rssMiB(provider ?? 0), 1) }

    await load.run(rabt.url, 32, plan.firstWarmUpSeconds)
    const rows: Row[] = []
    for (const connections of plan.connections) rows.push(...(await measureRows(chains, load, connections, plan, signal, note)))
    const starts = await timeGatewayStarts(federation, portBase, plan.gatewayStarts)

    const exchange = rowMetrics(rows)
    const metrics = {
      ...exchange,
      'memory.rest': { rssMiB: atRest },
      'start.exchanging': { seconds: foundingSeconds ?? (network.founded ? network.exchangingSeconds : null), what: 'the network on an empty home, until the first exchange' },
      'start.ready': { seconds: round(median(starts), 3), samples: starts.map((s) => round(s, 3)), what: 'one gateway, from its spawn after SIGKILL on its existing database until /readyz answers 200' },
      'restart.ready': { seconds: network.founded ? null : round(network.exchangingSeconds, 3), what: 'the network on its existing home, until the first exchange' },
    }
    const file = writeResults(RESULTS, date, {
      date,
      machine: describeMachine(),
      versions: await findVersions(tools, federation),
      quick: plan.quick,
      command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
      loadGenerator: load.name,
      loadAverageBefore: before,
      limits: LIMITS,
      metrics,
    })
    say(`\n${table(exchange)}\n`)
    say(`memory at rest, MiB: consumer ${atRest.consumer}, provider ${atRest.provider}`)
    for (const name of ['start.exchanging', 'start.ready', 'restart.ready'] as const) {
      const { seconds, what } = metrics[name]
      say(`${name}: ${seconds === null ? '-' : `${seconds.toFixed(2)} s`} (${what})`)
    }
    say(`${plan.quick ? 'quick figures; ' : ''}written to ${file}`)
    return rows.every(({ failed }) => failed === undefined)
  } finally {
    for (const step of undo.toReversed()) await step().catch((error: unknown) => note(String(error)))
  }
}

const stopping = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (!stopping.signal.aborted) note('stopping')
    stopping.abort()
  })
}
try {
  const args = process.argv.slice(2)
  const options = readOptions(args, process.env)
  if (options.help) say(USAGE)
  else if (!(await bench(options, args, stopping.signal))) process.exitCode = 1
} catch (error) {
  if (!stopping.signal.aborted) console.error('bench:', error instanceof Error ? error.message : error)
  process.exitCode = stopping.signal.aborted ? 130 : 1
}
