import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CHECKS,
  type CheckedView,
  type CheckResult,
  type GatewayRecord,
  openDirectory,
  opsKeysOf,
  type ReportContent,
  type Signer,
  signReport,
  signRunRequest,
  verifyReport,
} from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchFrom, foundDirectory, HERE } from '../../test/repository.ts'
import { openCertificateAuthority } from '../ca/certificate-authority.ts'
import { createConformanceFace } from './face.ts'
import { Reports } from './reports.ts'

const dir = mkdtempSync(join(tmpdir(), 'rabt-face-'))
const NOW = Date.now()
const time = { now: NOW }
const failures: unknown[] = []
let view: CheckedView
let isOld = false
let server: Server
let base: string
let signerOf: (state: string) => Signer
beforeAll(async () => {
  const { repository, trustedRoot, input } = await foundDirectory(NOW)
  signerOf = (state) => input.opsKeys?.[state] as Signer
  const options = { home: join(dir, 'directory'), mirrors: [HERE], trustedRoot, clock: () => NOW }
  const client = await openDirectory({ ...options, fetch: fetchFrom(repository) })
  const url = 'http://127.0.0.1:1'
  const authority = await openCertificateAuthority({
    dir: join(dir, 'kw'),
    code: 'KW',
    organization: 'X',
    url,
    clock: Date.now,
  })
  const gateways = new Map(['AE', 'KW'].map((code) => [`${code}/GOV/EGOV/gw1`, recordOf(code)]))
  const cas = ['AE', 'KW'].map((state) => ({ state, certificate: authority.der, ocspUrl: `${url}/ocsp` }))
  view = { ...(await client.refresh()), gateways, cas }
  const face = createConformanceFace({
    state: 'KW',
    gateway: 'KW/GOV/EGOV/gw1',
    edge: new URL(url),
    authority,
    software: 'rabt test',
    signer: signerOf('KW'),
    reports: new Reports(join(dir, 'reports')),
    clock: () => time.now,
    directory: async () => {
      if (isOld) throw new RabtError('DIRECTORY_EXPIRED')
      return view
    },
    failed: (error) => failures.push(error),
  })
  server = createServer(face).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
  rmSync(dir, { recursive: true })
  expect(failures).toEqual([])
})

/** A gateway at a port where nobody listens: every look at it has an outcome at once. */
const recordOf = (state: string): GatewayRecord => ({
  id: `${state}/GOV/EGOV/gw1`,
  state,
  owner: `${state}/GOV/EGOV`,
  name: { ar: 'ب', en: 'G' },
  linkUrl: 'wss://127.0.0.1:1/link',
  tlsKeys: [],
  keys: [],
})

async function ask(method: string, path: string, body?: Uint8Array | string, token?: string) {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, bytes, json: () => JSON.parse(bytes.toString('utf8')) }
}
const PATH = '/conformance/v1'
const post = (path: string, body: Uint8Array | string, token?: string) => ask('POST', `${PATH}/${path}`, body, token)
const refused = async (answer: ReturnType<typeof ask>) => {
  const { status, json } = await answer
  return [status, json().code]
}

async function begin(state = 'AE', signer = signerOf(state)) {
  const { challenge } = (await ask('GET', `${PATH}/challenge`)).json()
  return post('runs', await signRunRequest({ state, partner: 'KW', challenge }, signer))
}

/** A run in which the partner looked at TLS alone, and the report of it. */
async function run() {
  const { run: id, token } = (await begin()).json() as { readonly run: string; readonly token: string }
  const { results } = (await post(`runs/${id}/acts/tls`, '{}', token)).json() as { readonly results: CheckResult[] }
  const seen = new Map(results.map((result) => [result.code, result]))
  const content: ReportContent = {
    federation: view.federation,
    run: id,
    state: 'AE',
    partner: 'KW',
    gateway: 'AE/GOV/EGOV/gw1',
    partnerGateway: 'KW/GOV/EGOV/gw1',
    directory: { number: view.version.number, hash: Buffer.from(view.version.hash).toString('base64') },
    software: { state: 'rabt test', partner: 'rabt test' },
    started: NOW - 1_000,
    ended: NOW,
    checks: CHECKS.map(({ code }) => seen.get(code) ?? unmade(code)),
  }
  const end = () => ask('DELETE', `${PATH}/runs/${id}`, undefined, token)
  return { id, token, content, results, end, hand: (half: Uint8Array) => post(`runs/${id}/report`, half, token) }
}
const unmade = (code: string): CheckResult => ({
  code,
  result: 'skipped',
  reason: 'NOT_RUN',
  detail: null,
  durationMs: 0,
})

describe('a partner', () => {
  it('runs once at a time for a state that signs, and does each act once', async () => {
    const { id, token, results, end } = await run()
    expect(new Set(results.map(({ reason }) => reason))).toEqual(new Set(['NOT_REACHABLE']))
    expect(await refused(begin())).toEqual([403, 'RUN_REFUSED'])
    expect(await refused(post(`runs/${id}/acts/tls`, '{}', token))).toEqual([409, 'CONFLICT'])
    // Certificates are for the own state's run alone.
    for (const act of ['spare', 'revoke', 'constructor']) {
      expect(await refused(post(`runs/${id}/acts/${act}`, '{}', token)), act).toEqual([404, 'NOT_FOUND'])
    }
    expect((await end()).status).toBe(204)
    expect(await refused(post(`runs/${id}/acts/octets`, '{}', token))).toEqual([401, 'UNAUTHENTICATED'])
  })

  it('says that the directory is out of date by 503: who asks did nothing wrong', async () => {
    isOld = true
    const refusal = await refused(begin())
    isOld = false
    expect(refusal).toEqual([503, 'DIRECTORY_EXPIRED'])
  })

  it('refuses another key, a state without a gateway, and a request to somebody else', async () => {
    expect(await refused(begin('AE', signerOf('OM')))).toEqual([403, 'RUN_REFUSED'])
    expect(await refused(begin('OM'))).toEqual([403, 'RUN_REFUSED'])
    const { challenge } = (await ask('GET', `${PATH}/challenge`)).json()
    const elsewhere = await signRunRequest({ state: 'AE', partner: 'SA', challenge }, signerOf('AE'))
    expect(await refused(post('runs', elsewhere))).toEqual([403, 'RUN_REFUSED'])
  })

  it('signs a report that says what it saw, keeps it, and shows it on the board', async () => {
    const { content, hand } = await run()
    const answer = await hand(await signReport(content, signerOf('AE')))
    expect(answer.status).toBe(201)
    const report = verifyReport(answer.bytes, { opsKeys: opsKeysOf(view), now: NOW })
    expect(report).toMatchObject({ passed: false, signedBy: ['AE', 'KW'] })
    const digest = Buffer.from(report.digest).toString('hex')
    expect((await ask('GET', `${PATH}/reports/${digest}`)).bytes).toEqual(answer.bytes)
    const { states } = (await ask('GET', '/board')).json()
    expect(states.find(({ state }: { state: string }) => state === 'AE').report).toMatchObject({ partner: 'KW' })
  })

  it.each([
    [
      'makes a pass of what it saw fail',
      (content: ReportContent) => change(content, 'tls.version', { result: 'pass', reason: null }),
    ],
    [
      'passes what it never looked at',
      (content: ReportContent) => change(content, 'link.in', { result: 'pass', reason: null }),
    ],
    ['is of another run', (content: ReportContent) => ({ ...content, run: '00000000-0000-4000-8000-000000000000' })],
    ['is of another time', (content: ReportContent) => ({ ...content, started: NOW - 400_000, ended: NOW - 399_000 })],
  ])('signs none that %s', async (_what, make) => {
    const { content, hand, end } = await run()
    expect(await refused(hand(await signReport(make(content), signerOf('AE'))))).toEqual([403, 'RUN_REFUSED'])
    await end()
  })

  it('signs none that the newcomer has not signed', async () => {
    const { content, hand, end } = await run()
    expect(await refused(hand(await signReport(content, signerOf('OM'))))).toEqual([400, 'REPORT_INVALID'])
    await end()
  })

  it('runs no more than twelve in ten minutes', async () => {
    const outcomes: number[] = []
    for (let made = 0; made < 12; made++) {
      const answer = await begin()
      outcomes.push(answer.status)
      if (answer.status === 201) {
        const { run: id, token } = answer.json()
        await ask('DELETE', `${PATH}/runs/${id}`, undefined, token)
      }
    }
    expect(outcomes.at(-1)).toBe(403)
    time.now += 10 * 60_000
    expect((await begin()).status).toBe(201)
    time.now = NOW
  })
})

function change(content: ReportContent, code: string, to: Partial<CheckResult>): ReportContent {
  return {
    ...content,
    checks: content.checks.map((each) => (each.code === code ? { ...each, ...to, detail: null } : each)),
  }
}
