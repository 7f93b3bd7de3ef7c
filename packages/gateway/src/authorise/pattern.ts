export { patternProblem } from '@rabt/directory'

/** A path pattern, compiled. `matches` compares with the whole of a decoded path. */
export interface Pattern {
  matches(path: string): boolean
}

/** Stands for `*` and `**` among character codes. */
const ONE = -1
const ANY = -2
const SLASH = 0x2f

/** Patterns that registrations name; beyond that the oldest go, so that a cache never becomes a leak. */
const CACHED = 4_096
const cache = new Map<string, Pattern>()

/** X-Road: `*` matches within one segment, `**` anything, `\*` is a literal star; over the whole path. */
export function compilePattern(pattern: string): Pattern {
  const known = cache.get(pattern)
  if (known !== undefined) return known
  const compiled = compile(tokenise(pattern))
  if (cache.size >= CACHED) cache.delete(cache.keys().next().value as string)
  cache.set(pattern, compiled)
  return compiled
}

function tokenise(pattern: string): number[] {
  const tokens: number[] = []
  for (let i = 0; i < pattern.length; i++) {
    if (pattern.startsWith('\\*', i)) {
      tokens.push(pattern.charCodeAt(++i))
    } else if (pattern.startsWith('**', i)) {
      tokens.push(ANY)
      i++
    } else tokens.push(pattern[i] === '*' ? ONE : pattern.charCodeAt(i))
  }
  return tokens
}

function compile(tokens: readonly number[]): Pattern {
  const wild = tokens.findIndex((token) => token < 0)
  const prefix = String.fromCharCode(...(wild < 0 ? tokens : tokens.slice(0, wild)))
  if (wild < 0) return { matches: (path) => path === prefix }
  if (wild === tokens.length - 1 && tokens[wild] === ANY) return { matches: (path) => path.startsWith(prefix) }
  const rest = Int32Array.from(tokens.slice(wild))
  return { matches: (path) => path.startsWith(prefix) && matchTokens(rest, path, prefix.length) }
}

/**
 * Follows all places of the pattern at once. A regular expression of the same meaning can take exponential time on a path that a
 * caller chooses; this takes at most pattern × path steps.
 */
function matchTokens(tokens: Int32Array, path: string, from: number): boolean {
  const end = tokens.length
  // alive[n]: the tokens before n match what was read so far.
  const alive = new Uint8Array(end + 1)
  alive[0] = 1
  passStars(tokens, alive)
  for (let at = from; at < path.length; at++) {
    const code = path.charCodeAt(at)
    let any = 0
    for (let n = end; n >= 0; n--) {
      const stays = alive[n] === 1 && (tokens[n] === ANY || (tokens[n] === ONE && code !== SLASH))
      const comes = n > 0 && alive[n - 1] === 1 && tokens[n - 1] === code
      alive[n] = stays || comes ? 1 : 0
      any |= alive[n] as number
    }
    if (any === 0) return false
    passStars(tokens, alive)
  }
  return alive[end] === 1
}

/** A star may match nothing. */
function passStars(tokens: Int32Array, alive: Uint8Array): void {
  for (let n = 0; n < tokens.length; n++) if (alive[n] === 1 && (tokens[n] as number) < 0) alive[n + 1] = 1
}
