import { LIMITS } from '@rabt/protocol'
import { z } from 'zod'
import { decision, digest, identifier, time } from '../document/fields.ts'

/** Bounds of a revocation (docs/spec/revocation.md §5), each with the attack that it stops. */
export const REVOCATION_LIMITS = {
  /** Bytes of a document: one peer must not make every other verify and keep much. */
  bytes: LIMITS.revocationBytes,
  /** Longest life, milliseconds: by then the directory says it, and nobody has to remember it for ever. */
  lifeMs: 30 * 24 * 3_600_000,
  /** How far `number` may be above what the directory accounts for: a thief cannot use the numbers up. */
  ahead: 1024,
  /** In force of one role of an issuer: a thief of the online key cannot keep the offline key from being heard. */
  inForce: 32,
} as const

const nameOf = (item: string | Uint8Array): string =>
  typeof item === 'string' ? item : Buffer.from(item).toString('hex')

const list = <T extends z.ZodType<string | Uint8Array, string>>(item: T, max: number) =>
  z
    .array(item)
    .max(max)
    .refine((items) => new Set(items.map(nameOf)).size === items.length, 'a name is listed twice')

const revokedSchema = z
  .strictObject({
    gateways: list(identifier(4), 64),
    /** SHA-256 of SubjectPublicKeyInfo. */
    tlsKeys: list(digest, 256),
    /** SHA-256 of a gateway key's raw public bytes. */
    keys: list(digest, 256),
    /** SHA-256 of a CA's certificate in DER. */
    cas: list(digest, 16),
    members: list(identifier(3), 256),
    agreements: list(z.string().regex(/^[A-Z]{2,3}\/\d{4}\/[1-9]\d{0,5}$/), 256),
    states: list(z.string().regex(/^[A-Z]{2}$/), 32),
  })
  .refine((revoked) => Object.values(revoked).some((names) => names.length > 0), 'takes nothing away')

/** What is signed. `_type` keeps a signature of the same key over metadata or another document from being taken for one over this. */
export const revocationSchema = z
  .strictObject({
    _type: z.literal('rabt-revocation'),
    federation: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
    state: z.string().regex(/^(?:[A-Z]{2,3}|\*)$/),
    number: z.int().min(1),
    /** Number of the directory version that the issuer went by. */
    directory: z.int().min(1),
    issued: time,
    expires: time,
    revoked: revokedSchema,
    decision: decision.nullable(),
  })
  .refine(({ issued, expires }) => issued < expires, 'ends before it begins')
  .refine(({ issued, expires }) => expires - issued <= REVOCATION_LIMITS.lifeMs, 'lives longer than 30 days')

export type RevocationSigned = z.output<typeof revocationSchema>
/** What a revocation says, as JSON: all members, lists that name nothing included. Bytes are base64. */
export type RevocationContent = Omit<z.input<typeof revocationSchema>, '_type'>
