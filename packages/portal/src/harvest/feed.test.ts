import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canonicalRecord, digestOf } from '../record/digest.ts'
import { record } from '../record/record.ts'
import { feedItem, feedPage } from './feed.ts'

interface Vector {
  readonly record: unknown
  readonly canonical: string
  readonly digest: string
  readonly page: unknown
  readonly refusedPages: readonly { readonly why: string; readonly page: unknown }[]
  readonly refusedItems: readonly { readonly why: string; readonly item: unknown }[]
}
const vector = JSON.parse(readFileSync(join(import.meta.dirname, '../../vectors/feed.json'), 'utf8')) as Vector
const spec = readFileSync(join(import.meta.dirname, '../../../../docs/spec/portal-feed.md'), 'utf8')

describe('rabt-feed/1', () => {
  it('has one canonical form and digest of a record, which is written out in full', () => {
    expect(canonicalRecord(vector.record)).toBe(vector.canonical)
    expect(digestOf(vector.record)).toBe(vector.digest)
    expect(record.parse(vector.record)).toEqual(vector.record)
  })

  it('takes the page of the vector and each item of it', () => {
    const { items } = feedPage.parse(vector.page)
    expect(items.map((item) => feedItem.safeParse(item).success)).toEqual([true, true])
    expect(items[0]).toMatchObject({ digest: vector.digest })
  })

  it.each(vector.refusedPages)('refuses a page: $why', ({ page }) => {
    expect(feedPage.safeParse(page).success).toBe(false)
  })

  it.each(vector.refusedItems)('refuses an item: $why', ({ item }) => {
    expect(feedItem.safeParse(item).success).toBe(false)
  })

  it('is what the examples of the specification show', () => {
    const shown = [...spec.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => JSON.parse(json) as object)
    const pages = shown.filter((one) => 'format' in one)
    expect(pages.length).toBeGreaterThan(1)
    for (const page of pages) {
      for (const item of feedPage.parse(page).items) expect(feedItem.safeParse(item).error).toBeUndefined()
    }
  })
})

describe('the canonical form', () => {
  it('follows RFC 8785 §3.2: keys by UTF-16 units, numbers and escapes as ECMAScript writes them', () => {
    const value = {
      '\u20ac': 'e',
      '\r': 1,
      '\ufb33': 2,
      1: 3,
      '\ud83d\ude02': 4,
      '\u0080': 5,
      '\u00f6': 6,
      n: [333333333.3333333, 1e30, 4.5, 2e-3],
    }
    expect(canonicalRecord(value)).toBe(
      '{"\\r":1,"1":3,"n":[333333333.3333333,1e+30,4.5,0.002],"\u0080":5,"\u00f6":6,"\u20ac":"e","\ud83d\ude02":4,"\ufb33":2}',
    )
  })

  it.each([
    ['a lone surrogate', { a: '\ud800' }],
    ['NaN', [Number.NaN]],
    ['a function', { a: () => 1 }],
  ])('there is none of %s', (_, value) => {
    expect(() => canonicalRecord(value)).toThrow(RangeError)
  })

  it('there is none of what is nested too deep', () => {
    let value: unknown = 1
    for (let depth = 0; depth < 40; depth++) value = [value]
    expect(() => canonicalRecord(value)).toThrow('nested too deep')
  })
})
