import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Question } from './support/ask.ts'
import { type ExpectedFault, expectFault } from './support/fault.ts'
import { sharedNetwork } from './support/network.ts'
import { sendOctets } from './support/octets.ts'
import { type Registered, registerAll, startService, type TestService } from './support/service.ts'

// What a calling system can get wrong. Each is tried in both languages, and the exchange goes on.
const network = await sharedNetwork()
let service: TestService
let open: Registered
let narrow: Registered
let closed: Registered
let disabled: Registered

beforeAll(async () => {
  service = await startService()
  const { url } = service
  const all = await registerAll(network, {
    'bad-open': { url },
    'bad-narrow': { url, agreed: [{ method: 'GET', path: '/api/*' }] },
    'bad-closed': { url, agreed: [] },
    'bad-disabled': { url, disabled: { ar: 'متوقفة', en: 'switched off' } },
  })
  open = all['bad-open']
  narrow = all['bad-narrow']
  closed = all['bad-closed']
  disabled = all['bad-disabled']
})
afterAll(async () => {
  for (const one of [open, narrow, closed, disabled]) await one.remove()
  await service.close()
})

type Case = readonly [what: string, question: () => Question, fault: ExpectedFault]

const CLIENT = 'Server.ClientProxy.'
const SERVER = 'Server.ServerProxy.'
const malformed = (code: string): ExpectedFault => ({ type: `${CLIENT}InternalError`, side: 'client', code })
const denied: ExpectedFault = { type: `${SERVER}AccessDenied`, side: 'client', code: 'ACCESS_DENIED' }
const missing: ExpectedFault = { ...denied, code: 'AGREEMENT_MISSING' }
const unknown = (at: string): ExpectedFault => ({ type: `${at}UnknownMember`, side: 'client', code: 'UNKNOWN_MEMBER' })
const as = (client: string): Question => ({ path: open.path, headers: [['X-Road-Client', client]] })

const CASES: readonly Case[] = [
  ['too few parts in the address', () => ({ path: '/r1/QA/GOV/MOI/traffic' }), malformed('MALFORMED_URL')],
  ['an address with half an escape', () => ({ path: '/r1/QA/GOV/MOI/traffic/%4' }), malformed('MALFORMED_URL')],
  ['an address of another version', () => ({ path: '/r9/QA/GOV/MOI/traffic/x' }), malformed('MALFORMED_URL')],
  ['an over-long address', () => ({ path: `${open.path}?q=${'x'.repeat(8 * 1024)}` }), malformed('URL_TOO_LONG')],
  ['an over-long head', () => ({ path: open.path, headers: long() }), malformed('HEAD_TOO_LARGE')],
  ['an unknown method', () => ({ path: open.path, method: 'PROPFIND' }), malformed('UNSUPPORTED_METHOD')],
  ['no client', () => as(''), { type: `${CLIENT}InvalidClientIdentifier`, side: 'client' }],
  ['a client of two parts', () => as('KW/GOV'), malformed('MALFORMED_IDENTIFIER')],
  ['a client with a bad escape', () => as('KW/GOV/MOI/%zz'), malformed('MALFORMED_IDENTIFIER')],
  ['an over-long client', () => as(`KW/GOV/MOI/${'x'.repeat(600)}`), malformed('MALFORMED_IDENTIFIER')],
  ['a client of another state', () => as('SA/GOV/MOI/traffic'), unknown(CLIENT)],
  ['a client that nobody knows', () => as('KW/GOV/NOBODY/none'), unknown(CLIENT)],
  ['a client in another case', () => as('kw/gov/moi/traffic'), unknown(CLIENT)],
  ['an unknown member', () => ({ path: '/r1/QA/GOV/NOBODY/none/x' }), unknown(CLIENT)],
  ['an unknown state', () => ({ path: '/r1/XX/GOV/MOI/traffic/violations' }), unknown(CLIENT)],
  [
    'an unknown service',
    () => ({ path: '/r1/QA/GOV/MOI/traffic/none' }),
    { type: `${SERVER}UnknownService`, side: 'client', code: 'UNKNOWN_SERVICE' },
  ],
  ['no agreement at all', () => ({ path: closed.path }), missing],
  ['no agreement on this path', () => ({ path: `${narrow.path}/other` }), missing],
  ['an encoded ..', () => ({ path: `${narrow.path}/api/%2e%2e/other` }), missing],
  ['a .. that climbs out, though all is allowed', () => ({ path: `${open.path}/%2e%2e/%2e%2e/etc` }), denied],
  ['a control character in the path', () => ({ path: `${open.path}/%00` }), denied],
  ['a path that is not UTF-8', () => ({ path: `${open.path}/%c0%ae` }), denied],
  [
    'a service that is switched off',
    () => ({ path: disabled.path }),
    { type: `${SERVER}ServiceDisabled`, side: 'provider', code: 'SERVICE_DISABLED' },
  ],
  [
    'a malformed gateway to choose',
    () => ({ path: open.path, headers: [['X-Road-Security-Server', 'QA/GOV']] }),
    malformed('MALFORMED_IDENTIFIER'),
  ],
  [
    'a represented party of three parts',
    () => ({ path: open.path, headers: [['X-Road-Represented-Party', 'A/B/C']] }),
    malformed('MALFORMED_IDENTIFIER'),
  ],
]

/** More than a head may hold, less than the parser's own bound on line and headers together. */
function long(): [string, string][] {
  return Array.from({ length: 66 }, (_, at) => [`X-Filler-${at}`, 'x'.repeat(1_000)])
}

describe('a calling system that sends', () => {
  it.each(CASES)('%s gets its typed error in both languages', async (_what, question, fault) => {
    const before = service.arrived.length
    for (const arabic of [false, true]) {
      const asked = question()
      const headers = [...(asked.headers ?? []), ['Accept-Language', arabic ? 'ar-QA, en;q=0.5' : 'en'] as const]
      expectFault(await network.call(asked.path, { ...asked, headers }), { ...fault, arabic })
    }
    expect(service.arrived.length).toBe(before)
    expect((await network.call(open.path)).status).toBe(200)
  })

  const port = network.ports('KW').http
  const lines = (...more: readonly string[]) =>
    `POST ${'/r1/QA/GOV/MOI/traffic/bad-open'} HTTP/1.1\r\nHost: kw\r\nX-Road-Client: KW/GOV/MOI/traffic\r\n${more.join('\r\n')}`

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a header without a colon', lines('broken header', '', '')],
    ['a space before the colon', lines('X-Bad : 1', '', '')],
    ['a null in a header', lines('X-Bad: a\0b', '', '')],
    ['length and chunks together', lines('Content-Length: 5', 'Transfer-Encoding: chunked', '', '0', '', '')],
    ['two lengths', lines('Content-Length: 5', 'Content-Length: 6', '', 'hello')],
    ['a malformed chunk', lines('Transfer-Encoding: chunked', '', 'zz', 'x', '', '')],
    ['another transfer coding', lines('Transfer-Encoding: gzip', '', 'x')],
    ['two hosts', lines('Host: other', 'Content-Length: 0', '', '')],
  ])('%s gets a Client.BadRequest and the end of the connection', async (_what, octets) => {
    const before = service.arrived.length
    const answer = await sendOctets(port, octets)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toMatch(/^x-road-error: Client\.BadRequest\r$/m)
    expect(answer).toMatch(/^x-rabt-error-side: client\r$/m)
    expect(answer).toContain('{"type":"Client.BadRequest","message":"')
    expect(service.arrived.length).toBe(before)
    expect((await network.call(open.path)).status).toBe(200)
  })
})
