/** A header line: name as received, value as latin1 text (one character an octet). */
export type Header = readonly [name: string, value: string]

// RFC 9110 §5.6.2 token.
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
// RFC 9110 §5.5: octets of field-content; CR, LF and NUL would let a value become another line, other controls are invalid.
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

export const isToken = (text: string): boolean => TOKEN.test(text)

export const isHeaderValue = (text: string): boolean => VALUE.test(text)

/** Headers that belong to one connection or are made afresh on each; in lower case (x-road-rest §4, compared without case). */
export const DROPPED_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'user-agent',
  'server',
  'content-length',
  'expect',
])

/**
 * Headers that travel: without the dropped ones and those that `Connection` names (RFC 9110 §7.6.1).
 * Order, case and duplicates are kept.
 */
export const filterHeaders = (headers: readonly Header[]): Header[] => {
  const named = new Set<string>()
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== 'connection') continue
    for (const option of value.split(',')) named.add(option.trim().toLowerCase())
  }
  return headers.filter(([name]) => {
    const lower = name.toLowerCase()
    return !DROPPED_HEADERS.has(lower) && !named.has(lower)
  })
}
