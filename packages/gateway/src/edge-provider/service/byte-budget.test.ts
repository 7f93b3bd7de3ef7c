import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createByteBudget } from './byte-budget.ts'

describe('a byte budget', () => {
  it('grants at once what fits, the rest in order as room comes back', () => {
    const budget = createByteBudget(10)
    const granted: string[] = []
    const a = budget.reserve(6, () => granted.push('a'))
    const b = budget.reserve(6, () => granted.push('b'))
    const c = budget.reserve(1, () => granted.push('c'))
    expect(granted).toEqual(['a'])
    a()
    expect(granted).toEqual(['a', 'b', 'c'])
    b()
    c()
  })

  it('lets one that is larger than all of it through when nothing else is under way', () => {
    const budget = createByteBudget(10)
    const granted: string[] = []
    const small = budget.reserve(1, () => granted.push('small'))
    budget.reserve(100, () => granted.push('large'))
    expect(granted).toEqual(['small'])
    small()
    expect(granted).toEqual(['small', 'large'])
  })

  it('forgets who gave up waiting, and counts nobody twice', () => {
    const budget = createByteBudget(10)
    const granted: string[] = []
    const a = budget.reserve(10, () => granted.push('a'))
    const b = budget.reserve(10, () => granted.push('b'))
    b()
    a()
    a()
    budget.reserve(10, () => granted.push('c'))
    budget.reserve(1, () => granted.push('d'))
    expect(granted).toEqual(['a', 'c'])
  })

  it('never grants more than it has, and ends empty', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 10 }), back: fc.nat(20) }), { maxLength: 40 }),
        (steps) => {
          const budget = createByteBudget(10)
          let used = 0
          const open: (() => void)[] = []
          for (const { bytes, back } of steps) {
            let held = false
            const release = budget.reserve(bytes, () => {
              held = true
              used += bytes
              expect(used).toBeLessThanOrEqual(10)
            })
            open.push(() => {
              if (held) used -= bytes
              release()
            })
            if (back < open.length) (open.splice(back, 1)[0] as () => void)()
          }
          while (open.length > 0) (open.pop() as () => void)()
          expect(used).toBe(0)
          let free = false
          budget.reserve(10, () => {
            free = true
          })
          expect(free).toBe(true)
        },
      ),
    )
  })
})
