import { RabtError } from '@rabt/protocol'

/** How often a path may be percent-encoded over; a system behind a proxy may decode once more than the proxy did. */
const MAX_DECODINGS = 3

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to refuse
const UNREADABLE = /[\u0000-\u001f\u007f\\]/
const ENCODED_SLASH = /%2f/i
/** What makes a path readable in more than one way; most paths hold none of it. */
const AMBIGUOUS = /[^\u0020-\u007e]|[%\\;]|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/

/**
 * Every way in which a system behind the gateway could read a raw path: decoded once or more; dot segments kept, removed as
 * RFC 3986 says, or removed after `;parameters` were cut off, `//` was collapsed, or both; an encoded slash as a slash or as part of a
 * name. An agreement covers a call only if it covers them all: the path travels byte for byte, and we do not know the system's own rule.
 * X-Road decodes and normalises, then refuses what still holds `..`; before 7.7.1 an encoded `..` got past a wildcard rule.
 * @throws RabtError ACCESS_DENIED for a path that climbs above its root, or holds a broken `%`, bytes that are not UTF-8 (so also
 *   an overlong form), a control character or a backslash.
 */
export function readings(rawPath: string): readonly string[] {
  if (!AMBIGUOUS.test(rawPath)) return [rawPath]
  const found = new Set<string>()
  const add = (path: string): void => {
    if (UNREADABLE.test(path)) throw refused('control character or backslash')
    found.add(path)
    const cut = path.replace(/;[^/]*/g, '')
    for (const read of [path, cut, collapse(path), collapse(cut)]) found.add(removeDotSegments(read.split('/')))
  }
  // A system that splits before it decodes takes an encoded slash for a character of a name.
  if (ENCODED_SLASH.test(rawPath)) add(decode(rawPath.replace(/%2f/gi, '%252F')))
  let path = decode(rawPath)
  for (let round = 1; ; round++) {
    add(path)
    const next = decodeAgain(path)
    if (next === path) return [...found]
    if (round === MAX_DECODINGS) throw refused('percent-encoded over and over')
    path = next
  }
}

/** Raw octets above 0x7f count as if they were percent-encoded: RFC 3986 allows them nowhere, systems read them as UTF-8. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path.replace(/[\u0080-\u00ff]/g, (octet) => `%${octet.charCodeAt(0).toString(16)}`))
  } catch {
    throw refused('broken percent-encoding or not UTF-8')
  }
}

/** After the first decoding a `%` may be meant as itself; only ASCII pairs can still hide a dot, a slash or a control character. */
function decodeAgain(path: string): string {
  return path.replace(/%([0-7][0-9A-Fa-f])/g, (_, pair: string) => String.fromCharCode(Number.parseInt(pair, 16)))
}

const collapse = (path: string): string => path.replace(/\/{2,}/g, '/')

/** RFC 3986 §5.2.4, but a `..` without a segment before it is refused: the service's root is not the server's. */
function removeDotSegments(segments: readonly string[]): string {
  const kept: string[] = []
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1
    if (segment === '..') {
      // kept[0] is the empty piece before the first slash.
      if (kept.length < 2) throw refused('climbs above the root of the service')
      kept.pop()
      if (last) kept.push('')
    } else if (segment !== '.') kept.push(segment)
    else if (last) kept.push('')
  }
  return kept.join('/')
}

function refused(detail: string): RabtError {
  return new RabtError('ACCESS_DENIED', {}, { detail: `path: ${detail}` })
}
