import type { Language } from './language.ts'
import { count, type Forms } from './plural.ts'

/** Years to seconds, in the order of ISO 8601. */
const UNITS: readonly Forms[] = [
  {
    ar: { zero: '# سنة', one: 'سنة', two: 'سنتان', few: '# سنوات', many: '# سنة', other: '# سنة' },
    en: { one: '# year', other: '# years' },
  },
  {
    ar: { zero: '# شهر', one: 'شهر', two: 'شهران', few: '# أشهر', many: '# شهرًا', other: '# شهر' },
    en: { one: '# month', other: '# months' },
  },
  {
    ar: { zero: '# أسبوع', one: 'أسبوع', two: 'أسبوعان', few: '# أسابيع', many: '# أسبوعًا', other: '# أسبوع' },
    en: { one: '# week', other: '# weeks' },
  },
  {
    ar: { zero: '# يوم', one: 'يوم', two: 'يومان', few: '# أيام', many: '# يومًا', other: '# يوم' },
    en: { one: '# day', other: '# days' },
  },
  {
    ar: { zero: '# ساعة', one: 'ساعة', two: 'ساعتان', few: '# ساعات', many: '# ساعة', other: '# ساعة' },
    en: { one: '# hour', other: '# hours' },
  },
  {
    ar: { zero: '# دقيقة', one: 'دقيقة', two: 'دقيقتان', few: '# دقائق', many: '# دقيقة', other: '# دقيقة' },
    en: { one: '# minute', other: '# minutes' },
  },
  {
    ar: { zero: '# ثانية', one: 'ثانية', two: 'ثانيتان', few: '# ثوانٍ', many: '# ثانية', other: '# ثانية' },
    en: { one: '# second', other: '# seconds' },
  },
]

const ISO_8601 =
  /^P(?!$)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?!$)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/

/**
 * An ISO 8601 duration in words, in the nominative (after a colon, or alone): `P3D` is `٣ أيام`, `PT0S` is `فورًا`. Throws a RangeError where it is none.
 */
export function duration(iso: string, lang: Language): string {
  const parts = ISO_8601.exec(iso)
  if (parts === null) throw new RangeError('not an ISO 8601 duration of whole units')
  const words = UNITS.flatMap((unit, at) => {
    const value = Number(parts[at + 1] ?? 0)
    return value === 0 ? [] : [count(value, lang, unit)]
  })
  if (words.length === 0) return lang === 'ar' ? 'فورًا' : 'at once'
  return words.join(lang === 'ar' ? ' و' : ' and ')
}
