import type { Language } from './language.ts'
import { number } from './numbers.ts'

/** ISO 4217: digits of the minor unit, and the name. Of the six states alone. */
const CURRENCIES = {
  KWD: { ar: 'دينار كويتي', en: 'KWD', minorDigits: 3 },
  SAR: { ar: 'ريال سعودي', en: 'SAR', minorDigits: 2 },
  QAR: { ar: 'ريال قطري', en: 'QAR', minorDigits: 2 },
  AED: { ar: 'درهم إماراتي', en: 'AED', minorDigits: 2 },
  BHD: { ar: 'دينار بحريني', en: 'BHD', minorDigits: 3 },
  OMR: { ar: 'ريال عُماني', en: 'OMR', minorDigits: 3 },
} as const

export type Currency = keyof typeof CURRENCIES

/** `money(1500, 'KWD', 'ar')` is `١٫٥٠٠ دينار كويتي`; nothing is `مجانًا`. The amount is in minor units, whole. */
export function money(amountMinor: number, currency: Currency, lang: Language): string {
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError('an amount is whole minor units')
  if (amountMinor === 0) return lang === 'ar' ? 'مجانًا' : 'free'
  const { minorDigits, [lang]: name } = CURRENCIES[currency]
  return `${number(amountMinor / 10 ** minorDigits, lang, minorDigits)}\u00a0${name}`
}
