import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RegistryContent } from '@rabt/directory'
import { registryContent } from '../../../src/ceremony/content.ts'
import { openOfficers, openStateAuthority, openUpkeep, type StateCode, stateOf } from '../../../src/index.ts'
import { prepareKeys } from '../../../src/node-home/keys.ts'
import type { Network } from '../../support/network.ts'

/** Publishes a state's registry as its officer would: what the state has, changed. */
export async function publishRegistry(
  { at, portBase, ports }: Network,
  code: StateCode & ('KW' | 'QA'),
  change: (content: RegistryContent) => RegistryContent,
): Promise<void> {
  const state = stateOf(code)
  const authority = await openStateAuthority(at, code, portBase, Date.now)
  const keys = await prepareKeys(join(at.node(code), 'keys'), state, authority)
  const { founded } = JSON.parse(readFileSync(at.network, 'utf8')) as { readonly founded: number }
  const content = registryContent({ state, authority, keys, linkPort: ports(code).link, founded })
  await openUpkeep(at, openOfficers(at.officers), Date.now).publishIfChanged(code, 'registry', change(content))
}
