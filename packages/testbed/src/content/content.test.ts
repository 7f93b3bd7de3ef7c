import { digestOf, record } from '@rabt/portal'
import { describe, expect, it } from 'vitest'
import { SERVICES, serviceId } from '../federation/services.ts'
import { STATES } from '../federation/states.ts'
import { makeContent, type SampleItem } from './content.ts'

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
