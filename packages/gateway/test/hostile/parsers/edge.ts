import {
  type ErrorCode,
  type Header,
  isHeaderValue,
  isToken,
  parseResponseHead,
  RabtError,
  requestHash,
  uuidToString,
} from '@rabt/protocol'
import { checkFields } from '../../../src/agreements/check-fields.ts'
import { compilePattern, patternProblem } from '../../../src/authorise/pattern.ts'
import { readings } from '../../../src/authorise/readings.ts'
import { agreementOf, withAgreements } from '../../../src/authorise/testing/agreements.ts'
import { answerDirectory } from '../../../src/discovery/lists.ts'
import { faultFormat, preferredLanguage, wantsJsonList } from '../../../src/edge-consumer/answer/accept.ts'
import { checkAnswer } from '../../../src/edge-consumer/check-answer.ts'
import { EDGE_LIMITS } from '../../../src/edge-consumer/deps.ts'
import { endpointOf, originForm } from '../../../src/edge-consumer/endpoint.ts'
import { idempotencyOf } from '../../../src/edge-consumer/idempotency.ts'
import { parseCall } from '../../../src/edge-consumer/parse-call.ts'
import { VIEW } from '../../../src/edge-consumer/testing/directory.ts'
import { answerTo } from '../../../src/edge-consumer/testing/fake-exchange.ts'
import type { Edge, Turn } from '../../../src/edge-consumer/turn.ts'
import type { ProvideDeps } from '../../../src/edge-provider/deps.ts'
import { getOpenApi } from '../../../src/edge-provider/metadata/open-api.ts'
import { createProvide } from '../../../src/edge-provider/provide.ts'
import { AnswerParser } from '../../../src/edge-provider/service/answer-parser.ts'
import type { ServiceAnswer } from '../../../src/edge-provider/service/service-call.ts'
import { incomingCall, PROVIDER } from '../../../src/edge-provider/test-call.ts'
import type { Answer, IncomingCall } from '../../../src/exchange.ts'
import type { LocalRegistry, ServiceSetting } from '../../../src/registry/local-registry.ts'
import { NOW } from '../federation.ts'
import { latin1, type Parser, parser } from '../parser.ts'

const SERVICE = `${PROVIDER}/violations`
const CALL = incomingCall(NOW, {
  headers: [
    ['Authorization', 'Bearer sample'],
    ['Accept', '*/*'],
  ],
})
const edge = { limits: EDGE_LIMITS } as Edge

/** A request as Node's parser gives it: method, target, then header lines. */
function turnOf(text: string): Turn {
  const [line = '', ...lines] = text.split('\n')
  const space = line.indexOf(' ')
  const rawHeaders = lines.flatMap((one) => {
    const colon = Math.max(one.indexOf(':'), 0)
    return [one.slice(0, colon), one.slice(colon + 1).trim()]
  })
  const req = { method: line.slice(0, Math.max(space, 0)), rawHeaders, httpVersion: '1.1' }
  return { req, target: originForm(line.slice(space + 1)), call: null } as unknown as Turn
}

const REQUEST = `GET /r1/${SERVICE}/a?plate=1 HTTP
Host: kw.example
X-Road-Client: KW/GOV/MOI/traffic
X-Road-Id: 1
X-Road-Represented-Party: GOV/MOI
X-Road-Security-Server: QA/GOV/EGOV/gw1
X-Rabt-Agreement: KW/2026/7
X-Rabt-Purpose: traffic-violations
Connection: keep-alive, X-Secret
Content-Length: 3
Idempotency-Key: abc
Accept: text/xml;q=0.3, application/json
Accept-Language: ar-KW;q=0.8, en`.replace(' HTTP\n', '\n')

const consumer: readonly Parser[] = [
  parser({
    name: 'edge-request',
    format: 'text',
    share: 2,
    seeds: [Buffer.from(REQUEST)],
    read: (input) => {
      const turn = turnOf(latin1(input))
      endpointOf(turn.req.method ?? '', turn.target)
      parseCall(turn, edge)
      const headers = turn.call?.headers ?? []
      const value = (name: string): string | null => headers.find(([one]) => one.toLowerCase() === name)?.[1] ?? null
      faultFormat(value('accept'))
      wantsJsonList(value('accept'))
      preferredLanguage(value('accept-language'))
      idempotencyOf(headers, turn.req.method ?? '', turn.target, null)
    },
  }),
  parser({
    name: 'edge-answer',
    format: 'text',
    share: 2,
    seeds: [Buffer.from(answerHead())],
    read: (input) => {
      const turn = answered(input)
      checkAnswer(turn)
      for (const [name, value] of turn.reply?.headers ?? [])
        if (!isToken(name) || !isHeaderValue(value)) throw new Error('no header came out')
    },
  }),
  parser({
    name: 'answer-fields',
    format: 'json',
    share: 2,
    seeds: ['{"plate":"1","fines":[{"amount":2,"paid":null}]}', ' {"\\u0070late":[]} ', '[]', 'null'].map((text) =>
      Buffer.from(text),
    ),
    read: (input) => {
      const agreement = { id: 'KW/2026/7', responseFields: ['/plate', '/fines/*/amount', '/fines/*/paid'] }
      checkFields(agreement, { status: 200, headers: [['Content-Type', 'application/json']], body: input }, 'provider')
      if (input.length === 0) return
      const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input))
      const names = new Set<string>()
      JSON.stringify(value, (name, below: unknown) => {
        // What is agreed as a whole may hold anything.
        if (name === 'plate' || name === 'amount' || name === 'paid') return null
        names.add(name)
        return below
      })
      if ([...names].some((name) => name !== '' && name !== 'fines' && !/^\d+$/.test(name)))
        throw new Error('passed on what was not agreed')
    },
  }),
  parser({
    name: 'directory-question',
    format: 'text',
    seeds: [
      'members?q=%D8%A7%D9%84&state=KW&after=KW/GOV/MOI&limit=7',
      'services?q=x&state=QA&member=QA/GOV/MOI&group=GCC/x&consumer=KW/GOV/MOI/traffic&agreement=KW/2026/7&limit=200',
      'counterparts?of=KW/GOV/MOI&state=QA',
      'agreements?consumer=KW/GOV/MOI/traffic&service=QA/GOV/MOI/traffic/violations&state=KW',
    ].map((text) => Buffer.from(text)),
    read: (input) => {
      const [list = '', query = ''] = latin1(input).split('?', 2)
      const answer = JSON.stringify(answerDirectory(VIEW, list, new URLSearchParams(query), NOW))
      if (answer.length > 100_000) throw new Error('an answer without bound')
    },
  }),
  parser({
    name: 'path-readings',
    format: 'text',
    seeds: ['/a/../b', '/a/%2e%2e/x', '/a;b//c'].map((text) => Buffer.from(text)),
    read: (input) => readings(latin1(input)),
  }),
  parser({
    name: 'path-pattern',
    format: 'text',
    refusesNothing: true,
    seeds: ['/a/*/b', '**', '/a/**/\\*'].map((text) => Buffer.from(text)),
    read: (input) => {
      const pattern = latin1(input)
      if (patternProblem(pattern) === null) compilePattern(pattern).matches(`/a/b/${'a'.repeat(500)}`)
    },
  }),
]

function outgoing() {
  return { ...CALL, service: SERVICE, gateway: 'QA/GOV/EGOV/gw1', idempotency: null }
}

function answerHead(): Uint8Array {
  return answerTo(outgoing(), { headers: [['Content-Type', 'text/plain']] }).head
}

function answered(head: Uint8Array): Turn {
  let status = 200
  try {
    status = parseResponseHead(head).status
  } catch {
    // The step says so itself.
  }
  const answer: Answer = { ...answerTo(outgoing()), head, status }
  return {
    answer,
    client: CALL.consumer,
    call: { service: SERVICE },
    xroadId: 'KW-3f1d0c6e-5c1e-4a7e-9d3f-0123456789ab',
    requestId: uuidToString(CALL.id),
    requestHash: requestHash(CALL.head, CALL.body),
    reply: null,
  } as unknown as Turn
}

const AGREED = withAgreements(VIEW, [agreementOf()])

const setting: ServiceSetting = {
  id: SERVICE,
  type: 'OPENAPI',
  url: 'http://127.0.0.1:9/api',
  descriptionUrl: 'http://127.0.0.1:9/openapi',
  timeoutMs: 60_000,
  disabled: null,
  verifyTls: true,
  endpoints: [{ method: 'GET', path: '/**' }],
}

function provideDeps(answer: ServiceAnswer): ProvideDeps {
  return {
    registry: {
      service: (id: string) => (id === SERVICE ? setting : undefined),
      services: () => [setting],
      servicesOf: () => [setting],
      maintenance: () => ({ active: false, notice: null }),
      onChange: () => {},
    } as unknown as LocalRegistry,
    directory: () => AGREED,
    mayRun: () => {},
    usage: { take: () => {} },
    caller: { call: async () => answer, retain: () => {}, close: async () => {} },
    clock: () => NOW,
    random: (count) => Buffer.alloc(count, 9),
    spelling: 'classic',
    log: { warn: () => {}, error: () => {} },
  }
}

const OK: ServiceAnswer = { status: 200, reason: 'OK', headers: [['Set-Cookie', 'a=1']], body: null }

/** A provider's side never rejects: what it could not do stands as an outcome in the answer, whose head can be read. */
async function provided(call: IncomingCall, answer: ServiceAnswer): Promise<void> {
  const draft = await createProvide(provideDeps(answer))(call)
  parseResponseHead(draft.head)
  if (draft.outcome !== null) throw new RabtError(draft.outcome as ErrorCode)
}

function serviceAnswer(input: Buffer): ServiceAnswer {
  const [line = '', ...lines] = latin1(input).split('\n')
  const headers = lines.map((one): Header => {
    const colon = one.indexOf(':')
    return [one.slice(0, Math.max(colon, 0)), one.slice(colon + 1)]
  })
  return { status: Number.parseInt(line, 10) || 0, reason: line.slice(4), headers, body: Buffer.from('{}') }
}

/** What a system sends, in two pieces: it must mean the same in one. */
function readServiceHttp(input: Buffer): void {
  const half = input.length >> 1
  const [whole, cut] = [[input], [input.subarray(0, half), input.subarray(half)]].map((pieces) => {
    const seen: string[] = []
    const parser = new AnswerParser('GET', 1_000, {
      onHead: (head) => seen.push(JSON.stringify(head)),
      onBody: (piece) => seen.push(latin1(piece)),
    })
    try {
      for (const piece of pieces) parser.feed(piece)
      parser.end()
      return { meaning: seen.join(''), error: null }
    } catch (error) {
      return { meaning: '', error }
    }
  })
  if (whole?.error && cut?.error) throw whole.error
  if (whole?.error || cut?.error || whole?.meaning !== cut?.meaning)
    throw new Error('the pieces of an answer change it')
}

const description = (type: string) =>
  parser({
    name: `openapi-${type}`,
    format: type === 'json' ? 'json' : 'text',
    share: 0.3,
    seeds: [Buffer.from(type === 'json' ? JSON.stringify(OPENAPI) : YAML)],
    read: async (input) => {
      const headers: Header[] = [['content-type', `application/${type}`]]
      const question = {
        service: SERVICE,
        servicePath: '',
        query: 'serviceCode=violations',
        headers: [],
        xroadId: '1',
        purpose: null,
      }
      await getOpenApi(provideDeps({ status: 200, reason: 'OK', headers, body: input }), CALL, question, 1_000)
    },
  })

const OPENAPI = {
  openapi: '3.1.0',
  info: { title: 'Violations', version: '1' },
  servers: [{ url: 'http://127.0.0.1:9/api' }],
  paths: { '/a': { get: { servers: [{ url: '/x' }], responses: {} } } },
  'x-number': 9_223_372_036,
}
const YAML = `openapi: 3.1.0
info: {title: Violations, version: "1"}
servers:
  - url: http://127.0.0.1:9/api
paths:
  /a:
    get: {servers: [{url: /x}], responses: {}}
`

export const EDGES: readonly Parser[] = [
  ...consumer,
  parser({
    name: 'provider-request',
    format: 'text',
    share: 2,
    seeds: [Buffer.from(CALL.head)],
    read: (input) => provided({ ...CALL, head: input }, OK),
  }),
  parser({
    name: 'provider-answer',
    format: 'text',
    share: 2,
    seeds: [Buffer.from('200 OK\nContent-Type:text/plain\nSet-Cookie:a=1\nX-Road-Id:2')],
    read: (input) => provided(CALL, serviceAnswer(input)),
  }),
  parser({
    name: 'service-http',
    format: 'text',
    share: 2,
    seeds: [
      'HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 3\r\n\r\nabc',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nKeep-Alive: timeout=5\r\n\r\n3;x\r\nabc\r\n0\r\nX-T: 1\r\n\r\n',
      'HTTP/1.0 404\r\nConnection: keep-alive\r\n\r\nuntil the end',
    ].map((text) => Buffer.from(text)),
    read: readServiceHttp,
  }),
  description('json'),
  description('yaml'),
]
