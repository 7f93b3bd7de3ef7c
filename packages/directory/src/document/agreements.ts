import { z } from 'zod'
import { decision, digest, group, head, identifier, textOf, time } from './fields.ts'
import { patternProblem } from './path-pattern.ts'

/** The longest that one text may run, milliseconds: five years with their leap days. */
export const LONGEST_AGREEMENT_MS = (5 * 365 + 2) * 86_400_000

/** Author's code, year, number without leading zeros: an agreement has one spelling. */
const agreementId = z.string().regex(/^[A-Z]{2,3}\/\d{4}\/[1-9]\d{0,5}$/)

/** The fifth part of a service's identifier, as it may be registered. */
const serviceCode = z
  .string()
  .max(64)
  .refine((code) => identifier(5).safeParse(`GCC/GOV/X/x/${code}`).success, 'is not a service code')

const consumer = z.union([z.strictObject({ subsystem: identifier(4) }), z.strictObject({ group })]).readonly()

const provider = z
  .union([z.strictObject({ service: identifier(5) }), z.strictObject({ group, service: serviceCode })])
  .readonly()

const path = z
  .string()
  .max(200)
  .refine((pattern) => patternProblem(pattern) === null, 'is not a path pattern')

const METHODS: ReadonlySet<string> = new Set(['*', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])

const endpoint = z
  .strictObject({ method: z.string().refine((method) => METHODS.has(method), 'is not a method'), path })
  .readonly()

/** RFC 6901, but not the empty pointer; `*` as a whole segment stands for any index or name. */
const pointer = z
  .string()
  .max(256)
  .regex(/^(?:\/(?:[^~/]|~[01])*)+$/)

/** One agreement as its author wrote it. All members are always there: a text has one form, and so one digest. */
const agreementText = z
  .strictObject({
    id: agreementId,
    consumer,
    provider,
    endpoints: z.array(endpoint).min(1).max(64).readonly(),
    purpose: z.strictObject({ code: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/), ...textOf(500) }).readonly(),
    legalBasis: z.strictObject(textOf(500)).readonly(),
    /** Number of the decision that the author rests on. */
    decision: decision.nullable(),
    from: time,
    until: time,
    /** Of each consumer subsystem. */
    quota: z
      .strictObject({ requests: z.int().min(1).max(1_000_000_000), per: z.literal('day') })
      .readonly()
      .nullable(),
    rate: z
      .strictObject({ perSecond: z.int().min(1).max(100_000), burst: z.int().min(1).max(100_000) })
      .readonly()
      .nullable(),
    responseFields: z.array(pointer).min(1).max(256).readonly().nullable(),
    /** The lowest stage of both states and both members at which it applies. */
    stage: z.enum(['candidate', 'trial', 'live']),
    replaces: agreementId.nullable(),
  })
  .refine((value) => value.from < value.until, 'ends before it begins')
  .refine((value) => value.until - value.from <= LONGEST_AGREEMENT_MS, 'runs for more than five years')
  .refine((value) => value.replaces !== value.id, 'replaces itself')

/** What a state says of a text, its own or another's. `digest`: SHA-256 of the canonical JSON of the text that it means. */
const position = z.strictObject({
  agreement: agreementId,
  digest,
  position: z.enum(['accepted', 'suspended']),
  from: time,
  decision: decision.nullable(),
})

/** `kw/registry/agreements.json`, signed by the state's online key: what it wrote, and what it accepts or suspends. */
export const agreementsSchema = z.strictObject({
  format: z.literal('rabt-agreements/1'),
  ...head,
  texts: z.array(agreementText).max(5000).readonly(),
  positions: z.array(position).max(10_000).readonly(),
})

export type AgreementText = z.output<typeof agreementText>
export type AgreementsDocument = z.output<typeof agreementsSchema>
export type AgreementsJson = z.input<typeof agreementsSchema>
export type AgreementsContent = Omit<AgreementsJson, 'format' | 'state' | 'version' | 'issued'>
