import { createHash } from 'node:crypto'

/** JSON with keys in UTF-16 order and without spaces (RFC 8785 §3.2); the value comes from `JSON.parse` or a schema. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

/** SHA-256 (lower-case hex) of a record's canonical JSON. */
export function digestOf(record: unknown): string {
  return createHash('sha256').update(canonicalJson(record)).digest('hex')
}
