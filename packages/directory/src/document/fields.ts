import { isCanonicalId, registrableProblem } from '@rabt/protocol'
import { z } from 'zod'
import { decodeBase64 } from '../codec/base64.ts'

// Fields that several documents share. Lengths bound what one signed document can make every node hold.

/** Embeddings, overrides and isolates of direction, and marks that show nothing: a text must read as it is stored. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const INVISIBLE = /[\0-\u001f\u007f-\u009f\u00ad\u200b\u202a-\u202e\u2060-\u2069\ufeff]/

const line = (length: number) =>
  z
    .string()
    .min(1)
    .max(length)
    .refine((value) => !INVISIBLE.test(value), 'holds invisible characters')

/** Number of a decision, as those who decided write it. */
export const decision = line(64)

/** Whether a text can stand for the number of a decision. */
export const isDecision = (value: string): boolean => value.trim() !== '' && decision.safeParse(value).success

export const textOf = (length: number) => ({ ar: line(length), en: line(length) })

export const text = z.strictObject(textOf(200))

/** `<code>/<name>`: a group of the federation (`GCC/traffic`) or of one state. */
export const group = z.string().regex(/^[A-Z]{2,3}\/[A-Za-z0-9-]{1,64}$/)

/** Unix milliseconds. */
export const time = z.int().min(0)

/** Standard base64 of exactly these bytes: any other spelling of the same bytes is refused. */
export const base64 = (min: number, max: number): z.ZodType<Uint8Array, string> =>
  z
    .string()
    .max(Math.ceil(max / 3) * 4)
    .transform((value, context) => {
      const bytes = decodeBase64(value)
      if (bytes !== null && bytes.length >= min && bytes.length <= max) return bytes
      context.addIssue({ code: 'custom', message: 'is not base64 of the right size' })
      return z.NEVER
    })

export const digest = base64(32, 32)

/** DER of an X.509 certificate. */
export const certificate = base64(64, 8192)

/**
 * A canonical identifier of `parts` parts that may be registered. A part can hold no slash here: the characters that
 * may be registered exclude it, so splitting is safe.
 */
export const identifier = (parts: number): z.ZodType<string, string> =>
  z
    .string()
    .max(512)
    .refine(
      (id) => isCanonicalId(id, parts, parts) && registrableProblem(id.split('/').map(decodeURIComponent)) === null,
      'is not an identifier',
    )

const urlOf = (value: string): URL | null => (URL.canParse(value) ? new URL(value) : null)

/** An absolute URL of one of these protocols, without credentials or fragment. */
export const url = (...protocols: readonly string[]): z.ZodType<string, string> =>
  z
    .string()
    .max(512)
    .refine(
      (value) => {
        const parsed = urlOf(value)
        return (
          parsed !== null &&
          protocols.includes(parsed.protocol) &&
          parsed.username === '' &&
          parsed.password === '' &&
          parsed.hash === ''
        )
      },
      `is not a URL of ${protocols.join(' ')}`,
    )

/** Fields that every state's document begins with. `version` grows by each issue and never falls. */
export const head = {
  state: z.string().regex(/^[A-Z]{2,3}$/),
  version: z.int().min(1),
  issued: time,
}
