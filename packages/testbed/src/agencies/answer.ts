import type { Text } from '../federation/text.ts'

export interface AgencyRequest {
  readonly method: string
  /** Decoded segments below the service's address; empty for the address itself. */
  readonly path: readonly string[]
  readonly query: URLSearchParams
  /** Of a conditional request (RFC 9110 §13.1.2). */
  readonly ifNoneMatch?: string | undefined
  /** Parsed JSON, or undefined without a body. */
  readonly body: unknown
  /** Unix ms. */
  readonly now: number
}

export interface AgencyAnswer {
  readonly status: number
  /** JSON, or bytes of the type that `headers` names. */
  readonly body: Readonly<Record<string, unknown>> | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

/** What a sample agency's system serves under one address. */
export interface AgencySystem {
  handle(request: AgencyRequest): AgencyAnswer | Promise<AgencyAnswer>
  /** OpenAPI 3.1 description with this server address. */
  describe(server: string): Readonly<Record<string, unknown>>
}

const NOTE: Text = {
  ar: 'بيانات تجريبية مولّدة آليًا، لا تخصّ أي شخص أو جهة حقيقية',
  en: 'Generated sample data; it is about no real person or body',
}

/** Every answer says of itself that it is a sample. */
export function sample(body: Readonly<Record<string, unknown>>, status = 200): AgencyAnswer {
  return { status, body: { sample: true, note: NOTE, ...body } }
}

/** A refusal with words in both languages; becomes a problem document (RFC 9457). */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: string
  readonly text: Text
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, text: Text, headers: Readonly<Record<string, string>> = {}) {
    super(code)
    this.status = status
    this.code = code
    this.text = text
    this.headers = headers
  }
}

export function notFound(what: Text): Refusal {
  return new Refusal(404, 'not-found', { ar: `لا يوجد: ${what.ar}`, en: `Not found: ${what.en}` })
}

export function invalid(field: string, rule: Text): Refusal {
  return new Refusal(400, 'invalid-input', {
    ar: `قيمة غير صالحة في ${field}: ${rule.ar}`,
    en: `Invalid ${field}: ${rule.en}`,
  })
}

export function methodNotAllowed(allowed: readonly string[]): Refusal {
  return new Refusal(
    405,
    'method-not-allowed',
    { ar: `الطرق المتاحة: ${allowed.join(', ')}`, en: `Allowed methods: ${allowed.join(', ')}` },
    { allow: allowed.join(', ') },
  )
}

/** A query parameter that must be there once and match. The value is not repeated in the refusal: it may name a person. */
export function required(query: URLSearchParams, name: string, pattern: RegExp, rule: Text): string {
  const [value, ...more] = query.getAll(name)
  if (value === undefined || more.length > 0 || !pattern.test(value)) throw invalid(name, rule)
  return value
}

/** A whole number parameter with a default and bounds. */
export function bounded(query: URLSearchParams, name: string, from: number, to: number, otherwise: number): number {
  const value = query.get(name)
  if (value === null) return otherwise
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
  if (!(number >= from && number <= to)) {
    throw invalid(name, { ar: `عدد صحيح من ${from} إلى ${to}`, en: `a whole number from ${from} to ${to}` })
  }
  return number
}
