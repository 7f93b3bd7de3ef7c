import { canonicalBytes, type Json } from '../codec/canonical-json.ts'
import { type Signer, signMetadata } from '../publish/signer.ts'
import { parseRevocation } from './read.ts'
import type { RevocationContent } from './schema.ts'

/** Lists that take nothing away: what a revocation does not mention still stands in it. */
export const NOTHING_REVOKED: RevocationContent['revoked'] = Object.freeze({
  gateways: [],
  tlsKeys: [],
  keys: [],
  cas: [],
  members: [],
  agreements: [],
  states: [],
})

const signedPart = (content: RevocationContent): Json => ({
  ...(content as unknown as Record<string, Json>),
  _type: 'rabt-revocation',
})

/** The exact bytes that are signed, for a key that is kept elsewhere. */
export const revocationMessage = (content: RevocationContent): Uint8Array => canonicalBytes(signedPart(content))

/**
 * A signed revocation, ready to be given to any gateway. Throws REVOCATION_INVALID for a content that nobody would
 * accept; whether the signers are the issuer's, each gateway judges by its directory.
 */
export const signRevocation = async (content: RevocationContent, signers: readonly Signer[]): Promise<Uint8Array> => {
  const bytes = await signMetadata(signedPart(content), signers)
  parseRevocation(bytes)
  return bytes
}
