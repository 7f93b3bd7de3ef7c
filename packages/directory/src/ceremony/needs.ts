import type { RoleKeys } from '../metadata/schema.ts'
import type { Need } from '../publish/draft.ts'
import type { Proposal } from './format.ts'
import { refuse } from './rules.ts'
import type { Standing } from './standing.ts'

/** Ceremonies about one state, in which that state's own signature does not count. */
const ABOUT_ONE = new Set<Proposal['kind']>(['admit', 'stage', 'withdraw'])

const needOf = ({ keyids, threshold }: RoleKeys): Need => ({ keyids: [...keyids].sort(), threshold })

const isSame = (a: Need, b: Need): boolean => a.threshold === b.threshold && a.keyids.join() === b.keyids.join()

/**
 * Who must sign a file of a ceremony (docs/spec/directory.md §9): a root the threshold of the root before and its own; the
 * top-level targets the threshold of the root that will be in force, without the keys of the state that it is about.
 */
export const needsOf = (
  { kind, about }: Pick<Proposal, 'kind' | 'about'>,
  role: string,
  before: Standing | null,
  after: Standing,
): readonly Need[] => {
  const needs: Need[] = []
  const add = (need: Need): void => {
    if (!needs.some((known) => isSame(known, need))) needs.push(need)
  }
  if (role === 'root') {
    if (before !== null) add(needOf(before.root.roles.root))
    add(needOf(after.root.roles.root))
    return needs
  }
  if (role !== 'targets') {
    const delegation = after.targets.delegations.roles.find(({ name }) => name === role)
    if (delegation === undefined) throw refuse('bytes', role, { cause: 'not delegated' })
    return [needOf(delegation)]
  }
  const all = needOf(after.root.roles.targets)
  add(all)
  if (!ABOUT_ONE.has(kind)) return needs
  const holders = after.federation.holders ?? {}
  const others = all.keyids.filter((id) => !about.includes(holders[id] ?? ''))
  if (others.length > 0 && others.length < all.keyids.length) {
    add({ keyids: others, threshold: Math.min(all.threshold, others.length) })
  } else if (all.keyids.some((id) => holders[id] === undefined)) {
    // Nobody says whose these keys are: one of them may be the state's own, so one signature more is needed.
    add({ keyids: all.keyids, threshold: Math.min(all.threshold + 1, all.keyids.length) })
  }
  return needs
}
