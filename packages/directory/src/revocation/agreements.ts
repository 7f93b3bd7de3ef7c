import { FrozenMap } from '../assemble/frozen-map.ts'
import type { AgreementPositionRecord, AgreementRecord, DirectoryView } from '../view.ts'
import type { Taken } from './taken.ts'

const NONE: readonly AgreementRecord[] = Object.freeze([])

/**
 * The agreements without what their issuers take back: an author withdraws its text, any other its own acceptance
 * (docs/spec/revocation.md §3). Nothing of it reaches between two other states.
 */
export const withoutAgreements = (
  view: DirectoryView,
  taken: Taken,
): Pick<DirectoryView, 'agreements' | 'agreementsFor'> => {
  if (taken.agreements.size === 0) return { agreements: view.agreements, agreementsFor: view.agreementsFor }
  const changed = new Map<string, AgreementRecord | null>()
  for (const [state, ids] of taken.agreements) {
    for (const id of ids) {
      const record = changed.get(id) ?? view.agreements.get(id)
      if (record === undefined || changed.get(id) === null) continue
      changed.set(id, record.author === state ? null : suspended(record, state))
    }
  }
  const now = (record: AgreementRecord): readonly AgreementRecord[] => {
    const instead = changed.get(record.id)
    return instead === undefined ? [record] : instead === null ? NONE : [instead]
  }
  // By the list of the view below, of which there is one a service: each is gone through once.
  const lists = new WeakMap<readonly AgreementRecord[], readonly AgreementRecord[]>()
  return {
    agreements: new FrozenMap([...view.agreements.values()].flatMap(now).map((record) => [record.id, record])),
    agreementsFor: (service) => {
      const below = view.agreementsFor(service)
      const known = lists.get(below)
      if (known !== undefined) return known
      const list = below.some(({ id }) => changed.has(id)) ? Object.freeze(below.flatMap(now)) : below
      lists.set(below, list)
      return list
    },
  }
}

const suspended = (record: AgreementRecord, state: string): AgreementRecord => {
  const before = record.positions.get(state)
  const position: AgreementPositionRecord = {
    position: 'suspended',
    from: before?.from ?? 0,
    decision: before?.decision ?? null,
  }
  return Object.freeze({ ...record, positions: new FrozenMap([...record.positions, [state, Object.freeze(position)]]) })
}
