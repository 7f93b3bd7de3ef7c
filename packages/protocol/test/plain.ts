// A JSON form of values with byte strings and maps: byte strings as `h'<hex>'`, maps as {"map": [[key, value], ...]}.

const HEX = /^h'((?:[0-9a-f]{2})*)'$/

/** Same value in JSON types. Also makes Buffer and Uint8Array comparable. */
export const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return `h'${Buffer.from(value).toString('hex')}'`
  if (value instanceof Map) return { map: [...value].map(([key, item]) => [plain(key), plain(item)]) }
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
  }
  return value
}

/** The value that `plain` wrote. */
export const unplain = (value: unknown): unknown => {
  if (typeof value === 'string') {
    const hex = HEX.exec(value)
    return hex === null ? value : Buffer.from(hex[1] as string, 'hex')
  }
  if (Array.isArray(value)) return value.map(unplain)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  if (entries.length === 1 && entries[0]?.[0] === 'map') {
    return new Map((entries[0][1] as [unknown, unknown][]).map(([key, item]) => [unplain(key), unplain(item)]))
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, unplain(item)]))
}
