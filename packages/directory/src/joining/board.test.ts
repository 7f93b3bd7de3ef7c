import { describe, expect, it } from 'vitest'
import type { DirectoryView, Stage } from '../view.ts'
import { readinessBoard } from './board.ts'
import type { ConformanceReport } from './report.ts'

const NOW = Date.UTC(2026, 10, 25)
const viewOf = (stage: Stage, gateways: number): DirectoryView =>
  ({
    states: new Map([['AE', { code: 'AE', name: { ar: 'ا', en: 'A' }, stage }]]),
    gateways: new Map(Array.from({ length: gateways }, (_, n) => [`AE/GOV/EGOV/gw${n}`, { state: 'AE' }])),
    members: new Map([['KW/GOV/MOI', { state: 'KW' }]]),
    services: new Map(),
  }) as unknown as DirectoryView
const report = (change: Partial<ConformanceReport>): ConformanceReport =>
  ({
    state: 'AE',
    partner: 'KW',
    ended: NOW - 1,
    expires: NOW + 1,
    passed: true,
    checks: [{ code: 'link.out', result: change.passed === false ? 'fail' : 'pass' }],
    ...change,
  }) as unknown as ConformanceReport

describe('the readiness board', () => {
  it.each([
    ['live', 1, [], 'none'],
    ['suspended', 0, [], 'return'],
    ['candidate', 0, [], 'publish'],
    ['candidate', 1, [], 'run'],
    ['candidate', 1, [report({ expires: NOW })], 'run'],
    ['candidate', 1, [report({ passed: false })], 'mend'],
    ['candidate', 1, [report({})], 'trial'],
    ['trial', 1, [report({ state: 'OM' })], 'run'],
    ['trial', 1, [report({})], 'decide'],
    // An older failure is history.
    ['trial', 1, [report({ passed: false, ended: NOW - 9 }), report({})], 'decide'],
  ] as const)('of a state that is %s with %i gateways', (stage, gateways, reports, next) => {
    expect(readinessBoard(viewOf(stage, gateways), reports, NOW)[0]).toMatchObject({ gateways, members: 0, next })
  })

  it('names the checks that did not pass', () => {
    const [row] = readinessBoard(viewOf('candidate', 1), [report({ passed: false })], NOW)
    expect(row?.report?.open).toEqual(['link.out'])
  })
})
