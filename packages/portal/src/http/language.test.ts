import { expect, it } from 'vitest'
import { preferred } from './language.ts'

it.each([
  [undefined, 'ar'],
  ['', 'ar'],
  ['fr', 'ar'],
  ['en', 'en'],
  ['en-GB,en;q=0.9,ar;q=0.8', 'en'],
  ['ar-KW, en;q=0.9', 'ar'],
  ['en;q=0.5, ar;q=0.7', 'ar'],
  ['en;q=0', 'ar'],
  ['*;q=1', 'ar'],
  ['en;q=x', 'ar'],
] as const)('%s is read as %s', (accepted, language) => expect(preferred(accepted)).toBe(language))
