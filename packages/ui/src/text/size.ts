import type { Language } from './language.ts'
import { number } from './numbers.ts'

const UNITS = {
  ar: ['بايت', 'كيلوبايت', 'ميغابايت', 'غيغابايت'],
  en: ['bytes', 'kB', 'MB', 'GB'],
} as const

/** Of a file, in powers of 1000 as people are shown them: `٢٫٤ ميغابايت` or `2.4 MB`. */
export function fileSize(bytes: number, lang: Language): string {
  const step = bytes < 1000 ? 0 : bytes < 999_950 ? 1 : bytes < 999_950_000 ? 2 : 3
  const value = bytes / 1000 ** step
  const decimals = step === 0 || value >= 99.95 ? 0 : 1
  return `${number(Number(value.toFixed(decimals)), lang)}\u00a0${UNITS[lang][step]}`
}
