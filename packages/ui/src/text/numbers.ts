import type { Language } from './language.ts'

/** Each with its digits named: what a bare `ar` prints differs between states and ICU versions. */
export const LOCALE: Readonly<Record<Language, string>> = { ar: 'ar-u-nu-arab', en: 'en-GB-u-nu-latn' }

const formats = new Map<string, Intl.NumberFormat>()

/** Made once for each `key`, which says the same as the options: a page writes hundreds of numbers. */
function format(lang: Language, key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  let found = formats.get(lang + key)
  if (found === undefined) {
    found = new Intl.NumberFormat(LOCALE[lang], options)
    formats.set(lang + key, found)
  }
  return found
}

/** `١٬٢٠٠` or `1,200`; with `decimals` that many after the separator, else at most three. */
export function number(value: number | bigint, lang: Language, decimals?: number): string {
  if (decimals === undefined) return format(lang, '', {}).format(value)
  return format(lang, `.${decimals}`, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(
    value,
  )
}

/** Of a share between 0 and 1: `٩٩٫٩٨٪` or `99.98%`. */
export function percent(share: number, lang: Language, decimals = 0): string {
  return format(lang, `%${decimals}`, { style: 'percent', maximumFractionDigits: decimals }).format(share)
}

/** `+١٤` or `−3`, zero without a sign. */
export function signed(value: number, lang: Language): string {
  return format(lang, '+', { signDisplay: 'exceptZero' }).format(value)
}

/** The digits of a text in those of the language, everything else as it is: years, editions, telephone numbers. */
export function digits(text: string | number, lang: Language): string {
  const latin = String(text)
  return lang === 'en' ? latin : latin.replace(/[0-9]/g, (digit) => String.fromCharCode(0x0660 + Number(digit)))
}
