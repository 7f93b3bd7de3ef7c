/** Bounds the work that one path can cause: pattern × path steps. */
const PATTERN_LENGTH = 200

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to refuse
const FORBIDDEN = /[\u0000-\u0020\u007f?#%]|\\(?!\*)|(?:^|\/)\.\.?(?:\/|$)/

/**
 * Says in English why a path pattern must not be published; null if it may. `*` stands for anything within a segment,
 * `**` for anything, `\*` for a star. It is written decoded: without `%`, query or dot segments.
 */
export function patternProblem(pattern: string): string | null {
  if (pattern !== '**' && !pattern.startsWith('/')) return 'begins neither with / nor is **'
  if (pattern.length > PATTERN_LENGTH) return `is longer than ${PATTERN_LENGTH} characters`
  if (FORBIDDEN.test(pattern)) return 'holds a space, control character, %, ?, #, backslash or dot segment'
  if (!pattern.isWellFormed()) return 'holds half a surrogate pair'
  if (pattern.includes('***')) return 'holds more than two stars in a row'
  return null
}
