import { expect, it } from 'vitest'
import { Moment, TwoCalendars } from './date-elements.tsx'
import { date, month, time } from './dates.ts'

it('names the calendar and the digits itself', () => {
  expect(date('2015-02-18', 'ar')).toBe('١٨ فبراير ٢٠١٥')
  expect(date('2015-02-18', 'ar', { era: true })).toBe('١٨ فبراير ٢٠١٥ م')
  expect(date('2015-02-18', 'ar', { calendar: 'umalqura' })).toBe('٢٩ ربيع الآخر ١٤٣٦ هـ')
  expect(date('2015-02-18', 'en')).toBe('18 February 2015')
  expect(month('2015-02-18', 'ar')).toBe('فبراير ٢٠١٥')
})

it('shows an instant in the day and hour of its zone, and a day as that day everywhere', () => {
  expect(date('2015-02-18T21:30:00Z', 'en')).toBe('19 February 2015')
  expect(date('2015-02-18T21:30:00Z', 'en', { zone: 'UTC' })).toBe('18 February 2015')
  expect(time('2015-02-18T21:30:00Z', 'ar', 'Asia/Muscat')).toBe('٠١:٣٠')
  expect((<Moment value="2015-02-18T21:30:00Z" lang="en" />).toString()).toBe(
    '<time datetime="2015-02-18T21:30:00Z">19 February 2015, 00:30</time>',
  )
})

it('writes two calendars as two elements, the own calendar of the language first', () => {
  expect((<TwoCalendars value="2015-02-18" lang="ar" />).toString()).toBe(
    '<span class="dates"><time datetime="2015-02-18">٢٩ ربيع الآخر ١٤٣٦ هـ</time> الموافق <time datetime="2015-02-18">١٨ فبراير ٢٠١٥ م</time></span>',
  )
  expect((<TwoCalendars value="2015-02-18" lang="en" />).toString()).toMatch(/>18 February 2015 AD<.*>29 Rabi/)
})
