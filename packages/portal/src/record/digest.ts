import { createHash } from 'node:crypto'

/** Nesting that would exhaust the stack; a record needs 8. */
const MAX_DEPTH = 32

/**
 * JSON in one form for one value: RFC 8785 (keys in UTF-16 order, no white space, numbers and strings as ECMAScript writes them).
 * @throws RangeError for what RFC 8785 §3.1 has no form for: a lone surrogate, NaN, an infinity; and for nesting beyond 32
 */
export function canonicalRecord(value: unknown): string {
  return encode(value, 0)
}

/** SHA-256 of the canonical form in UTF-8, lower-case hex: the digest by which feed, store and pages name a version of a record. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalRecord(value), 'utf8').digest('hex')
}

function encode(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deep')
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return encodeString(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError('not a finite number')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map((item) => encode(item, depth + 1)).join(',')}]`
  if (typeof value !== 'object') throw new RangeError(`no JSON: ${typeof value}`)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${encodeString(key)}:${encode(member, depth + 1)}`)
  return `{${members.join(',')}}`
}

function encodeString(text: string): string {
  if (!text.isWellFormed()) throw new RangeError('a lone surrogate')
  return JSON.stringify(text)
}
