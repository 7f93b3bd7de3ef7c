import { describe, expect, it } from 'vitest'
import { acceptedBy, agreementOf, withAgreements } from '../authorise/testing/agreements.ts'
import { VIEW } from '../edge-consumer/testing/directory.ts'
import { EndingWatch, endingAgreements } from './ending.ts'

const NOW = Date.UTC(2026, 10, 24, 12)
const DAY_MS = 86_400_000
const until = NOW + 10 * DAY_MS
const old = agreementOf({ id: 'KW/2026/1', until, positions: acceptedBy('KW', 'QA') })

const idsOf = (agreements: Parameters<typeof withAgreements>[1], state = 'KW', time = NOW) =>
  endingAgreements(withAgreements(VIEW, agreements), state, time).map(({ id }) => id)

describe('an agreement that ends soon', () => {
  it('is one that ends within 30 days', () => {
    const at = (left: number) => [agreementOf({ ...old, until: NOW + left })]
    expect(idsOf(at(30 * DAY_MS))).toEqual([])
    expect(idsOf(at(30 * DAY_MS - 1))).toEqual(['KW/2026/1'])
    expect(idsOf(at(1))).toEqual(['KW/2026/1'])
    expect(idsOf(at(0))).toEqual([])
  })

  it('is said to the states that accepted it', () => {
    expect(idsOf([old], 'QA')).toEqual(['KW/2026/1'])
    expect(idsOf([old], 'SA')).toEqual([])
  })

  const renewal = agreementOf({ ...old, id: 'KW/2026/2', from: until, until: until + 365 * DAY_MS, replaces: old.id })

  it('is not said any more when another takes over without a gap', () => {
    expect(idsOf([old, renewal])).toEqual([])
  })

  it.each([
    ['begins after the end', { from: until + 1 }],
    ['is not accepted by both', { positions: acceptedBy('KW') }],
    [
      'is accepted from a later day on',
      { positions: new Map([...acceptedBy('KW'), ['QA', { position: 'accepted', from: until + 1, decision: null }]]) },
    ],
    ['ends no later', { until }],
    ['replaces another', { replaces: 'KW/2026/9' }],
  ] as const)('is said while its renewal %s', (_, change) => {
    expect(idsOf([old, { ...renewal, ...(change as object) }])).toEqual(['KW/2026/1'])
  })

  it('is told once, and again when the end is closer', () => {
    const told: (readonly [string, number])[] = []
    const watch = new EndingWatch(({ id }, days) => told.push([id, days]))
    const view = withAgreements(VIEW, [old])
    for (let time = NOW; time <= until; time += 3_600_000) watch.look(endingAgreements(view, 'KW', time), time)
    expect(told).toEqual([10, 7, 3, 2, 1, 0].map((days) => ['KW/2026/1', days]))
  })
})
