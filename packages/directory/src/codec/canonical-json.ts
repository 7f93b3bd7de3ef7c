import { refusal } from '../refuse.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Nesting that would exhaust the stack; our deepest document needs 7. */
const MAX_DEPTH = 32

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL = /[\u0000-\u001f]/

/**
 * JSON as the directory signs and stores it: keys in UTF-16 order, no white space, safe integers only, no control
 * characters, well-formed strings. For such values it equals the OLPC form that TUF signs (TUF 1.0.31 §4.2).
 */
export const canonicalJson = (value: Json): string => encode(value, 0)

const encode = (value: Json, depth: number): string => {
  if (depth > MAX_DEPTH) throw refusal('json', 'nested too deep')
  if (typeof value === 'string') return encodeString(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw refusal('json', 'a number is not a safe integer')
    return String(value)
  }
  if (isArray(value)) return `[${value.map((item) => encode(item, depth + 1)).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .map((key) => `${encodeString(key)}:${encode(value[key] as Json, depth + 1)}`)
  return `{${members.join(',')}}`
}

const isArray: (value: Json) => value is readonly Json[] = Array.isArray

const encodeString = (text: string): string => {
  if (CONTROL.test(text) || !text.isWellFormed()) throw refusal('json', 'a string holds control characters')
  return JSON.stringify(text)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads bytes that must already be canonical: what two readers could understand differently (repeated keys, other
 * spacing, other escapes) is refused. Throws DIRECTORY_INVALID.
 */
export const parseCanonicalJson = (bytes: Uint8Array, place: string): Json => {
  let text: string
  let value: Json
  try {
    text = utf8.decode(bytes)
    value = JSON.parse(text) as Json
  } catch (cause) {
    throw refusal(place, 'not JSON in UTF-8', cause)
  }
  if (text.includes('"__proto__"')) throw refusal(place, 'a key is not allowed')
  if (!isPlainlyCanonical(value, text) && encodeOrNull(value) !== text) throw refusal(place, 'not in canonical form')
  return value
}

const OTHER_ESCAPE = /\\[^"\\]/

/**
 * Whether a text is canonical as far as a quick look tells; most are, and encoding megabytes anew is most of the cost of
 * reading them. Without other escapes than `\"` and `\\` native JSON writes what `encode` does, if keys are in order.
 */
const isPlainlyCanonical = (value: Json, text: string): boolean =>
  !OTHER_ESCAPE.test(text) && isOrdered(value, 0) && JSON.stringify(value) === text

/** Whether all keys are in UTF-16 order, and all numbers safe integers. */
const isOrdered = (value: Json, depth: number): boolean => {
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth > MAX_DEPTH) return false
  if (isArray(value)) return value.every((item) => isOrdered(item, depth + 1))
  let before: string | null = null
  for (const key of Object.keys(value)) {
    if (before !== null && key <= before) return false
    before = key
    if (!isOrdered(value[key] as Json, depth + 1)) return false
  }
  return true
}

const encodeOrNull = (value: Json): string | null => {
  try {
    return canonicalJson(value)
  } catch {
    return null
  }
}

export const canonicalBytes = (value: Json): Uint8Array => Buffer.from(canonicalJson(value), 'utf8')
