import { digestOf, record } from '@rabt/portal'
import { describe, expect, it } from 'vitest'
import { SERVICES, serviceId } from '../federation/services.ts'
import { STATES } from '../federation/states.ts'
import { makeContent, type SampleItem } from './content.ts'
import { arabicDigits } from './digits.ts'
import { FACTS } from './facts.ts'

const contents = STATES.map(({ code }) => ({ code, ...makeContent(code) }))
const items: readonly SampleItem[] = contents.flatMap((content) => content.items)
const ofKind = (kind: string) => items.filter((item) => item.record.kind === kind)

describe('sample content', () => {
  it('is written out in full and passes the schema, with the digest that the portal finds', () => {
    const refused = items.flatMap((item) => {
      const read = record.safeParse(item.record)
      if (!read.success) return [`${item.record.id}: ${JSON.stringify(read.error.issues[0])}`]
      return digestOf(read.data) === item.digest ? [] : [`${item.record.id}: another digest`]
    })
    expect(refused).toEqual([])
  })

  it('has what the portal opens with', () => {
    expect(ofKind('service')).toHaveLength(1_200)
    expect(ofKind('agency').length).toBeGreaterThanOrEqual(60)
    expect(ofKind('document').length + ofKind('dataset').length).toBe(60)
    expect(ofKind('experience')).toHaveLength(30)
    for (const kind of ['achievement', 'news', 'law']) expect(ofKind(kind).length).toBeGreaterThanOrEqual(18)
  })

  it('names nothing twice, and refers to records that are there', () => {
    const ids = new Set(items.map((item) => item.record.id))
    expect(ids.size).toBe(items.length)
    const missing = ofKind('service').flatMap((item) => {
      const { agency, laws } = item.record as unknown as { readonly agency: string; readonly laws: readonly string[] }
      return [agency, ...laws].filter((id) => !ids.has(id))
    })
    expect(missing).toEqual([])
  })

  it('marks as sample whatever no source stands behind', () => {
    const facts = items.filter((item) => !(item.record as unknown as { readonly sample: boolean }).sample)
    expect(facts.map((item) => item.record.kind)).toEqual(STATES.map(() => 'state'))
  })

  it('names the joint services as they stand on the network', () => {
    const named = ofKind('service').flatMap((item) => (item.record as { readonly network?: string }).network ?? [])
    expect(named.sort()).toEqual(
      STATES.flatMap(({ code }) => SERVICES.map((service) => serviceId(code, service))).sort(),
    )
  })

  it('is in Arabic throughout, and some of it in Arabic alone', () => {
    const services = ofKind('service').map((item) => JSON.stringify(item.record))
    const arabicOnly = services.filter((text) => !text.includes('"en":'))
    expect(arabicOnly.length).toBeGreaterThan(100)
    expect(arabicOnly.length).toBeLessThan(250)
    expect(services.filter((text) => /\{(id|residence|login)\}/.test(text))).toEqual([])
  })

  it('is the same at every start', () => {
    expect(makeContent('OM').items).toEqual(contents.find(({ code }) => code === 'OM')?.items)
  })
})

describe('digits', () => {
  const textsOf = (value: unknown, language: 'ar' | 'en'): readonly string[] =>
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([key, each]) =>
          key === language && typeof each === 'string' ? [each] : textsOf(each, language),
        )

  it('are Arabic-Indic in every Arabic text but within codes in Latin letters, and Latin in every English one', () => {
    const arabic = items.flatMap(({ record }) => textsOf(record, 'ar'))
    expect(arabic.some((text) => /[٠-٩]/.test(text))).toBe(true)
    expect(
      arabic.filter((text) => /[0-9]/.test(text.replace(/[A-Za-z][A-Za-z0-9 .:/+_@-]*|\+[0-9][0-9 ]{5,}/g, ''))),
    ).toEqual([])
    expect(items.flatMap(({ record }) => textsOf(record, 'en')).filter((text) => /[٠-٩۰-۹]/.test(text))).toEqual([])
  })

  it.each([
    ['منذ 2019', 'منذ ٢٠١٩'],
    ['المؤشر 0.9602 من 1,200', 'المؤشر ٠٫٩٦٠٢ من ١٬٢٠٠'],
    ['من 8:30 إلى 14:00', 'من ٨:٣٠ إلى ١٤:٠٠'],
    ['معيار ISO 3166-1 والرمز A-12', 'معيار ISO 3166-1 والرمز A-12'],
    ['هاتف +965 2222', 'هاتف +965 2222'],
    ['غرينتش +3', 'غرينتش +٣'],
  ])('of %j are written %j', (text, written) => expect(arabicDigits(text)).toBe(written))
})

describe('a fact that rests on the data of Node.js', () => {
  const said = (state: (typeof STATES)[number]['code'], label: string) =>
    FACTS[state].facts.find((fact) => fact.label.en === label)

  it.each(STATES.map(({ code }) => code))('is as Intl says it: %s', (state) => {
    const locale = new Intl.Locale(`ar-${state}`) as Intl.Locale & {
      getWeekInfo(): { readonly weekend: readonly number[] }
      getTimeZones(): readonly string[]
    }
    const week = said(state, 'Working week')
    if (week?.source.title.en.includes('CLDR')) {
      expect(week.value.en).toContain('weekend Friday and Saturday')
      expect(locale.getWeekInfo().weekend).toEqual([5, 6])
    }
    const [zone = ''] = locale.getTimeZones()
    const offset = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' })
      .formatToParts(new Date('2026-01-01T00:00:00Z'))
      .find(({ type }) => type === 'timeZoneName')?.value
    expect(said(state, 'Time zone')?.value.en).toBe(`${offset?.replace('GMT', 'UTC')} (${zone})`)
    const money = said(state, 'Currency')?.value.en ?? ''
    const currency = /\(([A-Z]{3})\)/.exec(money)?.[1] ?? ''
    const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits
    expect(money).toContain(digits === 3 ? 'three decimals' : 'two decimals')
  })
})
