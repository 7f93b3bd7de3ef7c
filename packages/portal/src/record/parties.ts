import { z } from 'zod'
import { body } from './blocks.ts'
import { common, link, source, tenant } from './common.ts'
import { passage, title } from './text.ts'

/** A member state: facts, each with its source. */
export const state = z.strictObject({
  kind: z.literal('state'),
  ...common,
  state: tenant,
  facts: z
    .array(z.strictObject({ label: title, value: passage, source }))
    .min(1)
    .max(30),
  portal: link.optional(),
  /** First day of the working week and its length in days: ISO 8601 weekday 1 (Monday) to 7. */
  week: z.strictObject({ first: z.int().min(1).max(7), days: z.number().min(4).max(6), note: title.optional() }),
  body: body.default([]),
})

/** An agency (CPOV PublicOrganisation). */
export const agency = z.strictObject({
  kind: z.literal('agency'),
  ...common,
  /** `KW/GOV/MOI`; an agency that is no member of the network yet has the identifier kept for it. */
  member: z.string().max(60),
  website: link.optional(),
  phone: z
    .string()
    .regex(/^\+[\d ]{6,20}$/)
    .optional(),
  address: passage.optional(),
})
