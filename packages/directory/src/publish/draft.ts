import { Buffer } from 'node:buffer'
import { canonicalBytes, type Json, parseCanonicalJson } from '../codec/canonical-json.ts'
import { metadataName } from '../metadata/names.ts'
import type { MetaFile } from '../metadata/schema.ts'
import { metaOf } from './plan.ts'
import type { Signer } from './signer.ts'

/** Keys of which a threshold must sign. */
export interface Need {
  readonly keyids: readonly string[]
  readonly threshold: number
}

/** Metadata whose bytes are settled and whose signatures are still to come: what an officer signs, offline. */
export interface Unsigned {
  readonly role: string
  readonly version: number
  /** The canonical JSON of `signed`: the exact bytes that are signed. */
  readonly message: Uint8Array
  /** All of them must be met. */
  readonly needs: readonly Need[]
}

/** All that an act publishes except snapshot and timestamp, which the online keys add when it is complete. */
export interface Draft {
  readonly files: readonly Unsigned[]
  /** Documents by repository name. */
  readonly documents: ReadonlyMap<string, Uint8Array>
}

export const unsigned = (role: string, signed: Json & { readonly version: number }, needs: readonly Need[]) =>
  ({ role, version: signed.version, message: canonicalBytes(signed), needs }) satisfies Unsigned

/** Key ids that may sign a file. */
export const maySign = ({ needs }: Unsigned): ReadonlySet<string> => new Set(needs.flatMap((need) => need.keyids))

/** The first need that these signers do not meet, with the keys of it that did sign; null if all are met. */
export const unmet = (
  { needs }: Unsigned,
  signers: { has(keyId: string): boolean },
): { readonly need: Need; readonly signed: readonly string[] } | null => {
  for (const need of needs) {
    const signed = need.keyids.filter((id) => signers.has(id))
    if (signed.length < need.threshold) return { need, signed }
  }
  return null
}

/** The file as it is published: signatures in the order of their key ids, so that the same act gives the same bytes. */
export const complete = ({ role, message }: Unsigned, signatures: ReadonlyMap<string, Uint8Array>): Uint8Array =>
  canonicalBytes({
    signatures: [...signatures]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([keyid, sig]) => ({ keyid, sig: Buffer.from(sig).toString('hex') })),
    signed: parseCanonicalJson(message, role),
  })

/** Completes a draft with signers at hand: each signs what it may. Whether that is enough, the reading afterwards says. */
export const signDraft = async (draft: Draft, signers: readonly Signer[]): Promise<Map<string, Uint8Array>> => {
  const files = new Map(draft.documents)
  for (const file of draft.files) {
    const allowed = maySign(file)
    const signatures = new Map<string, Uint8Array>()
    for (const signer of signers) {
      if (allowed.has(signer.keyId)) signatures.set(signer.keyId, await signer.sign(file.message))
    }
    files.set(metadataName(file.role, file.version), complete(file, signatures))
  }
  return files
}

/** Snapshot entries of completed files. A root has none. */
export const metaOfDraft = (
  draft: Draft,
  files: ReadonlyMap<string, Uint8Array>,
): Readonly<Record<string, MetaFile>> => {
  const meta: Record<string, MetaFile> = {}
  for (const { role, version } of draft.files) {
    const bytes = files.get(metadataName(role, version))
    if (role !== 'root' && bytes !== undefined) meta[`${role}.json`] = metaOf(version, bytes)
  }
  return meta
}
