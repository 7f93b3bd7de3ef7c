import { createHash, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { patternProblem } from '../authorise/pattern.ts'
import { GATEWAY_KEYS } from '../trust/next-key.ts'

/** A field that breaks a rule of ours. `params` carries the words in both languages (field-problems.ts). */
function rule<T>(holds: (value: T) => boolean, en: string, ar: string) {
  return (value: T, context: z.RefinementCtx<T>) => {
    if (!holds(value)) context.addIssue({ code: 'custom', params: { en, ar }, input: value })
  }
}

// JSON can spell what PostgreSQL cannot store: U+0000 and halves of surrogate pairs.
const storable = rule(
  (value: string) => value.isWellFormed() && !value.includes('\u0000'),
  'must be text without null characters and unpaired surrogates',
  'يجب أن يكون نصًا بلا محارف صفرية ولا أنصاف أزواج بديلة',
)
// A fault shows 200 characters of a notice.
const words = z.string().trim().min(1).max(200).superRefine(storable)
const text = z.strictObject({ ar: words, en: words })

// Patterns say what they are about in words, since the path of a call is matched after decoding (authorise/).
const pattern = z.string().superRefine((value, context) => {
  const problem = patternProblem(value)
  if (problem === null) return
  context.addIssue({
    code: 'custom',
    params: {
      en: `this path pattern ${problem}`,
      ar: 'نمط المسار غير صحيح: يبدأ بالرمز / أو يكون **، ويُكتب بلا ترميز ولا استعلام ولا .. ولا شرطة مائلة عكسية',
    },
    input: value,
  })
})

const METHODS = ['*', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const

const address = z
  .string()
  .max(2_000)
  .superRefine(
    rule(
      isPlainAddress,
      'must be an http or https address in ASCII without user, password or fragment',
      'يجب أن يكون عنوان http أو https بحروف ASCII بلا اسم مستخدم ولا كلمة مرور ولا علامة #',
    ),
  )
// The call's path and query are appended to it byte for byte.
const baseAddress = address.superRefine(
  rule((value) => !value.includes('?'), 'must not hold a query', 'يجب ألا يحوي العنوان استعلامًا'),
)

function isPlainAddress(value: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(value) || value.includes('#') || value.includes('\\')) return false
  const url = URL.parse(value)
  return url !== null && url.hostname !== '' && url.username === '' && url.password === ''
}

const certificate = z
  .string()
  .max(16_384)
  .transform((value, context) => {
    const digest = certificateDigest(value)
    if (digest !== null) return digest
    context.addIssue({
      code: 'custom',
      params: {
        en: 'must be one X.509 certificate, DER in base64',
        ar: 'يجب أن تكون شهادة X.509 واحدة بصيغة DER مرمّزة بـ base64',
      },
      input: value,
    })
    return z.NEVER
  })

/** SHA-256 (hex) of a certificate given as base64 of DER; null for anything else. */
function certificateDigest(base64: string): string | null {
  const der = Buffer.from(base64, 'base64')
  // Buffer.from skips what is not base64: only what encodes back to the same text was meant.
  if (der.toString('base64') !== base64) return null
  try {
    // X509Certificate also reads PEM and bytes that follow; only the certificate itself is hashed by a TLS server.
    if (!new X509Certificate(der).raw.equals(der)) return null
  } catch {
    return null
  }
  return createHash('sha256').update(der).digest('hex')
}

export const clientBody = z.strictObject({
  authentication: z.enum(['HTTP', 'HTTPS_NO_AUTH', 'HTTPS']).default('HTTPS'),
  certificates: z.array(certificate).max(20).default([]),
  name: text,
})

export const serviceBody = z.strictObject({
  type: z.enum(['REST', 'OPENAPI']),
  url: baseAddress,
  descriptionUrl: address.nullable().default(null),
  // A request lives ten minutes at most; the provider's side stops two seconds earlier.
  timeoutMs: z.int().min(100).max(598_000),
  disabled: text.nullable().default(null),
  verifyTls: z.boolean().default(true),
  endpoints: z
    .array(z.strictObject({ method: z.enum(METHODS), path: pattern }))
    .max(1_000)
    .default([])
    .superRefine(
      rule(
        (list) => new Set(list.map(({ method, path }) => `${method} ${path}`)).size === list.length,
        'lists an endpoint twice',
        'تتكرر فيها نقطة وصول',
      ),
    ),
})

export const maintenanceBody = z.strictObject({ active: z.boolean(), notice: text.nullable() })

/** What both operators agreed on, in words, and who decided it here. */
export const laneDecision = z.strictObject({ reason: words, by: words })

export const entryId = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)

export const gatewayKey = z.enum(GATEWAY_KEYS)

const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
/** The journal's own number of a lane: an integer of PostgreSQL. */
export const laneId = wholeNumber.pipe(z.number().min(1).max(2_147_483_647))
export const auditQuery = z.strictObject({
  after: wholeNumber.default(0),
  limit: wholeNumber.pipe(z.number().min(1).max(1_000)).default(200),
})
export const evidenceQuery = z.strictObject({ waitMs: wholeNumber.pipe(z.number().max(30_000)).default(0) })
