import type { Language } from './language.ts'

export type Calendar = 'gregory' | 'umalqura'

/** Time of the General Secretariat; a page of a state passes that state's. */
export const ZONE = 'Asia/Riyadh'

const TAGS = {
  ar: { gregory: 'ar-u-ca-gregory-nu-arab', umalqura: 'ar-u-ca-islamic-umalqura-nu-arab' },
  en: { gregory: 'en-GB-u-ca-gregory-nu-latn', umalqura: 'en-GB-u-ca-islamic-umalqura-nu-latn' },
} as const

const formats = new Map<string, Intl.DateTimeFormat>()

function format(lang: Language, calendar: Calendar, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${lang} ${calendar} ${options.timeZone} ${options.era} ${options.day} ${options.hour}`
  let found = formats.get(key)
  if (found === undefined) {
    found = new Intl.DateTimeFormat(TAGS[lang][calendar], options)
    formats.set(key, found)
  }
  return found
}

/** RFC 3339 full-date: a day, which is the same wherever it is read. */
const DAY = /^\d{4}-\d{2}-\d{2}$/

/**
 * `١٨ فبراير ٢٠١٥` or `٢٩ ربيع الآخر ١٤٣٦ هـ`. `value` is RFC 3339: a day, or an instant that becomes the day it is in `zone`.
 * With `era` the Gregorian date is marked too (`م`, `AD`), for a place where both calendars stand.
 */
export function date(
  value: string,
  lang: Language,
  { calendar = 'gregory', zone = ZONE, era = false }: { calendar?: Calendar; zone?: string; era?: boolean } = {},
): string {
  const timeZone = DAY.test(value) ? 'UTC' : zone
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: 'numeric', timeZone }
  return format(lang, calendar, era && calendar === 'gregory' ? { ...options, era: 'short' } : options).format(
    new Date(value),
  )
}

/** `١١:٤٥ م` is read in two ways, so hours run to 23: `٢٣:٤٥`. */
export function time(value: string, lang: Language, zone = ZONE): string {
  return format(lang, 'gregory', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(
    new Date(value),
  )
}

/** `فبراير ٢٠١٥` */
export function month(value: string, lang: Language): string {
  return format(lang, 'gregory', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(value))
}
