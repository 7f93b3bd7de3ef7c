import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RegistryContent, TrustContent } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { openDesk, openOfficers, publishAgreements, type StateCode, type WantedAgreement } from '../../src/index.ts'
import { CONSUMER, type Code, type Network } from './network.ts'
import { until } from './until.ts'

/** Settings of a gateway that soon knows what is published: it looks every second. */
export const QUICK = { directoryRefreshSeconds: 1 }

const YEAR_MS = 365 * 86_400_000
/** Also for a gateway whose clock is wrong. The same in all calls of a process: the same wish is the same agreement. */
const ALWAYS = { from: Date.now() - 2 * YEAR_MS, until: Date.now() + 2 * YEAR_MS }

/** The officers' desk, which waits for authorities that are starting. */
function deskOf({ at, portBase }: Network): ReturnType<typeof openDesk> {
  const desk = openDesk(at, openOfficers(at.officers), portBase, Date.now)
  return {
    ...desk,
    change: async (code, kind, make) => {
      let outcome: boolean | RabtError | undefined
      await until('a place that writes takes what was signed', async () => {
        outcome = await desk.change(code, kind, make).catch(ifRefused)
        return !(outcome instanceof RabtError && outcome.code === 'DIRECTORY_UNREACHABLE')
      })
      if (typeof outcome !== 'boolean') throw outcome
      return outcome
    },
  }
}

function ifRefused(error: unknown): RabtError {
  if (error instanceof RabtError) return error
  throw error
}

/** Publishes a state's registry as its officer would: the published one, changed. @returns what was published before */
export async function publishRegistry(
  network: Network,
  code: StateCode,
  change: (content: RegistryContent) => RegistryContent,
): Promise<RegistryContent> {
  const desk = deskOf(network)
  const before = (await desk.document(code, 'registry'))?.content
  if (before === undefined) throw new Error(`${code} has published no registry`)
  await desk.change(code, 'registry', () => change(before))
  return before
}

/** Publishes what a state says of its gateways and authorities, the published one changed, as its officer would with the key kept offline. */
export async function publishTrust(
  network: Network,
  code: StateCode,
  change: (content: TrustContent) => TrustContent,
): Promise<void> {
  await deskOf(network).change(code, 'trust', (before) => {
    if (before === undefined) throw new Error(`${code} has published no gateway`)
    return change(before)
  })
}

/**
 * Publishes agreements, accepted by both states, and waits until the gateways of both know them. What is not said is not limited.
 * @returns their identifiers
 */
export async function agree(
  network: Network,
  ...wanted: readonly (Pick<WantedAgreement, 'service'> & Partial<WantedAgreement>)[]
): Promise<readonly string[]> {
  const whole = wanted.map((one): WantedAgreement => {
    return { ...ALWAYS, consumer: CONSUMER, endpoints: [{ method: '*', path: '**' }], decision: 'test', ...one }
  })
  const made = await publishAgreements(deskOf(network), whole, Date.now())
  const parties = whole.flatMap(({ consumer, service }) => [consumer, service])
  await known(network, new Set(parties.map((id) => id.slice(0, id.indexOf('/')) as Code)))
  return made
}

/** A state suspends an agreement: what it said of it before no longer counts. */
export async function suspend(network: Network, code: StateCode, agreement: string): Promise<void> {
  await deskOf(network).change(code, 'agreements', (before) => ({
    texts: before?.texts ?? [],
    positions: (before?.positions ?? []).map((one) =>
      one.agreement === agreement ? { ...one, position: 'suspended' } : one,
    ),
  }))
}

/** How many members and subsystems a state's registry lists now, the samples and what tests of the same network added. */
export async function registered(
  network: Network,
  code: StateCode,
): Promise<{ readonly members: number; readonly subsystems: number }> {
  const content = (await deskOf(network).document(code, 'registry'))?.content
  if (content === undefined) throw new Error(`${code} has published no registry`)
  return { members: content.members.length, subsystems: content.subsystems.length }
}

/** Waits until these gateways have what the directory publishes now. */
export async function known(network: Network, codes: Iterable<Code>): Promise<void> {
  const wanted = published(network)
  for (const code of codes) {
    await until(`${code} has version ${wanted} of the directory`, async () => (await held(network, code)) >= wanted)
  }
}

/** Version of the directory that a gateway has. */
export async function held(network: Network, code: Code): Promise<number> {
  const { directory } = await network.admin(code, 'GET', '/admin/v1/status')
  return (directory as { readonly version: number }).version
}

/** Of the directory: the version of its snapshot. */
function published({ at }: Network): number {
  const { signed } = JSON.parse(readFileSync(join(at.repository, 'metadata', 'timestamp.json'), 'utf8'))
  return (signed as { readonly meta: { readonly 'snapshot.json': { readonly version: number } } }).meta['snapshot.json']
    .version
}
