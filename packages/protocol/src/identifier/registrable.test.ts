import { describe, expect, it } from 'vitest'
import { registrableProblem } from './registrable.ts'

describe('registrableProblem', () => {
  it.each([
    [['KW', 'GOV', 'MOI']],
    [['KW', 'GOV', 'MOI', 'traffic']],
    [['KW', 'GOV', 'EGOV', 'gw1']],
    [['KW', 'GOV', "a'()+,-.=?Z9", 'x', 'violations']],
  ])('lets %j be registered', (parts) => {
    expect(registrableProblem(parts)).toBeNull()
  })

  it.each([
    [['KW', 'GOV'], /2 parts/],
    [['KW', 'GOV', 'A', 'B', 'C', 'D'], /6 parts/],
    [['KW', '', 'MOI'], /part 2 is empty/],
    [['KW', 'GOV', 'MO I'], /part 3/],
    [['KW', 'GOV', 'MO_I'], /part 3/],
    [['KW', 'GOV', 'الداخلية'], /part 3/],
    [['KW', 'GOV', 'a/b'], /part 3/],
    [['KW', 'GOV', 'a%b'], /part 3/],
    [['KW', 'GOV', 'MOI\n'], /part 3/],
    [['KW', 'GOV', '..', 'x'], /dot segment/],
    [['KW', 'GOV', 'MOI', 'traffic', '.'], /dot segment/],
    [['KW', 'GOV', 'MOI', 'traffic', 'getOpenAPI'], /reserved/],
    [['KW', 'GOV', 'MOI', 'traffic', 'LISTMETHODS'], /reserved/],
    [['KW', 'GOV', 'MOI', 'x'.repeat(600)], /longer/],
  ])('refuses %j', (parts, reason) => {
    expect(registrableProblem(parts)).toMatch(reason)
  })

  it('reserves service codes only: a subsystem may have such a name', () => {
    expect(registrableProblem(['KW', 'GOV', 'MOI', 'listMethods'])).toBeNull()
  })
})
