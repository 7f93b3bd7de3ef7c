import { base64 } from './note.ts'
import { demand, refuse } from './refuse.ts'

/** Canonical JSON of the directory (docs/spec/directory.md §2) and shapes of its values. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
export type JsonObject = { readonly [name: string]: Json }

export const BAD = 'DIRECTORY_INVALID'
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function canonical(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    demand(Number.isSafeInteger(value), BAD, 'a number that is no integer below 2^53')
    return String(value)
  }
  if (typeof value === 'string') {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
    demand(!/[\0-\x1f]/.test(value) && value.isWellFormed(), BAD, 'control characters')
    return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  }
  if (isList(value)) return `[${value.map(canonical).join(',')}]`
  // Array.prototype.sort compares UTF-16 code units.
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${canonical(name)}:${canonical(value[name] ?? null)}`).join(',')}}`
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

export function readJson(bytes: Buffer): JsonObject {
  let value: Json
  try {
    value = JSON.parse(utf8.decode(bytes)) as Json
  } catch {
    return refuse(BAD, 'not JSON')
  }
  demand(canonical(value) === bytes.toString('utf8'), BAD, 'not canonical')
  return object(value)
}

export function object(value: Json | undefined): JsonObject {
  demand(typeof value === 'object' && value !== null && !isList(value), BAD, 'no object')
  return value
}

/** An object with these members, perhaps those behind `?`, and no others. */
export function members(value: Json | undefined, names: string): JsonObject {
  const one = object(value)
  const wanted = names.split(' ').map((name) => ({ name: name.replace('?', ''), optional: name.endsWith('?') }))
  for (const { name, optional } of wanted) demand(optional || Object.hasOwn(one, name), BAD, `member ${name} missing`)
  for (const name of Object.keys(one))
    demand(
      wanted.some((want) => want.name === name),
      BAD,
      'unknown member',
    )
  return one
}

export function list(value: Json | undefined): readonly Json[] {
  demand(value !== undefined && isList(value), BAD, 'no list')
  return value
}

export function string(value: Json | undefined): string {
  demand(typeof value === 'string', BAD, 'no text')
  return value
}

export function whole(value: Json | undefined, least = 0): number {
  demand(typeof value === 'number' && value >= least, BAD, 'no whole number')
  return value
}

export function bytesOf(value: Json | undefined, size?: number): Buffer {
  const bytes = base64(string(value), BAD)
  demand(size === undefined || bytes.length === size, BAD, 'other length')
  return bytes
}

export function hex(value: Json | undefined, size?: number): Buffer {
  const text = string(value)
  demand(/^(?:[0-9a-f]{2})+$/.test(text) && (size === undefined || text.length === 2 * size), BAD, 'no hexadecimal')
  return Buffer.from(text, 'hex')
}

export function oneOf(value: Json | undefined, choices: readonly string[]): string {
  const text = string(value)
  demand(choices.includes(text), BAD, 'none of the words that may stand there')
  return text
}

export function strings(value: Json | undefined): readonly string[] {
  return list(value).map((one) => string(one))
}
