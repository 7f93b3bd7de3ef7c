import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import { canonicalBytes, type Json, parseCanonicalJson } from '../codec/canonical-json.ts'
import { sha256Hex } from '../codec/digest.ts'
import { ACT_KINDS } from '../document/federation.ts'
import { checkShape } from '../metadata/envelope.ts'
import { refuse } from './rules.ts'

/** A proposal with the documents of a whole federation in it; more would be no file that people carry. */
const MAX_PROPOSAL_BYTES = 64 * 1024 * 1024
const MAX_SIGNATURES_BYTES = 256 * 1024

const digest = z.string().regex(/^[0-9a-f]{64}$/)
/** Canonical JSON as text: readable, and the exact bytes. */
const content = z.string().max(20 * 1024 * 1024)
const time = z.int().min(0)

const need = z.strictObject({ keyids: z.array(digest).min(1).max(64), threshold: z.int().min(1) })

const file = z.strictObject({
  role: z.string().regex(/^[a-z][a-z-]{0,63}$/),
  version: z.int().min(1),
  /** The canonical JSON of `signed`. */
  signed: content,
  needs: z.array(need).min(1).max(4),
})

const proposalSchema = z.strictObject({
  format: z.literal('rabt-ceremony/1'),
  kind: z.enum(ACT_KINDS),
  decision: z.string().max(64),
  /** SHA-256 (hex) of the document that the decision rests on. */
  basis: digest.nullable(),
  about: z.array(z.string().regex(/^[A-Z]{2,3}$/)).max(32),
  proposed: time,
  expires: time,
  /** The directory that it was made against: whole metadata files with their signatures; null for a founding. */
  base: z
    .strictObject({
      rootChain: z.array(content).min(1).max(256),
      targets: content,
      federation: content,
      /** Published metadata of the roles that are signed anew. */
      roles: z.record(z.string(), content),
    })
    .nullable(),
  files: z.array(file).min(1).max(80),
  /** New documents by repository name. */
  documents: z.record(z.string().max(256), content),
})

/** What travels between the officers: exact bytes to sign, and what they start from. */
export type Proposal = z.output<typeof proposalSchema>

const signaturesSchema = z.strictObject({
  format: z.literal('rabt-ceremony-signatures/1'),
  /** SHA-256 (hex) of the proposal's bytes. */
  proposal: digest,
  keyid: digest,
  signatures: z
    .array(z.strictObject({ role: z.string().max(64), sig: z.string().regex(/^([0-9a-f]{2}){1,512}$/) }))
    .min(1)
    .max(80),
})

/** What one key signed of a proposal. */
export type SignatureFile = z.output<typeof signaturesSchema>

export const encodeProposal = (proposal: Proposal): Uint8Array => canonicalBytes(proposal as unknown as Json)

export const encodeSignatures = (file: SignatureFile): Uint8Array => canonicalBytes(file as unknown as Json)

/** What officers compare by voice: SHA-256 (hex) of the proposal. */
export const proposalDigest = (bytes: Uint8Array): string => sha256Hex(bytes)

const decode = <T>(
  bytes: Uint8Array,
  schema: z.ZodType<T>,
  limit: number,
  rule: 'not-a-proposal' | 'not-signatures',
  place: string,
): T => {
  if (bytes.length > limit) throw refuse(rule, place, { cause: 'too large' })
  try {
    return checkShape(schema, parseCanonicalJson(bytes, place), place)
  } catch (error) {
    const cause = error instanceof RabtError ? (error.params.reason ?? '') : 'unreadable'
    throw refuse(rule, place, { cause }, error)
  }
}

/** Shape alone; `readProposal` judges the content. Throws CEREMONY_INVALID, also for a file cut short or edited. */
export const decodeProposal = (bytes: Uint8Array): Proposal =>
  decode(bytes, proposalSchema, MAX_PROPOSAL_BYTES, 'not-a-proposal', 'proposal.json')

export const decodeSignatures = (bytes: Uint8Array, place: string): SignatureFile =>
  decode(bytes, signaturesSchema, MAX_SIGNATURES_BYTES, 'not-signatures', place)
