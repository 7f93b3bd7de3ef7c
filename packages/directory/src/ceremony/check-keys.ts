import { type LoadedKey, loadKeys, type TufKey } from '../metadata/key.ts'
import type { RoleKeys } from '../metadata/schema.ts'
import type { Holder } from '../publish/signer.ts'
import { refuse } from './rules.ts'
import type { Standing } from './standing.ts'

/** A key id as it is said aloud: its first twelve digits. */
export const shortKey = (keyId: string): string => keyId.slice(0, 12)

/** Every key once in one role, of a kind that signs; thresholds that a majority holds and that can be met. */
export const checkKeys = ({ root, targets, federation }: Standing): void => {
  const places = new Map<string, string>()
  const claim = (role: string, { keyids }: RoleKeys, keys: ReadonlyMap<string, LoadedKey>): void => {
    for (const id of keyids) {
      const key = keys.get(id)
      if (key === undefined) throw refuse('key-unusable', role, { key: shortKey(id) })
      const first = places.get(key.spki)
      if (first !== undefined) throw refuse('duplicate-key', role, { first, second: role })
      places.set(key.spki, role)
    }
  }
  const top = distinct(root.keys, 'root')
  claim('root', root.roles.root, top)
  if ([...root.roles.targets.keyids].sort().join() !== [...root.roles.root.keyids].sort().join()) {
    claim('targets', root.roles.targets, top)
  }
  claim('snapshot', root.roles.snapshot, top)
  claim('timestamp', root.roles.timestamp, top)
  const delegated = distinct(targets.delegations.keys, 'targets')
  for (const role of targets.delegations.roles) claim(role.name, role, delegated)

  for (const role of ['root', 'targets'] as const) checkThreshold(role, root.roles[role], 'majority')
  for (const role of ['snapshot', 'timestamp'] as const) checkThreshold(role, root.roles[role], 'any')
  for (const role of targets.delegations.roles) checkThreshold(role.name, role, 'any')
  checkHolders(root.roles.root.keyids, federation.holders ?? {})
}

/** Refuses a key given twice before it is put into an object, where it would stand once. */
export const refuseTwice = (holders: readonly (readonly [role: string, key: Holder])[]): void => {
  const places = new Map<string, string>()
  for (const [role, { keyId }] of holders) {
    const first = places.get(keyId)
    if (first !== undefined) throw refuse('duplicate-key', role, { first, second: role })
    places.set(keyId, role)
  }
}

/** The same public key under two key ids would count twice (docs/spec/directory.md §2). */
const distinct = (keys: Readonly<Record<string, TufKey>>, place: string): ReadonlyMap<string, LoadedKey> => {
  try {
    return loadKeys(keys, place)
  } catch (error) {
    throw refuse('duplicate-key', place, { first: place, second: place }, error)
  }
}

const checkThreshold = (role: string, { keyids, threshold }: RoleKeys, least: 'majority' | 'any'): void => {
  const keys = keyids.length
  if (threshold > keys) throw refuse('threshold-high', role, { threshold, keys })
  if (least === 'majority' && threshold <= keys / 2) throw refuse('threshold-low', role, { threshold, keys })
}

const checkHolders = (rootKeys: readonly string[], holders: Readonly<Record<string, string>>): void => {
  const seen = new Set<string>()
  for (const [key, holder] of Object.entries(holders)) {
    if (!rootKeys.includes(key)) throw refuse('unknown-key', 'federation.json', { key: shortKey(key) })
    if (seen.has(holder)) throw refuse('holder-twice', 'federation.json', { holder })
    seen.add(holder)
  }
}
