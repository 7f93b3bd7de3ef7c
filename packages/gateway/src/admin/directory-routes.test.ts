import type { CheckedView } from '@rabt/directory'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UsageMeter } from '../agreements/usage-meter.ts'
import { acceptedBy, agreementOf, withAgreements } from '../authorise/testing/agreements.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { VIEW } from '../edge-consumer/testing/directory.ts'
import { readAudit } from './audit.ts'
import type { AdminApp, AdminDeps } from './deps.ts'
import { mountDirectory } from './directory-routes.ts'
import { problem } from './problem.ts'

const NOW = Date.UTC(2026, 10, 24, 12)
const DAY_MS = 86_400_000
let schema: TestSchema
let app: AdminApp
let refreshes: number
let usage: { readonly consumer: UsageMeter; readonly provider: UsageMeter }

beforeEach(async () => {
  schema = await createTestSchema()
  refreshes = 0
  usage = { consumer: new UsageMeter(), provider: new UsageMeter() }
  const view = withAgreements(VIEW, [
    agreementOf({ id: 'KW/2026/1', until: NOW + 10 * DAY_MS + 1 }),
    agreementOf({ id: 'KW/2026/2', positions: acceptedBy('QA') }),
    agreementOf({
      id: 'QA/2026/1',
      author: 'QA',
      consumer: { subsystem: 'SA/GOV/MOI/traffic' },
      positions: acceptedBy('QA', 'SA'),
    }),
    agreementOf({ id: 'GCC/2017/1', author: 'GCC', consumer: { group: 'GCC/traffic' } }),
  ]) as CheckedView
  app = new Hono()
  app.onError((error, c) => problem(c, error))
  app.use(async (c, next) => {
    c.set('actor', 'token')
    await next()
  })
  const deps: Pick<AdminDeps, 'pool' | 'instance' | 'directory' | 'usage' | 'clock'> = {
    pool: schema.pool,
    instance: 'KW',
    directory: {
      view: () => view,
      refresh: async () => {
        refreshes++
        return view
      },
      status: () => ({
        version: view.version,
        expires: NOW + 60_000,
        lastRefresh: NOW - 1,
        lastError: null,
        mode: 'current',
        issues: [],
      }),
    },
    usage,
    clock: () => NOW,
  }
  mountDirectory(app, deps as AdminDeps)
})
afterEach(() => schema.drop())

async function ask(path: string, method = 'GET') {
  const answer = await app.request(`http://localhost/admin/v1/${path}`, { method })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

describe('the directory, for operators', () => {
  const standing = {
    version: { number: 7, hash: '00'.repeat(32) },
    mode: 'current',
    expires: NOW + 60_000,
    readOnlyFrom: NOW + 60_000 + DAY_MS,
    refusedFrom: NOW + 60_000 + 8 * DAY_MS,
    lastRefresh: NOW - 1,
    lastError: null,
    issues: [],
  }

  it('says how current it is and when it stops to serve', async () => {
    expect(await ask('directory')).toEqual({ status: 200, body: standing })
  })

  it('is asked anew at once, by a refresh that began after the question, and that is written down', async () => {
    expect(await ask('directory/refresh', 'POST')).toEqual({ status: 200, body: standing })
    expect(refreshes).toBe(2)
    const rows = await readAudit(schema.pool, 0, 10)
    expect(rows.map(({ action, details }) => [action, details])).toEqual([['directory.refresh', { version: 7 }]])
  })

  it('is searched as at the edge', async () => {
    const { body } = await ask(`directory/members?q=${encodeURIComponent('الداخليه')}`)
    expect((body.members as { id: string }[]).map(({ id }) => id)).toEqual(['KW/GOV/MOI'])
    expect((await ask('directory/nothing')).status).toBe(404)
    expect((await ask('directory/members?of=x')).status).toBe(400)
  })
})

describe('agreements, for operators', () => {
  it('are those of the own state: whether in force, what is used of them today, when they end', async () => {
    usage.consumer.take(agreementOf({ id: 'KW/2026/1' }), 'KW/GOV/MOI/traffic', NOW)
    usage.provider.take(agreementOf({ id: 'KW/2026/1' }), 'QA/GOV/MOI/traffic', NOW)
    const { body } = await ask('agreements')
    const rows = body.agreements as Record<string, unknown>[]
    expect(rows.map(({ id, state, ownPosition, endsInDays }) => [id, state, ownPosition, endsInDays])).toEqual([
      ['GCC/2017/1', null, 'accepted', null],
      ['KW/2026/1', 'in-force', 'accepted', 10],
      ['KW/2026/2', 'not-accepted', null, null],
    ])
    expect(rows[1]?.usedToday).toEqual({
      asConsumer: { 'KW/GOV/MOI/traffic': 1 },
      asProvider: { 'QA/GOV/MOI/traffic': 1 },
    })
  })

  it('come in pages', async () => {
    const first = (await ask('agreements?limit=2')).body
    expect(first.next).toBe('KW/2026/1')
    const { body } = await ask(`agreements?limit=2&after=${encodeURIComponent(String(first.next))}`)
    expect((body.agreements as { id: string }[]).map(({ id }) => id)).toEqual(['KW/2026/2'])
    expect(body.next).toBeNull()
  })

  it('are shown one by one, those of others too', async () => {
    expect((await ask('agreements/QA%2F2026%2F1')).body).toMatchObject({ id: 'QA/2026/1', state: 'in-force' })
    expect((await ask('agreements/QA%2F2026%2F9')).status).toBe(404)
  })
})
