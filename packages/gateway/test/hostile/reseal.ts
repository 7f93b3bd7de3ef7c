import type { Signer } from '@rabt/directory'
import { type Federation, fileEnding, NOW, sha256, snapshotVersion } from './federation.ts'

type Signed = Record<string, unknown>

const signedOf = (bytes: Uint8Array): Signed =>
  (JSON.parse(Buffer.from(bytes).toString('utf8')) as { signed: Signed }).signed

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  )
}

/** Signs a text as it stands, canonical or not, as a role's keys would. */
async function sealText(text: string, signers: readonly Signer[]): Promise<Buffer> {
  const signatures: string[] = []
  for (const { keyId, sign } of [...signers].sort((a, b) => (a.keyId < b.keyId ? -1 : 1)))
    signatures.push(`{"keyid":"${keyId}","sig":"${Buffer.from(await sign(Buffer.from(text))).toString('hex')}"}`)
  return Buffer.from(`{"signatures":[${signatures.join(',')}],"signed":${text}}`)
}

const seal = (signed: Signed, signers: readonly Signer[]): Promise<Buffer> =>
  sealText(JSON.stringify(sorted(signed)), signers)

const ROLES = {
  root: 'metadata/1.root.json',
  timestamp: 'metadata/timestamp.json',
  snapshot: '.snapshot.json',
  targets: '.targets.json',
  'state-kw': '.state-kw.json',
  'state-kw-ops': '.state-kw-ops.json',
} as const
export type Role = keyof typeof ROLES
export const ROLE_NAMES = Object.keys(ROLES) as Role[]

/** The signed part of a role's metadata, as text to be changed. */
export const signedText = ({ files }: Federation, role: Role): Buffer =>
  Buffer.from(JSON.stringify(signedOf(fileEnding(files, ROLES[role])[1])))

function signersOf(federation: Federation, role: Role): readonly Signer[] {
  const { rootKeys, onlineKeys, stateKeys, opsKeys } = federation
  if (role === 'timestamp' || role === 'snapshot') return [onlineKeys[role]]
  if (role === 'state-kw') return [stateKeys.KW as Signer]
  return role === 'state-kw-ops' ? [opsKeys.KW as Signer] : rootKeys
}

/**
 * The federation with another text in one role's metadata, signed again by the keys that may, up to the snapshot: what a
 * dishonest or broken holder of these keys can publish. As `verifyAsOf` takes it.
 */
export async function reseal(federation: Federation, role: Role, text: string) {
  const files = new Map(federation.files)
  const sealed = await sealText(text, signersOf(federation, role))
  const [name] = fileEnding(files, ROLES[role])
  files.set(name, sealed)
  const [snapshotName, snapshotBytes] = fileEnding(files, ROLES.snapshot)
  let bytes: Buffer = snapshotBytes
  if (role !== 'snapshot' && role !== 'root' && role !== 'timestamp') {
    const snapshot = signedOf(snapshotBytes)
    const meta = snapshot.meta as Record<string, object>
    const file = role === 'targets' ? 'targets.json' : `${role}.json`
    meta[file] = { ...meta[file], length: sealed.length, hashes: { sha256: sha256(sealed).toString('hex') } }
    bytes = await seal(snapshot, signersOf(federation, 'snapshot'))
    files.set(snapshotName, bytes)
  }
  const number = Number(/(\d+)\.snapshot/.exec(snapshotName)?.[1])
  const trustedRoot = files.get(ROLES.root) as Uint8Array
  return { rootChain: [], files, version: snapshotVersion(number, bytes), trustedRoot, time: NOW }
}
