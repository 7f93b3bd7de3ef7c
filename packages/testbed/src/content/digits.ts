import { arabicFigures } from './figures.ts'

/** What is read from left to right within Arabic prose (a name or code in Latin letters with what follows it, a telephone number), or a number. */
const PARTS = /([A-Za-z][A-Za-z0-9 .:/+_@-]*|\+[0-9][0-9 ]{5,})|[0-9]+(?:[.,][0-9]+)*/g

/** Numbers in Arabic prose have Arabic-Indic digits and signs; codes in Latin letters stay as they are written. */
export function arabicDigits(text: string): string {
  return text.replace(PARTS, (part, code: string | undefined) =>
    code === undefined ? arabicFigures(part.replaceAll(',', '٬')) : part,
  )
}

/** A record with that rule in each of its Arabic texts: whatever stands under `ar`. */
export function withArabicDigits<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withArabicDigits) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'ar' && typeof each === 'string' ? arabicDigits(each) : withArabicDigits(each),
    ]),
  ) as T
}
