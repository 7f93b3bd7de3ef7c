import { expect, it } from 'vitest'
import { digits, number, percent, signed } from './numbers.ts'

it('writes numbers in the digits of the language, whatever the state', () => {
  expect(number(1200, 'ar')).toBe('١٬٢٠٠')
  expect(number(1200, 'en')).toBe('1,200')
  expect(number(0.5, 'ar', 2)).toBe('٠٫٥٠')
})

it('writes shares and changes', () => {
  expect(percent(0.9998, 'ar', 2)).toMatch(/^٩٩٫٩٨٪/)
  expect(percent(0.9998, 'en', 2)).toBe('99.98%')
  expect(signed(14, 'en')).toBe('+14')
  expect(signed(0, 'ar')).toBe('٠')
  expect(signed(-3, 'ar')).toContain('٣')
})

it('turns the digits of a year without a thousands separator', () => {
  expect(digits(2015, 'ar')).toBe('٢٠١٥')
  expect(digits('1436-37', 'ar')).toBe('١٤٣٦-٣٧')
  expect(digits(2015, 'en')).toBe('2015')
})
