import type { RegistryContent } from '@rabt/directory'
import { openOfficers, openUpkeep, type StateCode } from '../../../src/index.ts'
import type { Network } from '../../support/network.ts'

/** Publishes a state's registry as its officer would: the published one, changed. */
export async function publishRegistry(
  { at }: Network,
  code: StateCode,
  change: (content: RegistryContent) => RegistryContent,
): Promise<void> {
  await openUpkeep(at, openOfficers(at.officers), Date.now).change(code, 'registry', (before) => {
    if (before === undefined) throw new Error(`${code} has published no registry`)
    return change(before)
  })
}
