import { expect, test } from 'vitest'
import { matches } from './delegations.ts'

test.each([
  ['kw/trust.json', 'kw/trust.json', true],
  ['kw/trust.json', 'kw/trust.jsonx', false],
  ['kw/trust/*.json', 'kw/trust/a.json', true],
  ['kw/trust/*.json', 'kw/trust/.json', false],
  ['kw/trust/*.json', 'kw/trust/.a.json', false],
  ['kw/trust/*.json', 'kw/trust/a/b.json', false],
  ['kw/trust/*.json', 'kw/trust.json', false],
  ['kw/trust/*.json', 'sa/trust/a.json', false],
])('%s and %s: %s', (pattern, path, expected) => {
  expect(matches(pattern, path)).toBe(expected)
})
