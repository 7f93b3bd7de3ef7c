import { loadKeys } from '../metadata/key.ts'
import { maySign } from '../publish/draft.ts'
import type { Signer } from '../publish/signer.ts'
import { shortKey } from './check-keys.ts'
import { encodeSignatures } from './format.ts'
import { type Ceremony, type ReadOptions, readProposal } from './read.ts'
import { refuse } from './rules.ts'

export interface SignOptions extends ReadOptions {
  /** Unix ms. */
  readonly now: number
}

/** Throws CEREMONY_EXPIRED once the time for gathering signatures is over. */
export const refuseExpired = ({ proposal }: Ceremony, now: number): void => {
  if (now < proposal.expires) return
  throw refuse('expired', 'proposal.json', { expires: new Date(proposal.expires).toISOString() })
}

/**
 * Signs all of a proposal that this key may sign, offline: nothing but the proposal is needed. Answers the bytes of
 * `signatures/<keyid>.json`. Throws CEREMONY_SIGNATURE for a key that is not needed.
 */
export const signCeremony = async (bytes: Uint8Array, signer: Signer, options: SignOptions): Promise<Uint8Array> => {
  const ceremony = readProposal(bytes, options)
  refuseExpired(ceremony, options.now)
  const own = ceremony.draft.files.filter((file) => maySign(file).has(signer.keyId))
  if (own.length === 0) throw refuse('key-not-needed', shortKey(signer.keyId), { key: shortKey(signer.keyId) })
  // What this process signs, it verifies: a token may answer with another key's signature.
  const key = loadKeys({ [signer.keyId]: signer.publicKey }, 'key').get(signer.keyId)
  const signatures = []
  for (const { role, message } of own) {
    const signature = await signer.sign(message)
    if (key?.verify(message, signature) !== true) {
      throw refuse('signature-wrong', role, { key: shortKey(signer.keyId) })
    }
    signatures.push({ role, sig: Buffer.from(signature).toString('hex') })
  }
  return encodeSignatures({
    format: 'rabt-ceremony-signatures/1',
    proposal: ceremony.digest,
    keyid: signer.keyId,
    signatures,
  })
}
