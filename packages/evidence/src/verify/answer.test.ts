import type { Entry } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { makeCall, withItem } from '../../test/call.ts'
import { codes, reasonOf, refusalOf, verify as verifyIn } from '../../test/judge.ts'
import { TestLane } from '../../test/lane.ts'
import { KW, QA, ROOT, SA, SIBLING, T0, World } from '../../test/world.ts'
import type { BundleParts } from '../bundle/bundle.ts'

const call = makeCall()
const verify = (parts: BundleParts, world = call.world, trustedRoot: Uint8Array | null = ROOT) =>
  verifyIn(parts, world, trustedRoot)
describe('an answer', () => {
  const mine = { origin: call.request.origin, index: 2, leaf: call.request.leaf(2) }
  const judge = (response: Partial<Entry>) => {
    const world = new World()
    const made = makeCall(world, { response: { correlation: mine, ...response } })
    const items = [call.parts.items[0], made.parts.items[1]] as BundleParts['items']
    return () => verify({ ...made.parts, items }, world)
  }

  it('to the request passes', () => {
    expect(codes(judge({})().proved)).toContain('2 ANSWER_FITS')
    expect(codes(judge({ service: 'violations', method: 'GET' })().proved)).toContain('2 ANSWER_FITS')
  })

  it.each([
    ['another index', { correlation: { ...mine, index: 1 } }, 'ANSWERS_OTHER'],
    ['another leaf', { correlation: { ...mine, leaf: call.request.leaf(1) } }, 'ANSWERS_OTHER'],
    ['another lane', { correlation: { ...mine, origin: call.response.origin } }, 'ANSWERS_OTHER'],
    ['nothing', { correlation: null }, 'ANSWERS_OTHER'],
    ['another service', { service: 'registry' }, 'SUBJECT_DIFFERS'],
    ['another method', { method: 'POST' }, 'SUBJECT_DIFFERS'],
    ['the request, of a subsystem that was not asked,', { sender: SIBLING }, 'PARTIES_DIFFER'],
  ])('to %s fails the bundle', (_, response, why) => {
    expect(reasonOf(judge(response))).toEqual(['BUNDLE_CORRELATION', why])
  })

  it('of the gateway in the place of the service is told apart, and a late one noted', () => {
    const world = new World()
    const made = makeCall(world, { response: { outcome: 'SERVICE_TIMEOUT', status: 500, created: T0 + 61_000 } })
    const receipt = made.response.receipt(1, null, T0 / 1000 + 62)
    const report = verify(withItem(made.parts, 1, { receipt }), world)
    expect(report.proved.find(({ code }) => code === 'ANSWERED_BY_NETWORK')?.params.code).toBe('SERVICE_TIMEOUT')
    expect(codes(report.warnings)).toEqual(['2 ANSWER_LATE'])
  })

  it('may be a control that names the request', () => {
    const leaf = call.request.leaf(2)
    const { origin } = call.request
    const lane = new TestLane(SA, KW, call.versions[1])
    const correlation = { origin, index: 2, leaf }
    const outcome = lane.addControl({ name: 'outcome', code: 'OUTCOME_UNKNOWN' }, { correlation })
    const refused = lane.addControl({ name: 'refused', origin, items: [{ index: 2, leaf, code: 'ACCESS_DENIED' }] })
    const other = lane.addControl({ name: 'outcome', code: 'NOT_RUN' }, { correlation: { ...correlation, index: 1 } })
    const elsewhere = lane.addControl({ name: 'refused', origin, items: [{ index: 1, leaf, code: 'ACCESS_DENIED' }] })
    const settled = lane.addControl({ name: 'settled', lanes: [{ origin, size: 1, root: leaf }] })
    const judge = (index: number) => {
      const items = [call.parts.items[0] as BundleParts['items'][0], lane.item(index, null)]
      return () => verify({ ...call.parts, items })
    }
    expect(judge(outcome)().proved.find(({ code }) => code === 'OUTCOME')?.params.code).toBe('OUTCOME_UNKNOWN')
    expect(judge(refused)().proved.find(({ code }) => code === 'REFUSED')?.params.code).toBe('ACCESS_DENIED')
    expect(refusalOf(judge(other)).code).toBe('BUNDLE_CORRELATION')
    expect(refusalOf(judge(elsewhere)).code).toBe('BUNDLE_CORRELATION')
    expect(refusalOf(judge(settled)).code).toBe('BUNDLE_FORMAT')
  })

  it('over other gateways fails the bundle', () => {
    const lane = new TestLane(SA, QA, call.versions[1])
    const correlation = { origin: call.request.origin, index: 2, leaf: call.request.leaf(2) }
    const index = lane.addControl({ name: 'outcome', code: 'NOT_RUN' }, { correlation })
    const items = [call.parts.items[0] as BundleParts['items'][0], lane.item(index, null)]
    expect(refusalOf(() => verify({ ...call.parts, items })).params.why).toBe('PARTIES_DIFFER')
  })
})
