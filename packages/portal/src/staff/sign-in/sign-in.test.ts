import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createIdentityServer, identitySettings } from '@rabt/testbed'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTenant } from '../../content/in-tenant.ts'
import { createTestSchema, type TestSchema } from '../../database/test-schema.ts'
import { PortalError } from '../../error/portal-error.ts'
import type { Tenant } from '../../record/common.ts'
import type { StaffDeps } from '../deps.ts'
import { identitySetting, openIdentity } from './provider.ts'
import { safeReturn, signInRoutes } from './routes.ts'
import { beginSession, endSession, findSession, SESSION_LIMITS, sweepSessions } from './session.ts'

const PORTAL = 'http://127.0.0.1:1'
const secrets = Object.fromEntries(
  ['KW', 'SA', 'QA', 'AE', 'BH', 'OM', 'GCC'].map((code) => [code, `${code}-secret-of-the-sample`]),
)
let schema: TestSchema
let server: Server
let deps: StaffDeps
let app: Hono
let now = Date.now()
beforeAll(async () => {
  schema = await createTestSchema()
  // The issuer has the port in it, so the port is taken first.
  const first = createIdentityServer({ origin: 'http://127.0.0.1', portal: PORTAL, secrets })
  first.listen(0, '127.0.0.1')
  await once(first, 'listening')
  const { port } = first.address() as AddressInfo
  await new Promise((closed) => first.close(closed))
  const origin = `http://127.0.0.1:${port}`
  server = createIdentityServer({ origin, portal: PORTAL, secrets })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const settings = identitySettings(origin, secrets).map((one) => identitySetting.parse(one))
  deps = {
    staff: schema.pools.staff,
    worker: schema.pools.worker,
    clock: () => now,
    baseUrl: PORTAL,
    identities: new Map(settings.map((one) => [one.tenant as Tenant, openIdentity(one)])),
    failed: () => undefined,
  }
  app = new Hono().route('/', signInRoutes(deps))
  app.onError((error, c) => c.text(error instanceof PortalError ? error.code : String(error), 400))
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await schema.drop()
})

/** A browser as far as cookies and redirects go. */
function browser() {
  const jar = new Map<string, string>()
  const keep = (response: Response): Response => {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  return {
    jar,
    portal: async (path: string) => keep(await app.request(PORTAL + path, { headers: { cookie: cookie() } })),
    provider: async (url: string, person?: string) =>
      keep(
        await fetch(url, {
          redirect: 'manual',
          headers: { cookie: cookie() },
          ...(person === undefined ? {} : { method: 'POST', body: new URLSearchParams({ person }) }),
        }),
      ),
  }
}

const location = (response: Response, base = ''): string =>
  new URL(response.headers.get('location') ?? '', base === '' ? undefined : base).href

/** Signs in as far as the address that the provider sends the browser back to. */
async function comeBack(one: ReturnType<typeof browser>, tenant: string, person: string): Promise<string> {
  const away = location(await one.portal(`/ar/staff/sign-in/${tenant}?to=/en/staff/review`))
  const form = location(await one.provider(away), away)
  expect(await (await one.provider(form)).text()).toContain(person)
  const resume = location(await one.provider(form, person), form)
  const back = location(await one.provider(resume), resume)
  expect(back).toMatch(/^http:\/\/127\.0\.0\.1:1\/staff\/callback\//)
  return back.slice(PORTAL.length)
}

describe('signing in', () => {
  it('at a state’s provider begins a session with the roles that the configuration gives', async () => {
    const one = browser()
    const back = await comeBack(one, 'kw', 'sample-chief')
    const response = await one.portal(back)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/en/staff/review'])
    expect(response.headers.getSetCookie().join()).toMatch(/rabt-staff=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax/)
    expect(await findSession(schema.pools.staff, one.jar.get('rabt-staff'), new Date(now))).toMatchObject({
      tenant: 'KW',
      person: 'KW:sample-chief',
      name: 'نموذج: رئيس تحرير',
      roles: ['editor', 'reviewer'],
    })
    const chief = { tenant: 'KW', person: 'KW:x', roles: ['administrator'] } as const
    const acts = await inTenant(schema.pools.staff, chief, (c) => c.query('SELECT person, action FROM audit_act'))
    expect(acts.rows).toEqual([{ person: 'KW:sample-chief', action: 'session.begin' }])
    // The same answer again is worth nothing.
    expect(await (await one.portal(back)).text()).toBe('SIGN_IN_STATE')
  })

  it('is refused who has no role, with a code of another state, another browser, or another state value', async () => {
    const visitor = browser()
    expect(await (await visitor.portal(await comeBack(visitor, 'sa', 'sample-visitor'))).text()).toBe('SIGN_IN_NO_ROLE')
    const one = browser()
    const back = await comeBack(one, 'qa', 'sample-editor')
    expect(await (await browser().portal(back)).text()).toBe('SIGN_IN_STATE')
    const other = browser()
    await other.portal('/ar/staff/sign-in/qa')
    expect(await (await other.portal(back)).text()).toBe('SIGN_IN_STATE')
    const mixed = browser()
    const foreign = await comeBack(mixed, 'qa', 'sample-editor')
    expect(await (await mixed.portal(foreign.replace('/callback/qa', '/callback/sa'))).text()).toBe('SIGN_IN_STATE')
    const late = browser()
    const lateBack = await comeBack(late, 'qa', 'sample-editor')
    now += SESSION_LIMITS.signIn * 1_000
    expect(await (await late.portal(lateBack)).text()).toBe('SIGN_IN_STATE')
    now -= SESSION_LIMITS.signIn * 1_000
  })

  it('is refused when code, issuer or error in the answer are not what was begun', async () => {
    for (const change of [
      (url: URL) => url.searchParams.set('code', 'forged'),
      (url: URL) => url.searchParams.set('iss', 'http://127.0.0.1:9/kw'),
      (url: URL) => url.searchParams.set('error', 'access_denied'),
      (url: URL) => url.searchParams.delete('code'),
    ]) {
      const one = browser()
      const url = new URL(await comeBack(one, 'kw', 'sample-editor'), PORTAL)
      change(url)
      expect(await (await one.portal(url.pathname + url.search)).text()).toBe('SIGN_IN_REFUSED')
    }
  })

  it.each([
    ['https://evil.example/', '/ar/staff'],
    ['//evil.example/ar/staff', '/ar/staff'],
    ['/ar/staff/../../x', '/ar/staff'],
    ['/ar/staff\\@evil', '/ar/staff'],
    [undefined, '/ar/staff'],
    ['/en/staff/items/news/a?x=1', '/en/staff/items/news/a?x=1'],
  ])('leads back to %s as %s', (wanted, to) => expect(safeReturn(wanted, 'ar')).toBe(to))
})

describe('a session', () => {
  const actor = { tenant: 'KW', person: 'KW:a', name: 'اسم', roles: ['editor'] } as const
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000)
  const find = (secret: string | undefined, seconds: number) => findSession(schema.pools.staff, secret, at(seconds))

  it('ends after idleness, after its longest time, at sign-out, and when another begins', async () => {
    const { idle, absolute } = SESSION_LIMITS
    const one = await beginSession(schema.pools.staff, actor, undefined, at(0))
    expect(await find(one, idle - 1)).not.toBeNull()
    expect(await find(one, 2 * idle - 2)).not.toBeNull()
    expect(await find(one, 3 * idle)).toBeNull()
    const busy = await beginSession(schema.pools.staff, actor, undefined, at(0))
    for (let s = 0; s < absolute; s += idle - 60) expect(await find(busy, s)).not.toBeNull()
    expect(await find(busy, absolute)).toBeNull()
    const two = await beginSession(schema.pools.staff, actor, busy, at(0))
    expect(await find(busy, 1)).toBeNull()
    await endSession(schema.pools.staff, two)
    expect(await find(two, 1)).toBeNull()
  })

  it.each([undefined, '', 'x', 'A'.repeat(43), `' OR 1=1 --`, 'é'.repeat(43)])('is not %j', async (forged) => {
    expect(await find(forged, 0)).toBeNull()
  })

  it('is kept as a hash, and shows to nobody who does not know its secret', async () => {
    const secret = await beginSession(schema.pools.staff, actor, undefined, at(0))
    expect((await schema.pools.staff.query('SELECT * FROM staff_session')).rows).toEqual([])
    await expect(schema.pools.public.query('SELECT * FROM staff_session')).rejects.toThrow('permission denied')
    await expect(schema.pools.worker.query('SELECT hash FROM staff_session')).rejects.toThrow('permission denied')
    await sweepSessions(schema.pools.worker, at(10 * SESSION_LIMITS.absolute))
    expect(await find(secret, 1)).toBeNull()
  })
})
