import { describe, expect, it } from 'vitest'
import { serviceRecord } from '../../content/testing/records.ts'
import { analyse } from '../index/analyse.ts'
import { indexOf } from '../testing/index-of.ts'
import { answer } from './answer.ts'

describe('an index', () => {
  it('stays small and right while records change often', () => {
    const index = indexOf({ a: 'رخصة قيادة', b: 'شهادة ميلاد', c: 'جواز سفر' })
    const found = (q: string) => answer(index, { q, lang: 'ar' }, 0).items.map(({ id }) => id)
    for (let version = 0; version < 1_000; version++) {
      const title = { ar: version % 2 === 0 ? 'رخصة بناء' : 'رخصة محل' }
      index.put(analyse(serviceRecord('KW/service/a', { title, sectors: [] })), `${version}`)
    }
    expect(index.size).toBe(3)
    expect(index.docs.length).toBeLessThan(300)
    expect(index.postings('رخص').length).toBeLessThan(300)
    expect(found('محل')).toEqual(['KW/service/a'])
    expect(found('بناء')).toEqual([])
    expect(found('شهادة ميلاد')[0]).toBe('KW/service/b')
    index.remove('KW/service/b')
    index.remove('KW/service/b')
    expect(found('ميلاد')).toEqual([])
    expect(index.digestOf('KW/service/a')).toBe('999')
    expect(index.digestOf('KW/service/b')).toBeUndefined()
  })
})
