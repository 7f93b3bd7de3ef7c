import { z } from 'zod'
import { SECTORS } from '../taxonomy/sectors.ts'
import { codes } from '../taxonomy/term.ts'
import { passage, text, title } from './text.ts'

/** Who owns content: a state, or the General Secretariat. */
export const TENANTS = ['KW', 'SA', 'QA', 'AE', 'BH', 'OM', 'GCC'] as const
export type Tenant = (typeof TENANTS)[number]
export const tenant = z.enum(TENANTS)

export const KINDS = [
  'state',
  'agency',
  'service',
  'document',
  'dataset',
  'achievement',
  'experience',
  'news',
  'law',
] as const
export type Kind = (typeof KINDS)[number]

/** `traffic-violations`: stands in addresses. */
export const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(80)

/** `KW/service/traffic-violations`: owner, kind and slug; the name of a record for ever. */
export const recordId = z
  .string()
  .regex(/^(KW|SA|QA|AE|BH|OM|GCC)\/[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(120)

/** `KW/GOV/MOI` */
export const memberId = z
  .string()
  .regex(/^(KW|SA|QA|AE|BH|OM|GCC)\/[A-Z]+\/[A-Z0-9]+$/)
  .max(60)

/** RFC 3339 §5.6, UTC, whole seconds. */
export const instant = z.iso.datetime({ precision: 0 })
/** RFC 3339 full-date, Gregorian. */
export const date = z.iso.date()
/** ISO 8601 duration without years and months mixed with time: `P3D`, `PT15M`. */
export const duration = z.string().regex(/^P(\d{1,4}D|\d{1,3}W|T\d{1,4}[HM])$/)
export const link = z.url({ protocol: /^https$/ }).max(500)

/** Where a fact comes from. */
export const source = z.strictObject({ title: title, url: link.optional(), date: date.optional() })
export type Source = z.infer<typeof source>

/** Terms of reuse that the portal knows. `sample` marks content made up for the sample federation. */
export const LICENCES = ['CC-BY-4.0', 'CC0-1.0', 'KSA-OD', 'OM-OGD', 'terms-of-owner', 'sample'] as const

/** Fields of every record. */
export const common = {
  id: recordId,
  /** The member that answers for it. */
  owner: memberId,
  title,
  summary: passage,
  keywords: z.array(text(60)).max(20).default([]),
  sectors: z
    .array(z.enum(codes(SECTORS)))
    .max(4)
    .default([]),
  issued: date,
  modified: instant,
  licence: z.enum(LICENCES),
  /** Made up for the sample federation, never a real agency's word. */
  sample: z.boolean(),
  sources: z.array(source).max(10).default([]),
}
