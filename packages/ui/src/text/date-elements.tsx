import { date, time, ZONE } from './dates.ts'
import type { Language } from './language.ts'

export interface DateProps {
  /** RFC 3339: a day or an instant. */
  readonly value: string
  readonly lang: Language
  /** IANA time zone in which an instant is shown; the Secretariat's if none is given. */
  readonly zone?: string
}

/** A day in one calendar, the civil one. */
export function Day({ value, lang, zone = ZONE }: DateProps) {
  return <time datetime={value}>{date(value, lang, { zone })}</time>
}

/**
 * A day in both calendars, as two elements so that neither moves the other: the language's own calendar first. In Arabic they are joined by the word
 * of official letters: a middle dot beside Arabic digits reads as one more zero.
 */
export function TwoCalendars({ value, lang, zone = ZONE }: DateProps) {
  const gregorian = <time datetime={value}>{date(value, lang, { zone, era: true })}</time>
  const hijri = <time datetime={value}>{date(value, lang, { zone, calendar: 'umalqura' })}</time>
  const [first, second] = lang === 'ar' ? [hijri, gregorian] : [gregorian, hijri]
  return (
    <span class="dates">
      {first}
      {lang === 'ar' ? ' الموافق ' : ' · '}
      {second}
    </span>
  )
}

/** A day and the time of day. */
export function Moment({ value, lang, zone = ZONE }: DateProps) {
  return (
    <time datetime={value}>
      {date(value, lang, { zone })}
      {lang === 'ar' ? '، ' : ', '}
      {time(value, lang, zone)}
    </time>
  )
}
