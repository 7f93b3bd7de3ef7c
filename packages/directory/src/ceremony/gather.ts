import type { LoadedKey } from '../metadata/key.ts'
import { loadKeys } from '../metadata/key.ts'
import { maySign, unmet } from '../publish/draft.ts'
import { shortKey } from './check-keys.ts'
import { decodeSignatures } from './format.ts'
import type { Ceremony } from './read.ts'
import { refuse } from './rules.ts'

/** Signatures by role and key id, each verified. */
export type Gathered = ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>

/** A file of signatures as it lies in the folder. */
export interface SignatureInput {
  /** What an error names: its file name. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** Every key that may sign something of a ceremony: of the root before, the root after, and the delegations after. */
const keysOf = ({ before, after }: Ceremony): ReadonlyMap<string, LoadedKey> =>
  new Map([
    ...(before === null ? [] : loadKeys(before.root.keys, 'root')),
    ...loadKeys(after.root.keys, 'root'),
    ...loadKeys(after.targets.delegations.keys, 'targets'),
  ])

/** One file of signatures, verified to the last. Throws CEREMONY_INVALID or CEREMONY_SIGNATURE. */
export const readSignatures = (
  ceremony: Ceremony,
  { name, bytes }: SignatureInput,
): { readonly keyid: string; readonly signatures: ReadonlyMap<string, Uint8Array> } => {
  const { proposal, keyid, signatures } = decodeSignatures(bytes, name)
  const said = { key: shortKey(keyid) }
  if (proposal !== ceremony.digest) throw refuse('other-proposal', name, said)
  const key = keysOf(ceremony).get(keyid)
  const verified = new Map<string, Uint8Array>()
  for (const { role, sig } of signatures) {
    const file = ceremony.draft.files.find((candidate) => candidate.role === role)
    if (file === undefined || key === undefined || !maySign(file).has(keyid)) throw refuse('key-not-needed', name, said)
    const signature = Buffer.from(sig, 'hex')
    if (verified.has(role) || !key.verify(file.message, signature)) throw refuse('signature-wrong', name, said)
    verified.set(role, signature)
  }
  return { keyid, signatures: verified }
}

/** All files of signatures together. One that is wrong or not needed stops the act: somebody must look into it. */
export const gatherSignatures = (ceremony: Ceremony, inputs: readonly SignatureInput[]): Gathered => {
  const gathered = new Map<string, Map<string, Uint8Array>>()
  const seen = new Set<string>()
  for (const input of inputs) {
    const { keyid, signatures } = readSignatures(ceremony, input)
    if (seen.has(keyid)) throw refuse('signature-twice', input.name, { key: shortKey(keyid) })
    seen.add(keyid)
    for (const [role, signature] of signatures) {
      gathered.set(role, (gathered.get(role) ?? new Map<string, Uint8Array>()).set(keyid, signature))
    }
  }
  return gathered
}

/** Throws CEREMONY_SIGNATURE with who is missing. */
export const refuseMissing = (ceremony: Ceremony, gathered: Gathered): void => {
  for (const file of ceremony.draft.files) {
    const lack = unmet(file, gathered.get(file.role) ?? new Map())
    if (lack === null) continue
    const missing = lack.need.keyids.filter((id) => !lack.signed.includes(id)).map((id) => keyName(ceremony, id))
    throw refuse('signature-missing', file.role, {
      signed: lack.signed.length,
      threshold: lack.need.threshold,
      missing: missing.join(', '),
    })
  }
}

/** A key as people know it: its holder if the federation says it, and the beginning of its id. */
export const keyName = ({ before, after }: Ceremony, keyId: string): string => {
  const root = after.federation.holders?.[keyId] ?? before?.federation.holders?.[keyId]
  const role = after.targets.delegations.roles.find(({ keyids }) => keyids.includes(keyId))?.name
  const holder = root ?? role
  return holder === undefined ? shortKey(keyId) : `${holder} ${shortKey(keyId)}`
}
