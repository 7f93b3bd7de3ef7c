import { createHash } from 'node:crypto'
import { parseRequestHead } from '@rabt/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestEdge, type TestEdge } from './testing/edge.ts'
import { ask, CLIENT, header, json, request, SERVICE } from './testing/talk.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge.edge.close())

/** Headers in the head of the call, those apart that the edge adds. */
async function forwarded(headers: readonly string[]): Promise<string[]> {
  const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, headers))
  expect(answer.status).toBe(200)
  const all = parseRequestHead(edge.exchange.last.head).headers.map(([name, value]) => `${name}:${value}`)
  return all.filter((line) => !/^x-road-(request-)?id:/.test(line))
}

it('keeps order, case, duplicates and octets of every other header', async () => {
  const headers = [
    'aCCept: a/b',
    'X-B: 2',
    CLIENT,
    'x-b:1',
    'X-B: 2',
    'Empty:',
    'Octets: \u00e9\u00ff\u0080 \t x',
    'Via: 1.1 p',
  ]
  expect(await forwarded(headers)).toEqual(headers.map((line) => line.replace(/: ?/, ':')))
})

it('keeps three thousand headers', async () => {
  const many = Array.from({ length: 3_000 }, (_, i) => `a: ${i}`)
  expect(await forwarded([CLIENT, ...many])).toHaveLength(3_001)
})

it('drops the headers of the connection, whatever their case, and what Connection names', async () => {
  const dropped = [
    'connection: X-Hop, keep-alive',
    'Keep-Alive: 5',
    'Proxy-Authenticate: x',
    'PROXY-AUTHORIZATION: x',
    'TE: trailers',
  ]
  const more = ['Trailer: x', 'Upgrade: h2c', 'User-Agent: curl', 'Server: x', 'Expect: x', 'X-Hop: 1', 'x-hop: 2']
  expect(await forwarded([CLIENT, ...dropped, ...more, 'X-Stay: 1'])).toEqual([
    'X-Road-Client:KW/GOV/MOI/traffic',
    'X-Stay:1',
  ])
})

it('drops what only gateways set', async () => {
  const lines = ['X-Road-Request-Id: mine', 'x-road-request-hash: mine', 'X-Road-Service: QA/GOV/MOI/traffic/other']
  expect(await forwarded([CLIENT, ...lines])).toEqual(['X-Road-Client:KW/GOV/MOI/traffic'])
})

it('lets the last of repeated X-Road headers win, and only that one travel', async () => {
  const lines = await forwarded([
    'X-Road-Client: KW/GOV/OTHER/x',
    'X-Road-Represented-Party: COM/1/too/many',
    'X-Road-UserId: KW1',
    'X-Road-UserId: KW2',
    'x-road-client: KW/GOV/MOI/a%2Fb',
    'X-Road-Represented-Party: COM/1',
    'X-Rabt-Purpose: another',
    'X-Rabt-Agreement: QA/2026/1',
    'X-Rabt-Agreement: QA/2026/2',
    'X-Rabt-Purpose: traffic-violations',
  ])
  expect(lines).toEqual([
    'X-Road-UserId:KW1',
    'X-Road-UserId:KW2',
    'x-road-client:KW/GOV/MOI/a%2Fb',
    'X-Road-Represented-Party:COM/1',
    'X-Rabt-Agreement:QA/2026/2',
    'X-Rabt-Purpose:traffic-violations',
  ])
  expect(edge.exchange.last.consumer).toBe('KW/GOV/MOI/a%2Fb')
})

it('does not act on an X-Road header that Connection names', async () => {
  const octets = request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, 'Connection: X-Road-Client'])
  expect(json(await ask(edge.http, octets)).type).toBe('Server.ClientProxy.InvalidClientIdentifier')
})

it('keeps secrets out of the head and hands them over beside it', async () => {
  const lines = await forwarded([CLIENT, 'Authorization: Bearer s3cret', 'cookie: a=b', 'Cookie: \u00e9'])
  const { head, secrets, headSalt } = edge.exchange.last
  expect(Buffer.from(head).toString('latin1')).not.toContain('s3cret')
  expect(secrets.map(({ name, value }) => [name, Buffer.from(value).toString('latin1')])).toEqual([
    ['Authorization', 'Bearer s3cret'],
    ['cookie', 'a=b'],
    ['Cookie', '\u00e9'],
  ])
  const digest = createHash('sha256').update(headSalt).update('Bearer s3cret').digest('base64')
  expect(lines[1]).toBe(`Authorization:rabt-digest=${digest}`)
})

it('refuses a value that looks like a replaced secret of the other direction', async () => {
  const octets = request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, 'Set-Cookie: rabt-digest=AAAA'])
  expect(await ask(edge.http, octets)).toMatchObject({ status: 400 })
})

it.each([
  ['X-Road-Represented-Party: a/b/c', 'Server.ClientProxy.InternalError'],
  ['X-Road-Represented-Party:', 'Server.ClientProxy.InternalError'],
  ['X-Road-Security-Server: QA/GOV/EGOV', 'Server.ClientProxy.InternalError'],
  ['X-Road-Client: KW/GOV', 'Server.ClientProxy.InternalError'],
  ['X-Road-Client: KW/GOV/MOI/traffic/x', 'Server.ClientProxy.InternalError'],
  ['X-Road-Client: KW/GOV/MOI/tr%zzaffic', 'Server.ClientProxy.InternalError'],
  ['X-Road-Client: KW/GOV/MOI/tr affic', 'Server.ClientProxy.InternalError'],
  ['X-Road-Client: KW/GOV/MOI/\u00e9', 'Server.ClientProxy.InternalError'],
  ['X-Road-Client:', 'Server.ClientProxy.InvalidClientIdentifier'],
  ['X-Road-Client: KW/GOV/MOI/nobody', 'Server.ClientProxy.UnknownMember'],
  ['X-Road-Client: KW/GOV/MOI/TRAFFIC', 'Server.ClientProxy.UnknownMember'],
  // Registered here, but the directory says another gateway.
  ['X-Road-Client: KW/GOV/MOI/elsewhere', 'Server.ClientProxy.UnknownMember'],
])('refuses %j as %s', async (line, type) => {
  const answer = await ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, line]))
  expect(answer.status).toBe(500)
  expect(header(answer, 'x-road-error')).toBe(type)
  expect(json(answer).type).toBe(type)
})
