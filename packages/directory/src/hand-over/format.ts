import { z } from 'zod'
import { canonicalBytes, parseCanonicalJson } from '../codec/canonical-json.ts'
import { checkShape } from '../metadata/envelope.ts'

/** What a state hands over to the place that writes (docs/spec/directory.md §12). */
export interface RoleHandOver {
  /** Name of the role, `state-kw-ops`. */
  readonly role: string
  /** SHA-256 (hex) of the role's metadata that this was made of; null if there was none. */
  readonly base: string | null
  /** The role's new metadata, signed by its key. */
  readonly metadata: Uint8Array
  /** The documents that it lists and that are not published yet. */
  readonly documents: readonly Uint8Array[]
}

/** A complete ceremony, as its officers signed it. */
export interface CeremonyHandOver {
  readonly proposal: Uint8Array
  readonly signatures: readonly Uint8Array[]
}

/** Bytes of a hand-over, decoded: the largest document is a state's registry. */
export const HAND_OVER_BYTES = 8 * 1024 * 1024
/** Of a role a state publishes two documents; larger states may divide theirs. */
const MAX_DOCUMENTS = 64
/** More than any ceremony takes. */
const MAX_SIGNATURES = 64

const bytes = z.base64().max(HAND_OVER_BYTES)

const roleSchema = z.strictObject({
  format: z.literal('rabt-hand-over/1'),
  role: z.string().regex(/^(?:state|org)-[a-z]{2,3}(?:-ops)?$/),
  base: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  metadata: bytes,
  documents: z.array(bytes).max(MAX_DOCUMENTS),
})

const ceremonySchema = z.strictObject({
  format: z.literal('rabt-hand-over-ceremony/1'),
  proposal: bytes,
  signatures: z.array(bytes).min(1).max(MAX_SIGNATURES),
})

const encode = (value: Uint8Array): string => Buffer.from(value).toString('base64')
const decode = (text: string): Uint8Array => Buffer.from(text, 'base64')

export const encodeRole = ({ role, base, metadata, documents }: RoleHandOver): Uint8Array =>
  canonicalBytes({
    format: 'rabt-hand-over/1',
    role,
    base,
    metadata: encode(metadata),
    documents: documents.map(encode),
  })

/** Throws DIRECTORY_INVALID. */
export const decodeRole = (body: Uint8Array): RoleHandOver => {
  const { role, base, metadata, documents } = checkShape(roleSchema, parseCanonicalJson(body, PLACE), PLACE)
  return { role, base, metadata: decode(metadata), documents: documents.map(decode) }
}

export const encodeCeremony = ({ proposal, signatures }: CeremonyHandOver): Uint8Array =>
  canonicalBytes({
    format: 'rabt-hand-over-ceremony/1',
    proposal: encode(proposal),
    signatures: signatures.map(encode),
  })

/** Throws DIRECTORY_INVALID. */
export const decodeCeremony = (body: Uint8Array): CeremonyHandOver => {
  const { proposal, signatures } = checkShape(ceremonySchema, parseCanonicalJson(body, PLACE), PLACE)
  return { proposal: decode(proposal), signatures: signatures.map(decode) }
}

const PLACE = 'hand-over'
