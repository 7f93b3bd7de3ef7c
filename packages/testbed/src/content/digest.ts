import { createHash } from 'node:crypto'

/** RFC 8785 for what sample records hold: written here once more, as a state's own programme would, and so a check of the portal's. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = value as Readonly<Record<string, unknown>>
  const keys = Object.keys(members).filter((key) => members[key] !== undefined)
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(members[key])}`)
    .join(',')}}`
}

/** docs/spec/portal-feed.md F8. */
export function recordDigest(record: unknown): string {
  return sha256(canonical(record))
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
