import { z } from 'zod'
import { ROLE_NAMES } from '../people/roles.ts'

/** Shapes that several answers share. Times are Unix ms. */
export const time = z.int()
export const words = z.strictObject({ ar: z.string(), en: z.string() })
export const none = z.strictObject({})

export const person = z.strictObject({
  id: z.string(),
  name: words,
  roles: z.array(z.enum(ROLE_NAMES)),
  active: z.boolean(),
})

const whole = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)

/** A page by number: what comes after `after`, oldest first. */
export const pageByNumber = z.strictObject({
  after: whole.default(0),
  limit: whole.pipe(z.number().min(1).max(500)).default(100),
})

/** A page by identifier. */
export const pageById = z.strictObject({
  after: z.string().max(512).default(''),
  limit: whole.pipe(z.number().min(1).max(500)).default(100),
})

export const numberParam = z.strictObject({ id: whole.pipe(z.number().min(1)) })

/** A SHA-256 in hexadecimal. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/)

/** An entry of a document, or what a person asked for: its own schema is that of its kind. */
export const content = z.record(z.string(), z.unknown())
