import { z } from 'zod'
import { BUSINESS_EVENTS, LIFE_EVENTS } from '../taxonomy/events.ts'
import { AUDIENCES, CHANNELS, CURRENCIES, LEVELS } from '../taxonomy/services.ts'
import { codes } from '../taxonomy/term.ts'
import { common, duration, link, recordId } from './common.ts'
import { passage, text, title } from './text.ts'

const lines = z.array(text(400)).max(30)

/** A public service (CPSV-AP 3.2.0 PublicService and what hangs on it). */
export const service = z.strictObject({
  kind: z.literal('service'),
  ...common,
  /** Record of the competent authority, of the same owner state. */
  agency: recordId,
  audiences: z
    .array(z.enum(codes(AUDIENCES)))
    .min(1)
    .max(5),
  lifeEvents: z
    .array(z.enum(codes(LIFE_EVENTS)))
    .max(4)
    .default([]),
  businessEvents: z
    .array(z.enum(codes(BUSINESS_EVENTS)))
    .max(4)
    .default([]),
  requirements: lines,
  /** Documents that the applicant brings; `heldBy` a member that can be asked over the network instead. */
  inputs: z.array(z.strictObject({ title, heldBy: z.string().max(60).optional() })).max(20),
  steps: lines.min(1),
  /** Empty: free of charge. Amounts in minor units: 1 500 is 1.500 KWD, and 15.00 SAR. */
  costs: z
    .array(
      z.strictObject({
        amountMinor: z.int().min(0).max(1e12),
        currency: z.enum(codes(CURRENCIES)),
        note: title.optional(),
      }),
    )
    .max(10),
  processingTime: duration,
  channels: z
    .array(
      z.strictObject({
        type: z.enum(codes(CHANNELS)),
        url: link.optional(),
        phone: z
          .string()
          .regex(/^\+[\d ]{6,20}$/)
          .optional(),
        note: title.optional(),
        hours: title.optional(),
      }),
    )
    .min(1)
    .max(8),
  outputs: z.array(title).min(1).max(10),
  laws: z.array(recordId).max(10).default([]),
  complaint: passage,
  /** What the agency says of it; what answers now is measured. */
  level: z.enum(codes(LEVELS)),
  /** Service identifier on the network, `KW/GOV/MOI/traffic/violations`, where there is one. */
  network: z
    .string()
    .regex(/^[A-Z]+\/[A-Z]+\/[A-Z0-9]+\/[\w.-]+\/[\w.-]+$/)
    .max(120)
    .optional(),
})
