import { z } from 'zod'
import { KINDS, TENANTS } from '../../record/common.ts'
import { record } from '../../record/record.ts'
import { BUSINESS_EVENTS, LIFE_EVENTS } from '../../taxonomy/events.ts'
import { SECTORS } from '../../taxonomy/sectors.ts'
import { AUDIENCES, LEVELS } from '../../taxonomy/services.ts'
import { codes } from '../../taxonomy/term.ts'

const instant = z.iso.datetime()

/** One record as it is published here, with how it came and where it is shown. */
export const itemSchema = z.strictObject({
  id: z.string(),
  version: z.int().min(1),
  /** SHA-256 of the record's canonical JSON (RFC 8785), hex. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  origin: z.enum(['network', 'editor']),
  /** Of the launch: a record is in trial while its section or its state is. */
  stage: z.enum(['trial', 'live']),
  languages: z.array(z.enum(['ar', 'en'])),
  firstPublished: instant,
  modified: instant,
  lastSeen: instant,
  links: z.strictObject({ ar: z.url(), en: z.url(), turtle: z.url(), proof: z.url().nullable() }),
  record,
})

export const itemPageSchema = z.strictObject({
  total: z.int().min(0),
  limit: z.int().min(1).max(100),
  offset: z.int().min(0).max(10_000),
  /** Address of the next page; null at the end. */
  next: z.url().nullable(),
  items: z.array(itemSchema).max(100),
})

const number = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

/** What a list may be narrowed by. */
const filter = {
  state: z.enum(TENANTS).optional(),
  agency: z
    .string()
    .regex(/^[A-Z]{2,3}\/agency\/[a-z0-9-]{1,80}$/)
    .optional(),
  sector: z.enum(codes(SECTORS)).optional(),
  lifeEvent: z.enum(codes(LIFE_EVENTS)).optional(),
  businessEvent: z.enum(codes(BUSINESS_EVENTS)).optional(),
  audience: z.enum(codes(AUDIENCES)).optional(),
  level: z.enum(codes(LEVELS)).optional(),
}

export const listQuery = z.strictObject({
  ...filter,
  sort: z.enum(['title', 'modified', 'date']).default('title'),
  lang: z.enum(['ar', 'en']).default('ar'),
  limit: number(1, 100).default(20),
  offset: number(0, 10_000).default(0),
})
export const kindedQuery = z.strictObject({ kind: z.enum(KINDS), ...listQuery.shape })
export const facetsQuery = z.strictObject({ kind: z.enum(KINDS), ...filter })

const counts = z.record(z.string(), z.int().min(0))
/** For each dimension, how many items each of its values has under the other conditions. */
export const facetsSchema = z.strictObject({
  state: counts,
  agency: counts,
  sector: counts,
  lifeEvent: counts,
  businessEvent: counts,
  audience: counts,
  level: counts,
})

export const rankingQuery = z.strictObject({
  year: number(2003, 2100).optional(),
  state: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
})

const index = z.number().min(0).max(1)
export const rankingSchema = z.strictObject({
  source: z.string(),
  results: z
    .array(
      z.strictObject({
        year: z.int(),
        state: z.string(),
        rank: z.int().min(1),
        egdi: index,
        osi: index.nullable(),
        tii: index.nullable(),
        hci: index.nullable(),
        epi: index.nullable(),
      }),
    )
    .max(3_000),
})

export const readinessQuery = z.strictObject({
  state: z.enum(TENANTS).optional(),
  by: z.enum(['state', 'agency', 'sector', 'lifeEvent']).default('state'),
})

/** What is declared beside what was measured; `services` are those that the catalogue says are on the network. */
export const readinessSchema = z.strictObject({
  stages: z.array(z.strictObject({ state: z.string(), stage: z.string().nullable(), since: instant })).max(10),
  totals: z
    .array(
      z.strictObject({
        key: z.string(),
        services: z.int().min(0),
        declared: z.partialRecord(z.enum(codes(LEVELS)), z.int().min(0)),
        onNetwork: z.int().min(0),
        answering: z.int().min(0),
      }),
    )
    .max(5_000),
  services: z
    .array(
      z.strictObject({
        id: z.string(),
        network: z.string(),
        level: z.enum(codes(LEVELS)),
        answers: z.boolean().nullable(),
        since: instant.nullable(),
        checked: instant.nullable(),
        code: z.string().nullable(),
      }),
    )
    .max(5_000),
})

export const itemParams = z.strictObject({
  state: z.enum(TENANTS),
  kind: z.enum(KINDS),
  slug: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .max(80),
})
