import type { Language } from './language.ts'
import { LOCALE } from './numbers.ts'

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

const formats = {
  ar: new Intl.RelativeTimeFormat(LOCALE.ar, { numeric: 'always' }),
  en: new Intl.RelativeTimeFormat(LOCALE.en, { numeric: 'always' }),
}

/** `قبل ٣ أيام`, `in 2 hours`; less than a minute is `الآن`. */
export function age(then: Date, now: Date, lang: Language): string {
  const seconds = Math.round((then.getTime() - now.getTime()) / 1000)
  const step = STEPS.find(([, length]) => Math.abs(seconds) >= length)
  if (step === undefined) return lang === 'ar' ? 'الآن' : 'now'
  return formats[lang].format(Math.trunc(seconds / step[1]), step[0])
}
