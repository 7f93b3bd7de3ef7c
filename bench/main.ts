import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeDirectory, measureDirectory } from './directory/measure.ts'
import { describeHarvest, measureHarvest } from './harvest/measure.ts'
import { measureHostile } from './hostile.ts'
import { measureEverything, measureFounding } from './measure/everything.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import { describePortal, measurePortal } from './portal/measure.ts'
import { allowInspection, profileGateways } from './profile/run.ts'
import { LIMITS } from './report/limits.ts'
import { describeMachine, loadAverage } from './report/machine.ts'
import { allMetrics } from './report/results.ts'
import { describeResults } from './report/table.ts'
import { writeResults } from './report/write.ts'
import { describeSearch, measureSearch } from './search/measure.ts'
import { openSession, type SessionOptions } from './session.ts'
import { findVersions } from './versions.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const QUIET = 0.5
/** Of the database that search's peer has for itself, above the federation's ports. */
const SEARCH_PORT = 990
/** Of the portal that is measured, its database and a plain page. */
const PORTAL_PORT = 980

/** Figures, on screen and in bench/results. Resolves false when a row or a start failed. */
async function measure({ plan }: Options, args: readonly string[], at: SessionOptions): Promise<boolean> {
  const date = new Date().toISOString()
  const load = loadAverage()
  if (load > QUIET) at.say(`the machine is not quiet (load average ${load}): figures will be too low and unsteady`)
  const founding = plan.quick ? null : await measureFounding(at)
  // Before the bench's own network: it has the machine for itself. A quick run leaves it out.
  if (!plan.quick) at.say('the harvest of six states')
  const harvest = plan.quick ? null : await measureHarvest(at.portBase, false)
  const session = await openSession(at)
  try {
    const measured = await measureEverything(session, plan, at)
    const { start } = session
    const metrics = allMetrics(measured, {
      founding: founding ?? (start.founded ? start.seconds : null),
      restart: start.founded ? null : start.seconds,
    })
    if (!plan.quick) at.say('100 000 hostile inputs, after 40 000 to warm up')
    const hostile = plan.quick ? null : await measureHostile()
    at.say('the directory of 6 000 subsystems')
    const directory = await measureDirectory(plan.quick)
    at.say('search: the judged queries, beside the full-text search of PostgreSQL')
    const search = await measureSearch(plan.quick, at.portBase + SEARCH_PORT)
    at.say("the portal's pages, beside plain ones")
    const portal = await measurePortal(plan.quick, at.portBase + PORTAL_PORT)
    const file = writeResults(join(HERE, 'results'), date, {
      date,
      machine: describeMachine(),
      versions: await findVersions(session.tools, session.federation),
      quick: plan.quick,
      command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
      loadGenerator: session.load.name,
      loadAverageBefore: load,
      walSegmentsMade: measured.walSegmentsMade,
      limits: LIMITS,
      metrics: {
        ...metrics,
        ...(hostile && { 'robustness.rssMiB': hostile }),
        ...directory,
        ...search,
        ...harvest,
        ...portal,
      },
    })
    const grown =
      hostile && `\nresident memory after ${hostile.inputs} hostile inputs: +${hostile.rssGrowthMiB.toFixed(1)} MiB`
    console.log(
      `\n${describeResults(measured, metrics)}${grown ?? ''}\n${describeDirectory(directory)}\n${describeSearch(search)}\n${describePortal(portal)}${harvest === null ? '' : `\n${describeHarvest(harvest)}`}\n\n${plan.quick ? 'quick figures; ' : ''}written to ${file}`,
    )
    return measured.gatewayStartFailed === undefined && measured.rows.every(({ failed }) => failed === undefined)
  } finally {
    await session.stop()
  }
}

/** Profiles in bench/.work/profile. */
async function profile({ plan }: Options, at: SessionOptions): Promise<boolean> {
  allowInspection(process.env)
  const session = await openSession(at)
  try {
    await session.load.run(session.rabt.url, 32, plan.firstWarmUpSeconds)
    await profileGateways(session, join(at.workDir, 'profile'), (line) => console.log(line))
    return true
  } finally {
    await session.stop()
  }
}

const stopping = new AbortController()
const say = (line: string): void => console.log(`bench: ${line}`)
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (!stopping.signal.aborted) say('stopping')
    stopping.abort()
  })
}
try {
  const args = process.argv.slice(2)
  const options = readOptions(args, process.env)
  const at = { workDir: join(HERE, '.work'), portBase: options.portBase, signal: stopping.signal, say }
  if (options.help) console.log(USAGE)
  else if (!(await (options.profile ? profile(options, at) : measure(options, args, at)))) process.exitCode = 1
} catch (error) {
  if (!stopping.signal.aborted) console.error(`bench: ${error instanceof Error ? error.message : error}`)
  process.exitCode = stopping.signal.aborted ? 130 : 1
}
