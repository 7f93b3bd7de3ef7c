import { describe, expect, it } from 'vitest'
import { median, percentile, spread } from './statistics.ts'

describe('median', () => {
  it('is the middle one, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([100, 2, 30])).toBe(30)
  })
  it('of an even number is the mean of the two in the middle', () => expect(median([4, 1, 3, 2])).toBe(2.5))
  it('leaves its input as it was', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })
  it('of nothing does not exist', () => expect(() => median([])).toThrow(RangeError))
})

describe('spread', () => {
  it('is a share of the median', () => expect(spread([90, 100, 120])).toBeCloseTo(0.3))
  it('of equal values is nothing', () => expect(spread([7, 7, 7])).toBe(0))
})

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1)
  it('is the value at the nearest rank', () => {
    expect(percentile(hundred, 0.5)).toBe(50)
    expect(percentile(hundred, 0.99)).toBe(99)
    expect(percentile(hundred, 1)).toBe(100)
    expect(percentile([5], 0.01)).toBe(5)
  })
  it('refuses a share outside of its range, and nothing', () => {
    expect(() => percentile(hundred, 0)).toThrow(RangeError)
    expect(() => percentile(hundred, 99)).toThrow(RangeError)
    expect(() => percentile([], 0.5)).toThrow(RangeError)
  })
})
