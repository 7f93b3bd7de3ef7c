import type { Header } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { languageOf, readQuestion, serviceHeaders } from './question.ts'
import { CONSUMER, incomingCall, PROVIDER, XROAD_ID } from './test-call.ts'

const now = 1_800_000_000_000
const refused = (code: string) => expect.objectContaining({ name: 'RabtError', code })

describe('a call as its head says it', () => {
  it('is split into service, path and query, byte for byte', () => {
    const call = incomingCall(now, { target: `/r1/${PROVIDER}/violations/a//b/%2e?x=%20&?` })
    expect(readQuestion(call)).toMatchObject({
      service: `${PROVIDER}/violations`,
      servicePath: '/a//b/%2e',
      query: 'x=%20&?',
      xroadId: XROAD_ID,
    })
  })

  it('may spell an identifier in another way than its entry', () => {
    const call = incomingCall(now, { target: '/r1/QA/GOV/MOI/tr%61ffic/violations', consumer: 'KW/GOV/MOI/tr%61ffic' })
    expect(readQuestion({ ...call, consumer: CONSUMER }).service).toBe(`${PROVIDER}/violations`)
  })

  it.each([
    ['noise', { head: Buffer.from([0, 255, 13, 10, 1]) }],
    ['another method', { method: 'POST' }],
    ['another service', { serviceCode: 'other' }],
    ['another provider', { provider: 'QA/GOV/MOI/other' }],
    ['another client', { consumer: 'SA/GOV/MOI/traffic' }],
    ['another request id', { id: Buffer.alloc(16, 1) }],
  ])('is refused when it differs from its entry: %s', (_, change) => {
    expect(() => readQuestion({ ...incomingCall(now), ...change })).toThrow(refused('MALFORMED_REQUEST'))
  })

  it.each([
    ['X-Road-Client', 'SA/GOV/MOI/traffic'],
    ['x-road-client', CONSUMER],
    ['X-Road-Request-Id', 'x'],
    ['X-ROAD-ID', 'x'],
  ] as const)('is refused with a second %s', (name, value) => {
    expect(() => readQuestion(incomingCall(now, { headers: [[name, value]] }))).toThrow(refused('MALFORMED_REQUEST'))
  })

  it.each([
    '/',
    '/r1/QA/GOV/MOI/traffic',
    '/r2/QA/GOV/MOI/traffic/violations',
    '/r1/QA/GOV/MOI//violations',
    '/r1/QA/GOV/MOI/%/violations',
  ])('is refused with the target %s', (target) => {
    expect(() => readQuestion(incomingCall(now, { target }))).toThrow(refused('MALFORMED_URL'))
  })
})

describe("the headers for the agency's system", () => {
  it('come back with their secrets, without those of a connection or of gateways', () => {
    const headers: Header[] = [
      ['Authorization', 'a'],
      ['TE', 'x'],
      ['X-Road-Request-Hash', 'x'],
      ['X-A', '1'],
      ['X-A', '2'],
      ['Cookie', 'b'],
    ]
    const call = incomingCall(now, { headers })
    expect(serviceHeaders(call, readQuestion(call)).slice(0, -2)).toEqual([
      ['X-Road-Client', CONSUMER],
      ['Authorization', 'a'],
      ['X-A', '1'],
      ['X-A', '2'],
      ['Cookie', 'b'],
    ])
  })

  it('are refused when a secret is missing, altered or of another name', () => {
    const call = incomingCall(now, { headers: [['Authorization', 'a']] })
    const question = readQuestion(call)
    for (const secrets of [
      [],
      [{ name: 'Authorization', value: Buffer.from('b') }],
      [{ name: 'Cookie', value: Buffer.from('a') }],
    ]) {
      expect(() => serviceHeaders({ ...call, secrets }, question)).toThrow(refused('SECRET_LOST'))
    }
  })
})

describe('the language of a fault', () => {
  it('is the one that the caller prefers, English where nothing is known', () => {
    const of = (value: string) => languageOf(readQuestion(incomingCall(now, { headers: [['accept-Language', value]] })))
    expect([of('ar'), of('en, ar;q=0.9'), of('fr'), languageOf(null)]).toEqual(['ar', 'en', 'en', 'en'])
  })
})
