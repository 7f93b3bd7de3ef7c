import { z } from 'zod'
import { ORGANISATION } from '../metadata/names.ts'
import { decision, text, time } from './fields.ts'

/** What the threshold of states can do together. */
export const ACT_KINDS = [
  'found',
  'admit',
  'stage',
  'withdraw',
  'rotate-root',
  'rotate-state',
  'rotate-online',
  'extend',
] as const

const keyId = z.string().regex(/^[0-9a-f]{64}$/)

const act = z.strictObject({
  /** Counts from 1 without a gap. */
  number: z.int().min(1),
  kind: z.enum(ACT_KINDS),
  decision,
  /** Unix ms: when it was proposed. */
  at: time,
  /** Codes whom it concerns. */
  about: z.array(z.string().regex(/^[A-Z]{2,3}$/)).max(32),
  /** Version of the root that it publishes. */
  root: z.int().min(1).optional(),
  /** SHA-256 (hex) of the document that the decision rests on, a conformance report for example. */
  basis: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})

/** Older acts stand in older directory versions. */
export const MAX_ACTS = 256

/** `federation.json`, signed by the threshold of states: who belongs and at which stage. */
export const federationSchema = z.strictObject({
  format: z.literal('rabt-federation/1'),
  federation: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  states: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[A-Z]{2}$/),
        name: text,
        stage: z.enum(['candidate', 'trial', 'live', 'suspended']),
        /** Number of the committee's decision that the stage rests on. */
        decision: decision.optional(),
      }),
    )
    .min(1)
    .max(32)
    .refine((states) => new Set(states.map((state) => state.code)).size === states.length, 'a state is listed twice')
    .refine((states) => states.every((state) => state.code !== ORGANISATION), 'an organisation is not a state'),
  /** Number of the last revocation by the threshold of states that this document takes into account; 0 if absent. */
  revocationsTo: z.int().min(0).optional(),
  /** Whose root key is whose: code by key id. A root does not say it itself. */
  holders: z
    .record(keyId, z.string().regex(/^[A-Z]{2}$/))
    .refine((holders) => Object.keys(holders).length <= 64, 'too many')
    .optional(),
  /** The last acts of the threshold of states, oldest first, with the decisions that they rest on. */
  acts: z
    .array(act)
    .min(1)
    .max(MAX_ACTS)
    .refine((acts) => acts.every(({ number }, index) => number === (acts[0]?.number ?? 1) + index), 'a gap in the acts')
    .optional(),
})

export type FederationDocument = z.output<typeof federationSchema>

/** One act, as the signed log of them keeps it. */
export type ActEntry = z.output<typeof act>
