/** A DER element: its tag and the bytes of its content. */
export interface Element {
  readonly tag: number
  readonly content: Uint8Array
}

/** Reads the elements that follow each other in `bytes` (X.690 §8.1, definite lengths up to 2^24); null if they do not fit. */
export const readElements = (bytes: Uint8Array): readonly Element[] | null => {
  const elements: Element[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at] as number
    const first = bytes[at + 1]
    // Multi-byte tags do not occur in certificates.
    if (first === undefined || tag % 32 === 31) return null
    let start = at + 2
    let length = first
    if (first >= 128) {
      const count = first - 128
      if (count < 1 || count > 3 || start + count > bytes.length) return null
      length = 0
      for (let i = 0; i < count; i += 1) length = length * 256 + (bytes[start + i] as number)
      start += count
    }
    if (start + length > bytes.length) return null
    elements.push({ tag, content: bytes.subarray(start, start + length) })
    at = start + length
  }
  return elements
}

/** Dotted form of an OBJECT IDENTIFIER's content (X.690 §8.19). */
export const readOid = (content: Uint8Array): string => {
  const arcs: number[] = []
  let value = 0
  for (const byte of content) {
    value = value * 128 + (byte % 128)
    if (byte < 128) {
      arcs.push(value)
      value = 0
    }
  }
  const first = arcs.shift() ?? 0
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - root * 40, ...arcs].join('.')
}
