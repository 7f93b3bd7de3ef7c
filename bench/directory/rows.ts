import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type AgreementRecord,
  coversConsumer,
  type DirectoryClient,
  type DirectoryView,
  inForce,
  openDirectory,
} from '@rabt/directory'
import { Updater } from 'tuf-js'
import { round } from '../report/metrics.ts'
import { median, spread } from '../statistics.ts'
import type { Mirror, Traffic } from './mirror.ts'
import type { World } from './world.ts'

/** Medians of several rounds. */
interface Timing {
  readonly median: number
  /** (largest - smallest) / median. */
  readonly spread: number
  readonly samples: number
}

const timing = (values: readonly number[], digits: number): Timing => ({
  median: round(median(values), digits),
  spread: round(spread(values), 2),
  samples: values.length,
})

/** Milliseconds by the clock, and of this thread's own work. */
interface Took {
  readonly ms: number
  readonly cpuMs: number
}

const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

const timed = async (act: () => Promise<unknown>): Promise<Took> => {
  const [start, before] = [performance.now(), cpuMs()]
  await act()
  return { ms: performance.now() - start, cpuMs: cpuMs() - before }
}

const timings = (took: readonly Took[], digits: number) => ({
  ms: timing(
    took.map(({ ms }) => ms),
    digits,
  ),
  cpuMs: timing(
    took.map((one) => one.cpuMs),
    digits,
  ),
})

interface Place {
  readonly world: World
  readonly mirror: Mirror
  readonly home: string
}

const open = ({ world, mirror, home }: Place, name: string): Promise<DirectoryClient> =>
  openDirectory({ home: join(home, name), mirrors: [mirror.url], trustedRoot: world.trustedRoot, clock: Date.now })

/** `directory.first`: an empty home until the view stands, every signature and certificate verified. */
export async function measureFirst(place: Place, rounds: number) {
  const all: Took[] = []
  let bytes = 0
  for (let n = 0; n <= rounds; n++) {
    const client = await open(place, `first-${n}`)
    await place.mirror.traffic()
    const took = await timed(() => client.refresh())
    bytes = (await place.mirror.traffic()).bytes
    if (n > 0) all.push(took)
    rmSync(join(place.home, `first-${n}`), { recursive: true })
  }
  return { ...timings(all, 1), mib: round(bytes / 1024 / 1024, 2) }
}

/** `directory.restore`: a home with a directory, no network, until the view stands. */
export async function measureRestore(place: Place, rounds: number) {
  await (await open(place, 'kept')).refresh()
  const all: Took[] = []
  for (let n = 0; n <= rounds; n++) {
    const took = await timed(async () => (await open(place, 'kept')).view())
    if (n > 0) all.push(took)
  }
  return timings(all, 1)
}

/** `directory.refresh`: nothing has changed. The peer: bare tuf-js over the same mirror. */
export async function measureRefresh(place: Place, rounds: number) {
  const client = await open(place, 'refresh')
  await client.refresh()
  return { ...(await measureUnchanged(place, rounds, () => client.refresh())), peer: await measureTufJs(place, rounds) }
}

async function measureUnchanged({ mirror }: Place, rounds: number, refresh: () => Promise<unknown>) {
  const all: Took[] = []
  const traffics: Traffic[] = []
  const warmUp = 5
  for (let n = 0; n < rounds + warmUp; n++) {
    await mirror.traffic()
    const took = await timed(refresh)
    const traffic = await mirror.traffic()
    if (n < warmUp) continue
    all.push(took)
    traffics.push(traffic)
  }
  return {
    ...timings(all, 2),
    bytes: Math.max(...traffics.map(({ bytes }) => bytes)),
    requests: Math.max(...traffics.map(({ requests }) => requests)),
  }
}

/** It verifies the top-level metadata and no document. */
async function measureTufJs(place: Place, rounds: number) {
  const metadataDir = join(place.home, 'tuf-js')
  mkdirSync(metadataDir)
  writeFileSync(join(metadataDir, 'root.json'), place.world.trustedRoot)
  const refresh = () => new Updater({ metadataDir, metadataBaseUrl: `${place.mirror.url}/metadata` }).refresh()
  await refresh()
  return measureUnchanged(place, rounds, refresh)
}

const LOOKUPS = 500_000

/** Nanoseconds of this thread's work a call; `act` returns something to add up, so that no call can be left out. */
const nanoseconds = (rounds: number, act: (n: number) => number): Timing => {
  const values: number[] = []
  let sum = 0
  for (let round = 0; round <= rounds; round++) {
    const before = cpuMs()
    for (let n = 0; n < LOOKUPS; n++) sum += act(n)
    if (round > 0) values.push(((cpuMs() - before) * 1e6) / LOOKUPS)
  }
  if (sum === 0) throw new Error('nothing was found')
  return timing(values, 0)
}

interface Asked {
  readonly consumer: string
  readonly service: string
  readonly subsystem: string
}

/** What a call looks up: its service, who hosts it, and the first agreement that covers the consumer. */
const lookUp = (view: DirectoryView, { consumer, service, subsystem }: Asked): AgreementRecord | null => {
  if (!view.services.has(service)) return null
  const gateway = view.subsystems.get(subsystem)?.gateways[0]
  if (gateway === undefined || !view.gateways.has(gateway)) return null
  for (const agreement of view.agreementsFor(service)) if (coversConsumer(view, agreement, consumer)) return agreement
  return null
}

/** Pairs of systems that call each other at one time. */
const BUSY = 256

/**
 * `directory.lookup`: what a call looks up, over as many pairs as are busy at one time; `withRuleNs`: and whether that
 * agreement is in force; `coldNs`: over all agreements of the world, in an order that no cache foresees. The peer: one
 * `Map.get` of the parsed documents.
 */
export async function measureLookup(place: Place, rounds: number) {
  const view = await (await open(place, 'lookup')).refresh()
  const now = Date.now()
  const { length } = place.world.calls
  const calls = place.world.calls.map(
    ({ consumer, service }): Asked => ({ consumer, service, subsystem: service.slice(0, service.lastIndexOf('/')) }),
  )
  const at = (n: number) => calls[((n * 7919) % BUSY) * 11] as Asked
  const anyAt = (n: number) => calls[(n * 7919) % length] as Asked
  const isAllowed = (call: Asked): boolean => {
    const agreement = lookUp(view, call)
    return agreement !== null && inForce(view, agreement, call.consumer, call.service, now) === null
  }
  const refused = calls.filter((call) => !isAllowed(call))
  if (refused.length > 0) throw new Error(`${refused.length} calls without an agreement in force`)
  const parsed = parsedServices(place.world)
  return {
    ns: nanoseconds(rounds, (n) => (lookUp(view, at(n)) === null ? 0 : 1)),
    agreementsForNs: nanoseconds(rounds, (n) => view.agreementsFor(at(n).service).length),
    withRuleNs: nanoseconds(rounds, (n) => (isAllowed(at(n)) ? 1 : 0)),
    coldNs: nanoseconds(rounds, (n) => (lookUp(view, anyAt(n)) === null ? 0 : 1)),
    peer: { ns: nanoseconds(rounds, (n) => parsed.get(at(n).service)?.timeoutMs ?? 0) },
    services: view.services.size,
    subsystems: view.subsystems.size,
    agreements: view.agreements.size,
  }
}

const parsedServices = ({ files }: World): ReadonlyMap<string, { readonly timeoutMs: number }> => {
  const services = new Map<string, { readonly timeoutMs: number }>()
  for (const [name, bytes] of files) {
    if (!name.endsWith('.registry.json')) continue
    const document = JSON.parse(Buffer.from(bytes).toString()) as { services: { id: string; timeoutMs: number }[] }
    for (const service of document.services) services.set(service.id, service)
  }
  return services
}
