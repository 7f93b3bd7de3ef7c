import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { publish } from '../content/publish.ts'
import { serviceRecord } from '../content/testing/records.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { foundLaunch } from '../launch/found.ts'
import { composePortal } from './serve.ts'
import { testConfig } from './testing/config.ts'

let schema: TestSchema
beforeAll(async () => {
  schema = await createTestSchema('undecided')
})
afterAll(() => schema.drop())

const BASE = 'http://127.0.0.1:8000'

it('the whole portal shows readers what was launched, marked, and staff where to sign in', async () => {
  let now = Date.UTC(2026, 10, 30)
  const { app, close } = composePortal(testConfig(), schema.pools, pino({ level: 'silent' }), () => now)
  const get = (path: string) => app.request(BASE + path)
  await publish(schema.pools.worker, serviceRecord('KW/service/one'), { origin: 'network', at: new Date(now) })
  expect((await get('/ar/services')).status).toBe(404)
  expect((await get('/ar/services/kw/one')).status).toBe(404)
  expect((await get('/ar/launch')).status).toBe(200)
  await foundLaunch(schema.pools.staff, { number: 'GCC/SAMPLE/1', on: '2026-11-01' })
  now += 60_000
  await get('/ar')
  await expect.poll(async () => (await get('/ar/services')).status).toBe(200)
  const page = await (await get('/ar/services/kw/one')).text()
  expect(page).toContain('class="trial-bar"')
  expect(page).toContain('href="/ar/launch#missing"')
  expect(await (await get('/en/launch')).text()).toContain('GCC/SAMPLE/1')
  const staff = await get('/ar/staff')
  expect([staff.status, staff.headers.get('location')]).toEqual([303, '/ar/staff/sign-in?to=%2Far%2Fstaff'])
  const signIn = await get('/ar/staff/sign-in')
  expect([signIn.status, signIn.headers.get('content-security-policy')]).toEqual([
    200,
    expect.stringContaining("default-src 'none'"),
  ])
  close()
})
