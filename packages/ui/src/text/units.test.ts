import { expect, it } from 'vitest'
import { age } from './age.ts'
import { duration } from './duration.ts'
import { money } from './money.ts'
import { fileSize } from './size.ts'

it.each([
  ['P3D', '٣ أيام', '3 days'],
  ['P1D', 'يوم', '1 day'],
  ['P2W', 'أسبوعان', '2 weeks'],
  ['PT15M', '١٥ دقيقة', '15 minutes'],
  ['P2DT4H', 'يومان و٤ ساعات', '2 days and 4 hours'],
  ['PT0S', 'فورًا', 'at once'],
])('says the duration %s', (iso, ar, en) => {
  expect(duration(iso, 'ar')).toBe(ar)
  expect(duration(iso, 'en')).toBe(en)
})

it.each(['', 'P', 'PT', '3D', 'P3', 'P-3D', 'P1.5D', 'P99999D', 'P3D '])('refuses %j as a duration', (iso) => {
  expect(() => duration(iso, 'ar')).toThrow(RangeError)
})

it('writes money with the minor digits of its currency', () => {
  expect(money(1500, 'KWD', 'ar')).toBe('١٫٥٠٠\u00a0دينار كويتي')
  expect(money(1500, 'SAR', 'ar')).toBe('١٥٫٠٠\u00a0ريال سعودي')
  expect(money(1_250_500, 'BHD', 'en')).toBe('1,250.500\u00a0BHD')
  expect(money(0, 'OMR', 'ar')).toBe('مجانًا')
  expect(() => money(1.5, 'KWD', 'ar')).toThrow(RangeError)
})

it.each([
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [2_449, '2.4 kB'],
  [999_949, '1,000 kB'],
  [999_950, '1 MB'],
  [2_400_000, '2.4 MB'],
])('writes %i bytes', (bytes, text) => {
  expect(fileSize(bytes, 'en').replace('\u00a0', ' ')).toBe(text)
})

it('says how long ago, and how soon', () => {
  const now = new Date('2015-02-18T12:00:00Z')
  expect(age(new Date('2015-02-15T11:00:00Z'), now, 'ar')).toBe('قبل ٣ أيام')
  expect(age(new Date('2015-02-18T14:00:00Z'), now, 'en')).toBe('in 2 hours')
  expect(age(new Date('2015-02-18T11:59:30Z'), now, 'ar')).toBe('الآن')
})
