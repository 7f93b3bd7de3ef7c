import { CATALOGUE, type ErrorCode } from './catalogue.ts'

export type Language = 'ar' | 'en'

const MAX_VALUE_LENGTH = 200

// C0, DEL and C1 (log and terminal injection); bidirectional controls and BOM (a value that reorders the text around it).
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Makes an outside value safe to show: no control characters, whole code points, at most 200 UTF-16 units. */
const shown = (value: string): string => {
  // Cut before cleaning too, so that a huge value costs nothing; it may lose one half of a pair at the cut.
  const clean = value
    .slice(0, 4 * MAX_VALUE_LENGTH)
    .replace(UNPRINTABLE, '')
    .toWellFormed()
  if (clean.length <= MAX_VALUE_LENGTH) return clean
  return `${clean.slice(0, MAX_VALUE_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** Fills `{name}` in a text of the catalogue; a missing value is shown as `?`. */
export const fillText = (text: string, params: Readonly<Record<string, string>>): string =>
  text.replace(/\{([A-Za-z]+)\}/g, (_, name: string) => {
    const value: unknown = Object.hasOwn(params, name) ? params[name] : undefined
    return typeof value === 'string' ? shown(value) : '?'
  })

/** The text of an error for people, in one of the two languages. It holds nothing of `detail`. */
export const messageOf = (
  error: { readonly code: ErrorCode; readonly params: Readonly<Record<string, string>> },
  language: Language,
): string => fillText(CATALOGUE[error.code][language], language === 'ar' ? arabicOf(error.params) : error.params)

/** A value that is words has its Arabic beside it: `reasonAr` beside `reason`. */
const arabicOf = (params: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, params[`${name}Ar`] ?? value]))
