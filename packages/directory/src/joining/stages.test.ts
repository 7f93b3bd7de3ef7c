import { messageOf, type RabtError } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import type { ConformanceReport } from './report.ts'
import { checkTransition, countVotes, type StageFacts, stagesAfter } from './stages.ts'

const NOW = Date.UTC(2026, 10, 25)
const report = (change: Partial<ConformanceReport> = {}) =>
  ({ state: 'AE', partner: 'KW', passed: true, expires: NOW + 1, ...change }) as ConformanceReport
const facts = (change: Partial<StageFacts> = {}): StageFacts => ({
  now: NOW,
  decision: 'GCC/2026/12',
  report: report(),
  published: true,
  partnerStage: 'live',
  ...change,
})
const REFUSED = expect.objectContaining({ code: 'STAGE_REFUSED' })

describe('the stages of joining', () => {
  it('lead from candidate over trial to live, for a state and for a member', () => {
    for (const party of ['AE', 'AE/GOV/MOI']) {
      checkTransition(party, 'candidate', 'trial', facts({ decision: null, report: null }))
      checkTransition(party, 'trial', 'live', facts())
    }
    expect(stagesAfter('candidate')).not.toContain('live')
    expect(() => checkTransition('AE', 'candidate', 'live', facts())).toThrow(REFUSED)
  })

  it('are refused a candidate whose documents clients do not accept', () => {
    expect(() => checkTransition('AE', 'candidate', 'trial', facts({ published: false }))).toThrow(REFUSED)
  })

  it('say why not in both languages', () => {
    const refusal = () => checkTransition('AE', 'trial', 'live', facts({ decision: null }))
    expect(refusal).toThrow('the number of a decision is missing')
    try {
      refusal()
    } catch (error) {
      expect(messageOf(error as RabtError, 'ar')).toContain('ينقصه رقم قرار')
    }
    expect.assertions(2)
  })

  it.each([
    ['a decision', { decision: null }],
    ['a decision that says something', { decision: ' ' }],
    ['a report', { report: null }],
    ['a report that passed', { report: report({ passed: false }) }],
    ['a report of its own', { report: report({ state: 'OM' }) }],
    ['a report of the last 30 days', { report: report({ expires: NOW }) }],
    ['a live partner', { partnerStage: 'candidate' }],
    ['published documents', { published: false }],
  ] as const)('do not lead to live without %s', (_what, change) => {
    expect(() => checkTransition('AE', 'trial', 'live', facts(change))).toThrow(REFUSED)
  })

  it('lead out on a decision or on a failed run, and back by way of trial alone', () => {
    const bare = facts({ decision: null, report: null })
    expect(() => checkTransition('AE', 'live', 'suspended', bare)).toThrow(REFUSED)
    expect(() => checkTransition('AE', 'live', 'suspended', facts({ decision: null }))).toThrow(REFUSED)
    checkTransition('AE', 'live', 'suspended', { ...bare, decision: '3/2027' })
    checkTransition('AE', 'live', 'suspended', { ...bare, report: report({ passed: false }) })
    expect(() => checkTransition('AE', 'suspended', 'live', facts())).toThrow(REFUSED)
    checkTransition('AE', 'suspended', 'trial', facts({ published: false }))
  })

  it("count each other authority's vote once, and never the applicant's own", () => {
    const move = { from: 'trial', to: 'live' } as const
    expect(countVotes('AE', move, ['KW', 'SA', 'QA', 'BH', 'AE', 'KW'], 4)).toEqual(['KW', 'SA', 'QA', 'BH'])
    expect(() => countVotes('AE', move, ['KW', 'SA', 'QA', 'AE'], 4)).toThrow(REFUSED)
    expect(() => countVotes('AE', move, ['KW', 'KW', 'SA', 'QA'], 4)).toThrow(REFUSED)
  })
})
