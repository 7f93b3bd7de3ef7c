import { RabtError } from '../error/rabt-error.ts'

// RFC 3986 §3.3: pchar = unreserved / pct-encoded / sub-delims / ":" / "@".
const SEGMENT = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})+$/
const PLAIN = /^[A-Za-z0-9\-._~!$&'()*+,;=:@]+$/
// What encodeURIComponent escapes although a path segment may hold it raw.
const OVERDONE = /%(?:24|26|2B|2C|3A|3B|3D|40)/g

/** Error for an identifier that breaks its form. `form` is written like `instance/class/member[/subsystem]`. */
export const malformedIdentifier = (identifier: string, form: string, detail?: string): RabtError =>
  new RabtError('MALFORMED_IDENTIFIER', { identifier, form }, detail === undefined ? {} : { detail })

/**
 * Decodes one part of an identifier: RFC 3986 segment characters and `%XX` pairs of valid UTF-8; `+` stays a plus.
 * Returns null when the part is empty or holds anything else.
 */
export const decodeSegment = (raw: string): string | null => {
  if (PLAIN.test(raw)) return raw
  if (!SEGMENT.test(raw)) return null
  try {
    return decodeURIComponent(raw)
  } catch {
    return null
  }
}

/** Path-segment escaping: unreserved, sub-delims, `:` and `@` stay raw, the rest becomes upper-case `%XX` of UTF-8. Throws URIError on a lone surrogate. */
export const encodeSegment = (part: string): string =>
  PLAIN.test(part) ? part : encodeURIComponent(part).replace(OVERDONE, (escaped) => decodeURIComponent(escaped))
