import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateDir, writeFileAtomic } from '@rabt/authority'
import { openStateAuthority } from '../authorities/open.ts'
import { acceptance, jointTexts, secretariatAccepts } from '../ceremony/agreements.ts'
import { bringForward } from '../ceremony/bring-forward.ts'
import { type PartySources, registryContent, trustContent } from '../ceremony/content.ts'
import { foundFederation, isFounded } from '../ceremony/found.ts'
import type { Layout } from '../ceremony/layout.ts'
import { openOfficers } from '../ceremony/officers.ts'
import type { Contents } from '../ceremony/published.ts'
import { refreshRegistry, refreshTrust } from '../ceremony/refresh.ts'
import { gatherCopies, spreadCopies } from '../ceremony/spread.ts'
import { openUpkeep } from '../ceremony/upkeep.ts'
import { nodePorts } from '../federation/ports.ts'
import {
  PARTIES,
  type Party,
  type PartyCode,
  PILOT,
  SECRETARIAT,
  STATES,
  type StateCode,
} from '../federation/states.ts'
import { prepareKeys } from '../node-home/keys.ts'
import { prepareClientCertificates } from '../node-home/seed.ts'

interface Network {
  readonly portBase: number
  /** Unix ms. */
  readonly founded: number
}

export type Stage = 'candidate' | 'trial' | 'live' | 'suspended'

export interface PreparedDirectory {
  /** Whether the directory was founded by this start. */
  readonly isNew: boolean
  /** Whether all ports moved since the last start. */
  readonly moved: boolean
  /** As the directory says. */
  readonly stages: ReadonlyMap<string, Stage>
}

export interface DirectoryPlace {
  readonly portBase: number
  readonly clock: () => number
  /** Who is live from the founding on; default the three pilot states. A home that is founded stays as it is. */
  readonly live?: readonly StateCode[]
}

/**
 * Makes sure that authorities, keys, certificates and a directory that publishes them are there: holds the founding
 * ceremony the first time, later publishes what changed (a renewed certificate, moved ports) and signs anew what nears
 * its expiry.
 */
export async function prepareDirectory(at: Layout, place: DirectoryPlace): Promise<PreparedDirectory> {
  const { portBase, clock, live = PILOT } = place
  const before = readNetwork(at)
  const network: Network = { portBase, founded: before?.founded ?? clock() }
  // Before the ceremony: held again after a crash, it publishes the same date.
  writeFileAtomic(at.network, `${JSON.stringify(network)}\n`, 0o644)
  const officers = openOfficers(at.officers)
  const contents = new Map<PartyCode, Contents>()
  for (const party of PARTIES) contents.set(party.code, await partyContents(at, party, place))
  for (const { code } of STATES) writeJoining(at, code, contents.get(code) as Contents)
  const isNew = !isFounded(at)
  if (isNew) {
    const present = [...contents].filter(([code]) => code === SECRETARIAT.code || live.some((one) => one === code))
    await foundFederation(at, officers, new Map(present), clock())
  }
  if (!isNew) await gatherCopies(at)
  const upkeep = openUpkeep(at, officers, clock)
  const states = await upkeep.states()
  if (!isNew) {
    await bringForward(upkeep, contents)
    for (const [code, fresh] of contents) await refresh(upkeep, code, fresh)
    await upkeep.renew()
    spreadCopies(at)
  }
  return {
    isNew,
    moved: before !== undefined && before.portBase !== portBase,
    stages: new Map(states.map(({ code, stage }) => [code, stage])),
  }
}

/** All that a party has to publish when it joins; makes its keys and certificates if they are not there, and renews them. */
export async function partyContents(
  at: Layout,
  party: Party,
  { portBase, clock }: Omit<DirectoryPlace, 'live'>,
): Promise<Contents> {
  const { founded } = readNetwork(at) ?? { founded: clock() }
  const authority = await openStateAuthority(at, party.code, portBase, clock)
  await authority.renewOcspSigner()
  await prepareClientCertificates(at, party, authority)
  const keys = await prepareKeys(keysDir(at, party), party, authority)
  const sources: PartySources = { party, authority, keys, linkPort: nodePorts(portBase, party.code).link, founded }
  const texts = jointTexts(founded)
  return {
    trust: await trustContent(sources),
    registry: registryContent(sources),
    agreements:
      party.code === SECRETARIAT.code
        ? { texts, positions: texts.filter(secretariatAccepts).map(acceptance) }
        : { texts: [], positions: texts.map(acceptance) },
  }
}

/** What a state publishes to join, as `rabt join` signs it: public content alone. */
function writeJoining(at: Layout, code: string, contents: Contents): void {
  const dir = at.joining(code)
  makePrivateDir(dir)
  for (const [kind, content] of Object.entries(contents)) {
    writeFileAtomic(join(dir, `${kind}.json`), `${JSON.stringify(content, null, 2)}\n`)
  }
}

/** A party that has published no gateway has not joined yet: nothing of it is published. */
async function refresh(upkeep: ReturnType<typeof openUpkeep>, code: string, fresh: Contents): Promise<void> {
  const trust = await upkeep.document(code, 'trust')
  if (trust === undefined || trust.content.gateways.length === 0) return
  await upkeep.change(code, 'trust', (before) => refreshTrust(before ?? fresh.trust, fresh.trust))
  await upkeep.change(code, 'registry', (before) => refreshRegistry(before ?? fresh.registry, fresh.registry))
}

/** Renews what nears its end among certificates that the directory does not list: it lists their keys. */
export async function renewCertificates(at: Layout, portBase: number, clock: () => number): Promise<void> {
  for (const party of PARTIES) {
    const authority = await openStateAuthority(at, party.code, portBase, clock)
    await prepareKeys(keysDir(at, party), party, authority)
  }
}

function keysDir(at: Layout, { code }: Party): string {
  return join(at.node(code), 'keys')
}

function readNetwork(at: Layout): Network | undefined {
  return existsSync(at.network) ? (JSON.parse(readFileSync(at.network, 'utf8')) as Network) : undefined
}
