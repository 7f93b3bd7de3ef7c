import { Buffer } from 'node:buffer'
import { refusal } from '../refuse.ts'
import { checkSignatures, type Envelope, openEnvelope, refuseStrangers } from './envelope.ts'
import { type LoadedKey, loadKeys } from './key.ts'
import { type RootSigned, rootSchema } from './schema.ts'

export interface TrustedRoot {
  readonly bytes: Uint8Array
  readonly signed: RootSigned
  readonly keys: ReadonlyMap<string, LoadedKey>
}

const readRoot = (bytes: Uint8Array): { readonly root: TrustedRoot; readonly envelope: Envelope<RootSigned> } => {
  const envelope = openEnvelope(bytes, rootSchema, 'root')
  const root = { bytes, signed: envelope.signed, keys: loadKeys(envelope.signed.keys, 'root') }
  onePurposeAKey(root)
  return { root, envelope }
}

/** The states' root keys sign root and targets; the online keys have one purpose each. */
const onePurposeAKey = ({ signed }: TrustedRoot): void => {
  const { root, targets, snapshot, timestamp } = signed.roles
  const offline = new Set([...root.keyids, ...targets.keyids])
  const online = [...snapshot.keyids, ...timestamp.keyids]
  if (new Set(online).size !== online.length) throw refusal('root', 'snapshot and timestamp share a key')
  for (const id of online) if (offline.has(id)) throw refusal('root', `key ${id} is both offline and online`)
}

/**
 * TUF 1.0.31 §5.3: from the root that is trusted from outside, one version at a time, each signed by a threshold of the
 * version before and of itself. Older members of `chain` are passed over; expiry is judged by the caller.
 * Throws DIRECTORY_INVALID.
 */
export const walkRoots = (trusted: Uint8Array, chain: readonly Uint8Array[]): TrustedRoot => {
  const first = readRoot(trusted)
  refuseStrangers(
    first.envelope,
    checkSignatures(first.envelope, first.root.keys, first.root.signed.roles.root, 'root'),
    'root',
  )
  let current = first.root
  for (const bytes of chain) {
    const { root, envelope } = readRoot(bytes)
    const version = root.signed.version
    if (version < current.signed.version) continue
    if (version === current.signed.version) {
      if (Buffer.compare(bytes, current.bytes) !== 0) throw refusal('root', `two roots of version ${version}`)
      continue
    }
    // TUF 1.0.31 §5.3.5: the version number of the new root is exactly one higher.
    if (version !== current.signed.version + 1)
      throw refusal('root', `version ${current.signed.version + 1} is missing`)
    // TUF 1.0.31 §5.3.4: a threshold of keys of the trusted root and a threshold of keys of the new one.
    const before = checkSignatures(envelope, current.keys, current.signed.roles.root, 'root')
    const after = checkSignatures(envelope, root.keys, root.signed.roles.root, 'root')
    refuseStrangers(envelope, new Set([...before, ...after]), 'root')
    current = root
  }
  return current
}
