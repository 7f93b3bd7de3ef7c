import { z } from 'zod'
import { ORGANISATION } from '../metadata/names.ts'
import { text } from './fields.ts'

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
        decision: z.string().min(1).max(64).optional(),
      }),
    )
    .min(1)
    .max(32)
    .refine((states) => new Set(states.map((state) => state.code)).size === states.length, 'a state is listed twice')
    .refine((states) => states.every((state) => state.code !== ORGANISATION), 'an organisation is not a state'),
  /** Number of the last revocation by the threshold of states that this document takes into account; 0 if absent. */
  revocationsTo: z.int().min(0).optional(),
})

export type FederationDocument = z.output<typeof federationSchema>
