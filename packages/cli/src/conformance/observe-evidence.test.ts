import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FakeHome, openFakeHome } from '../testing/fake-home.ts'
import { lookAtEvidence } from './observe-evidence.ts'
import type { Site } from './site.ts'

let fake: FakeHome
let site: Site
beforeAll(async () => {
  fake = await openFakeHome()
  const node = { dir: fake.nodeDir, host: '127.0.0.1', http: fake.httpPort, admin: fake.adminPort, mirrors: [] }
  site = {
    state: 'KW',
    node,
    gateway: 'KW/GOV/EGOV/gw1',
    keys: '',
    edge: new URL('http://a'),
    trustedRoot: Buffer.from('{}'),
  }
})
afterAll(() => fake.stop())

it('evidence that is no bundle does not verify', async () => {
  fake.admin = (_request, response) => response.end('not a bundle')
  expect(await lookAtEvidence(site, 'id', Date.now())).toMatchObject({ reason: 'EVIDENCE_INVALID' })
})

it('a gateway without evidence says so by its code', async () => {
  const message = { ar: 'لا', en: 'no' }
  fake.admin = (_request, response) =>
    response.writeHead(404).end(JSON.stringify({ code: 'EVIDENCE_NOT_FOUND', message }))
  expect(await lookAtEvidence(site, 'id', Date.now())).toEqual({
    reason: 'EVIDENCE_MISSING',
    detail: 'EVIDENCE_NOT_FOUND',
  })
})

it('without a call there is nothing to look for', async () => {
  expect(await lookAtEvidence(site, null, Date.now())).toEqual({ reason: 'NOT_RUN' })
})
