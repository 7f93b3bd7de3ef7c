import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IndexSet } from './index-set.ts'

describe('IndexSet', () => {
  it('holds what a Set holds, in whatever order it came', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.array(fc.nat(20_000)), fc.array(fc.nat(20_000)), (start, added, asked) => {
        const set = new IndexSet()
        const model = new Set<number>()
        for (const offset of added) {
          set.add(start + offset)
          model.add(start + offset)
        }
        for (const offset of [...added, ...asked]) expect(set.has(start + offset)).toBe(model.has(start + offset))
        expect([...set]).toEqual([...model].sort((a, b) => a - b))
      }),
    )
  })
})
