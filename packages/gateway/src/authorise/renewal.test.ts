import { type AgreementRecord, inForce } from '@rabt/directory'
import { describe, expect, it } from 'vitest'
import { VIEW } from '../edge-consumer/testing/directory.ts'
import { checkAgreement } from './check-agreement.ts'
import { chooseAgreement } from './choose-agreement.ts'
import { acceptedBy, agreementOf, withAgreements } from './testing/agreements.ts'

const wish = {
  consumer: 'KW/GOV/MOI/traffic',
  service: 'QA/GOV/MOI/traffic/violations',
  method: 'GET',
  path: '/a',
}
const SWITCH = Date.UTC(2026, 11, 1)
const HOUR = 3_600_000
const old = agreementOf({ id: 'KW/2025/1', until: SWITCH + HOUR })
const renewal = agreementOf({ id: 'KW/2026/1', from: SWITCH, replaces: old.id })

/** As the directory orders them: those that begin last come first. */
const viewOf = (...agreements: readonly AgreementRecord[]) =>
  withAgreements(
    VIEW,
    agreements.toSorted((a, b) => b.from - a.from),
  )
/** The agreement that carries a call, judged at both gateways whose clocks are `skew` apart. */
function carriedBy(view: ReturnType<typeof viewOf>, time: number, skew = 0): string {
  const chosen = chooseAgreement(view, wish, { agreement: null, purpose: null }, time)
  const claimed = { agreement: chosen.id, purpose: null, directory: view.version }
  return checkAgreement(view, wish, claimed, time + skew).id
}

describe('a text that replaces another', () => {
  it('takes over without a gap, at both gateways, whatever their clocks say of each other within the overlap', () => {
    const view = viewOf(old, renewal)
    const hours = Array.from({ length: 7 }, (_, at) => SWITCH + (at - 3) * HOUR)
    expect(hours.map((time) => carriedBy(view, time))).toEqual([...Array(3).fill(old.id), ...Array(4).fill(renewal.id)])
    for (const skew of [-HOUR / 2, -1, 1, HOUR / 2])
      expect([carriedBy(view, SWITCH - 1, Math.max(skew, 0)), carriedBy(view, SWITCH + HOUR, skew)]).toEqual([
        old.id,
        renewal.id,
      ])
  })

  it('changes nothing before both states accept it, and then takes over at once', () => {
    const half = agreementOf({ ...renewal, positions: acceptedBy('KW') })
    expect(carriedBy(viewOf(old, half), SWITCH + 1)).toBe(old.id)
    expect(carriedBy(viewOf(old, renewal), SWITCH + 1)).toBe(renewal.id)
    expect(() => carriedBy(viewOf(old, half), SWITCH + HOUR)).toThrow('KW/2026/1 covers this call but is not in force')
  })

  it('leaves the old one to whoever names it, until that ends', () => {
    const named = (time: number) =>
      chooseAgreement(viewOf(old, renewal), wish, { agreement: old.id, purpose: null }, time).id
    expect(named(SWITCH + HOUR - 1)).toBe(old.id)
    expect(() => named(SWITCH + HOUR)).toThrow('expired')
  })
})

describe('a suspension', () => {
  it.each(['KW', 'QA'])('by %s counts at once at both gateways, even for a call that was chosen before it', (state) => {
    const position = { position: 'suspended', from: SWITCH + HOUR, decision: null } as const
    const suspended = agreementOf({ ...renewal, positions: new Map([...renewal.positions, [state, position]]) })
    const view = viewOf(suspended)
    expect(inForce(view, suspended, wish.consumer, wish.service, SWITCH)).toBe('suspended')
    expect(() => carriedBy(view, SWITCH)).toThrow(`suspended by ${state}`)
    const claimed = { agreement: suspended.id, purpose: null, directory: view.version }
    expect(() => checkAgreement(view, wish, claimed, SWITCH)).toThrow(`suspended by ${state}`)
  })
})
