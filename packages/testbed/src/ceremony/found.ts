import { existsSync, readFileSync } from 'node:fs'
import { writeFileAtomic } from '@rabt/authority'
import { createFederation, directoryRepository } from '@rabt/directory'
import { type PartyCode, SECRETARIAT, STATES, type StateCode } from '../federation/states.ts'
import type { Layout } from './layout.ts'
import type { Officers } from './officers.ts'
import type { Contents } from './published.ts'
import { spreadCopies } from './spread.ts'

export const FEDERATION = 'gcc'

/** Four of the six states' officers sign what concerns all. */
export const THRESHOLD = 4

export function isFounded(at: Layout): boolean {
  return existsSync(at.root)
}

/**
 * The founding ceremony: all six authorities hold root keys from the first day; the stage of joining concerns their
 * gateways alone. A state that brings no contents is a candidate of which nothing is published. The trusted root is
 * written last, so that a ceremony that was cut short is held again from the start.
 */
export async function foundFederation(
  at: Layout,
  officers: Officers,
  contents: ReadonlyMap<PartyCode, Omit<Contents, 'agreements'> & Partial<Contents>>,
  now: number,
): Promise<void> {
  const stageOf = (code: StateCode) => (contents.has(code) ? 'live' : 'candidate')
  const files = await createFederation({
    federation: FEDERATION,
    states: STATES.map(({ code, name }) => ({ code, name, stage: stageOf(code), ...contents.get(code) })),
    organisation: { key: officers.organisation, ...contents.get(SECRETARIAT.code) },
    rootKeys: Object.values(officers.root),
    holders: Object.fromEntries(Object.entries(officers.root).map(([code, { keyId }]) => [keyId, code])),
    threshold: THRESHOLD,
    stateKeys: officers.state,
    opsKeys: officers.ops,
    onlineKeys: officers.online,
    standby: [officers.standby],
    now,
  })
  const repository = directoryRepository(at.repository)
  // The timestamp is what clients ask for first: it goes in when all that it leads to is there.
  const names = [...files.keys()].sort(
    (a, b) => Number(a.endsWith('timestamp.json')) - Number(b.endsWith('timestamp.json')),
  )
  for (const name of names) await repository.write(name, files.get(name) ?? new Uint8Array(), { replace: true })
  spreadCopies(at)
  const root = files.get('metadata/1.root.json')
  if (root === undefined) throw new Error('the ceremony made no root')
  writeFileAtomic(at.root, root, 0o644)
}

/** The root that this home's nodes trust from outside. */
export function readTrustedRoot(at: Layout): Uint8Array {
  return readFileSync(at.root)
}
