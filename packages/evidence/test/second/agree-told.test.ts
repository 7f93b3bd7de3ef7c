import type { Entry } from '@rabt/protocol'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildBundle } from '../../src/build-bundle.ts'
import type { BundleParts } from '../../src/bundle/bundle.ts'
import { callIn, withItem } from '../call.ts'
import { NOW } from '../judge.ts'
import { TestLane } from '../lane.ts'
import { type Draft, foundDirectory, type RealDirectory, type Revocation, type StateDraft } from '../real-directory.ts'
import { CONSUMER, KW, keyOf, QA, SA, T0 } from '../world.ts'
import { compare } from './compare.ts'

/** Told cases, signed as they stand, on which both verifiers must say the code that evidence.md names. */

const DAY = 86_400_000
let plain: RealDirectory

beforeAll(async () => {
  plain = await foundDirectory()
}, 60_000)

const judge = (parts: BundleParts, { trustedRoot } = plain): string => {
  const { first, second } = compare(buildBundle(parts), trustedRoot, NOW)
  expect(second).toBe(first)
  return first
}

describe('both verifiers judge an entry that says', () => {
  const request: readonly [string, Partial<Entry>, string][] = [
    ['a moment before its keys were published', { created: T0 - 2 * DAY }, 'BUNDLE_KEY'],
    ['the last moment before its certificate ends', { created: T0 + 80 * DAY }, 'BUNDLE_DIRECTORY'],
    ['a moment in the last days in which an expired directory counts', { created: T0 + 13 * DAY }, 'BUNDLE_RECEIPT'],
    ['a moment a little after its receipt', { created: T0 + 31_000 }, 'valid'],
    ['a moment too long after its receipt', { created: T0 + 32_000 }, 'BUNDLE_RECEIPT'],
    ['the member in the place of its system', { sender: 'KW/GOV/MOI' }, 'BUNDLE_CORRELATION'],
    ['a system of another gateway', { receiver: CONSUMER }, 'BUNDLE_DIRECTORY'],
    ['that it is a transfer', { kind: 3 }, 'BUNDLE_FORMAT'],
    ['another service than its answer', { service: 'licences' }, 'valid'],
    ['a directory that is not in the bundle', { directory: { number: 9, hash: Buffer.alloc(32) } }, 'BUNDLE_DIRECTORY'],
    ['more, under a key that is kept', { extra: new Map([[1000, 'x']]) }, 'valid'],
  ]
  it.each(request)('%s', (_, fields, code) => {
    expect(judge(callIn(plain, { request: fields }, plain.versions).parts)).toBe(code)
  })

  const response: readonly [string, Partial<Entry>, string][] = [
    ['another service than was asked', { service: 'licences' }, 'BUNDLE_CORRELATION'],
    ['the service and method that were asked', { service: 'violations', method: 'GET' }, 'valid'],
    ['nothing of what it answers', { correlation: null }, 'BUNDLE_CORRELATION'],
    ['another receiver than who asked', { receiver: 'KW/GOV/MOI' }, 'BUNDLE_CORRELATION'],
    ['that the gateway answered', { outcome: 'SERVICE_TIMEOUT', status: 500 }, 'valid'],
  ]
  it.each(response)('(an answer) %s', (_, fields, code) => {
    expect(judge(callIn(plain, { response: fields }, plain.versions).parts)).toBe(code)
  })
})

describe('both verifiers judge an answer by a control', () => {
  const called = () => {
    const call = callIn(plain, {}, plain.versions)
    const leaf = call.request.leaf(2)
    return { call, leaf, origin: call.request.origin, lane: new TestLane(SA, KW, plain.versions[1]) }
  }
  const withAnswer = ({ call, lane }: ReturnType<typeof called>, index: number): BundleParts => ({
    ...call.parts,
    items: [call.parts.items[0] as BundleParts['items'][0], lane.item(index, null)],
  })

  it.each([
    ['refuses it', 0, 'valid'],
    ['refuses another', 1, 'BUNDLE_CORRELATION'],
  ])('that %s', (_, off, code) => {
    const one = called()
    const items = [{ index: 2 + off, leaf: one.leaf, code: 'SEAL_INVALID' }]
    expect(judge(withAnswer(one, one.lane.addControl({ name: 'refused', origin: one.origin, items })))).toBe(code)
  })

  it('that states its outcome, or settles a lane', () => {
    const one = called()
    const correlation = { origin: one.origin, index: 2, leaf: one.leaf }
    const outcome = one.lane.addControl({ name: 'outcome', code: 'OUTCOME_UNKNOWN' }, { correlation })
    const settled = one.lane.addControl({ name: 'settled', lanes: [{ origin: one.origin, size: 3, root: one.leaf }] })
    expect(judge(withAnswer(one, outcome))).toBe('valid')
    expect(judge(withAnswer(one, settled))).toBe('BUNDLE_FORMAT')
  })

  it('over other gateways', () => {
    const one = { ...called(), lane: new TestLane(SA, QA, plain.versions[1]) }
    const correlation = { origin: one.origin, index: 2, leaf: one.leaf }
    expect(judge(withAnswer(one, one.lane.addControl({ name: 'outcome', code: 'NOT_RUN' }, { correlation })))).toBe(
      'BUNDLE_CORRELATION',
    )
  })
})

const digestOf = (use: 'lane' | 'receipt') => Buffer.from(keyOf(KW, use).published.digest).toString('base64')
const editing = (which: string, change: (state: StateDraft) => StateDraft): Draft => ({
  edit: (code, state) => (code === which ? change(state) : state),
})
const withKeys = (
  state: StateDraft,
  change: (key: StateDraft['trust']['gateways'][0]['keys'][0]) => object,
): StateDraft => ({
  ...state,
  trust: {
    ...state.trust,
    gateways: state.trust.gateways.map((one) => ({
      ...one,
      keys: one.keys.map((key) => ({ ...key, ...change(key) })),
    })),
  },
})

describe('both verifiers judge a call under a directory', () => {
  const cases: readonly [string, Revocation, Draft, string][] = [
    ['that revokes the lane key later', { keys: [digestOf('lane')] }, {}, 'valid'],
    ['that revokes the receipt key of an answer later', { keys: [digestOf('receipt')] }, {}, 'BUNDLE_KEY'],
    ['that lists no seals later', { seals: true }, {}, 'valid'],
    [
      'that suspends the provider',
      {},
      editing('SA', (state) => ({ ...state, stage: 'suspended' })),
      'BUNDLE_DIRECTORY',
    ],
    ['that suspends the witness', {}, editing('QA', (state) => ({ ...state, stage: 'suspended' })), 'BUNDLE_SIGNATURE'],
    [
      'that retired the lane key before',
      {},
      editing('KW', (state) => withKeys(state, ({ use }) => (use === 'lane' ? { retired: T0 } : {}))),
      'BUNDLE_KEY',
    ],
    [
      'that retires the lane key later',
      {},
      editing('KW', (state) => withKeys(state, ({ use }) => (use === 'lane' ? { retired: T0 + 1 } : {}))),
      'valid',
    ],
    [
      'that retires the key of the answer before its receipt',
      {},
      editing('SA', (state) => withKeys(state, ({ use }) => (use === 'lane' ? { retired: T0 + 41 } : {}))),
      'BUNDLE_KEY',
    ],
    [
      'that retired the ML-DSA-44 key before',
      {},
      editing('KW', (state) => withKeys(state, ({ use }) => (use === 'lane-pq' ? { retired: T0 } : {}))),
      'BUNDLE_SIGNATURE',
    ],
    [
      'that retired the receipt key before',
      {},
      editing('SA', (state) => withKeys(state, ({ use }) => (use === 'receipt' ? { retired: T0 } : {}))),
      'BUNDLE_KEY',
    ],
    [
      'that retired the witness key before',
      {},
      editing('QA', (state) => withKeys(state, ({ use }) => (use === 'witness' ? { retired: T0 } : {}))),
      'BUNDLE_KEY',
    ],
    [
      'that registers the provider elsewhere',
      {},
      editing('SA', (state) => ({
        ...state,
        registry: { ...state.registry, subsystems: state.registry.subsystems.map((one) => ({ ...one, gateways: [] })) },
      })),
      'BUNDLE_DIRECTORY',
    ],
    [
      'with a gateway whose name fits no key name',
      {},
      editing('QA', (state) => ({
        ...state,
        trust: {
          ...state.trust,
          gateways: [
            ...state.trust.gateways.map((one) => ({
              ...one,
              id: `QA/GOV/EGOV/${'g'.repeat(200)}`,
              tlsKeys: [],
              keys: [],
            })),
            ...state.trust.gateways,
          ],
        },
      })),
      'valid',
    ],
  ]
  it.each(cases)('%s', async (_, revocation, draft, code) => {
    const directory = await foundDirectory(revocation, draft)
    const { parts } = callIn(directory, {}, directory.versions)
    expect(judge(parts, directory)).toBe(code)
    judge({ ...parts, items: parts.items.slice(0, 1), directories: parts.directories.slice(0, 1) }, directory)
  })

  it('without the files of a state that it does not concern', () => {
    const { parts } = callIn(plain, {}, plain.versions)
    const files = new Map([...plain.filesOf(plain.versions[0])].filter(([name]) => !/qa/.test(name)))
    const directories = plain.versions.map((version) => ({ version, files }))
    expect(judge(withItem({ ...parts, directories }, 0, { witnesses: [] }))).toBe('valid')
    expect(judge({ ...parts, directories })).toBe('BUNDLE_SIGNATURE')
  })
})
