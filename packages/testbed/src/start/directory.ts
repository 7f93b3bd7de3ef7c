import { existsSync, readFileSync } from 'node:fs'
import { writeFileAtomic } from '@rabt/authority'
import { authorityCodes, openStateAuthority } from '../authorities/open.ts'
import { registryContent, type StateSources, trustContent } from '../ceremony/content.ts'
import { type FoundingContent, foundFederation, isFounded } from '../ceremony/found.ts'
import type { Layout } from '../ceremony/layout.ts'
import { openOfficers } from '../ceremony/officers.ts'
import { openUpkeep } from '../ceremony/upkeep.ts'
import { nodePorts } from '../federation/ports.ts'
import { STATES, type StateDescription } from '../federation/states.ts'
import { prepareKeys } from '../node-home/keys.ts'
import { prepareClientCertificates } from '../node-home/seed.ts'

interface Network {
  readonly portBase: number
  /** Unix ms. */
  readonly founded: number
}

export interface PreparedDirectory {
  /** Whether the directory was founded by this start. */
  readonly isNew: boolean
  /** Whether all ports moved since the last start. */
  readonly moved: boolean
}

/**
 * Makes sure that authorities, keys, certificates and a directory that publishes them are there: holds the founding
 * ceremony the first time, later publishes what changed (a renewed certificate, moved ports) and signs anew what nears
 * its expiry.
 */
export async function prepareDirectory(at: Layout, portBase: number, clock: () => number): Promise<PreparedDirectory> {
  const before = readNetwork(at)
  const network: Network = { portBase, founded: before?.founded ?? clock() }
  // Before the ceremony: held again after a crash, it publishes the same date.
  writeFileAtomic(at.network, `${JSON.stringify(network)}\n`, 0o644)
  const officers = openOfficers(at.officers)
  const contents = new Map<string, FoundingContent>()
  for (const code of authorityCodes()) {
    const authority = await openStateAuthority(at, code, portBase, clock)
    await authority.renewOcspSigner()
    const state = STATES.find((candidate) => candidate.code === code && candidate.stage === 'live')
    if (state === undefined) continue
    await prepareClientCertificates(at, state, authority)
    const sources: StateSources = {
      state,
      authority,
      keys: await prepareKeys(keysDir(at, state), state, authority),
      linkPort: nodePorts(portBase, code).link,
      founded: network.founded,
    }
    contents.set(code, { trust: await trustContent(sources), registry: registryContent(sources) })
  }
  const isNew = !isFounded(at)
  if (isNew) await foundFederation(at, officers, contents, clock())
  const upkeep = openUpkeep(at, officers, clock)
  for (const [code, { trust, registry }] of isNew ? [] : contents) {
    await upkeep.publishIfChanged(code, 'trust', trust)
    await upkeep.publishIfChanged(code, 'registry', registry)
  }
  if (!isNew) await upkeep.renew()
  return { isNew, moved: before !== undefined && before.portBase !== portBase }
}

/** Renews what nears its end among certificates that the directory does not list: it lists their keys. */
export async function renewCertificates(at: Layout, portBase: number, clock: () => number): Promise<void> {
  for (const state of STATES.filter(({ stage }) => stage === 'live')) {
    const authority = await openStateAuthority(at, state.code, portBase, clock)
    await prepareKeys(keysDir(at, state), state, authority)
  }
}

function keysDir(at: Layout, state: StateDescription): string {
  return `${at.node(state.code)}/keys`
}

function readNetwork(at: Layout): Network | undefined {
  return existsSync(at.network) ? (JSON.parse(readFileSync(at.network, 'utf8')) as Network) : undefined
}
