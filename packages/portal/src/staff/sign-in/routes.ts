import { type Context, Hono } from 'hono'
import { inTenant, recordAct } from '../../content/in-tenant.ts'
import { PortalError } from '../../error/portal-error.ts'
import { TENANTS, type Tenant } from '../../record/common.ts'
import type { StaffDeps } from '../deps.ts'
import { keepBegun, takeBegun } from './begun.ts'
import { readCookie, writeCookie } from './cookies.ts'
import type { Identity } from './provider.ts'
import { beginSession } from './session.ts'

/** A page of ours alone, so that nobody is sent away after signing in. */
const OURS = /^\/(ar|en)\/staff(\/[\w./-]*)?(\?[\w=&.%-]*)?$/

export function safeReturn(wanted: string | undefined, lang: string): string {
  return wanted !== undefined && wanted.length <= 300 && OURS.test(wanted) && !wanted.includes('..')
    ? wanted
    : `/${lang}/staff`
}

/** Away to the provider, and back: the address that providers know is without a language. */
export function signInRoutes(deps: StaffDeps): Hono {
  const { staff, clock, baseUrl } = deps
  const app = new Hono()

  app.get('/:lang{ar|en}/staff/sign-in/:tenant', async (c) => {
    const { tenant, identity } = identityOf(deps, c.req.param('tenant'))
    const { begun, address } = await identity.begin(redirectOf(baseUrl, tenant))
    const returnTo = safeReturn(c.req.query('to'), c.req.param('lang'))
    writeCookie(c, 'sign-in', baseUrl, await keepBegun(staff, begun, returnTo, new Date(clock())))
    return leave(c, address.href)
  })

  app.get('/staff/callback/:tenant', async (c) => {
    const at = new Date(clock())
    const begun = await takeBegun(staff, readCookie(c, 'sign-in', baseUrl), at)
    writeCookie(c, 'sign-in', baseUrl, null)
    const { tenant, identity } = identityOf(deps, c.req.param('tenant'))
    // Of another provider than the sign-in was begun with (RFC 9700 §4.4), or of another browser (§4.7).
    if (begun === null || begun.tenant !== tenant || begun.state !== c.req.query('state')) {
      throw new PortalError('SIGN_IN_STATE')
    }
    const came = new URL(redirectOf(baseUrl, tenant) + new URL(c.req.url).search)
    const actor = await identity.finish(begun, came)
    await inTenant(staff, actor, (client) => recordAct(client, actor, 'session.begin', actor.person))
    writeCookie(c, 'staff', baseUrl, await beginSession(staff, actor, readCookie(c, 'staff', baseUrl), at))
    return leave(c, begun.returnTo)
  })

  return app
}

function redirectOf(baseUrl: string, tenant: Tenant): string {
  return `${baseUrl}/staff/callback/${tenant.toLowerCase()}`
}

function identityOf(deps: StaffDeps, code: string): { readonly tenant: Tenant; readonly identity: Identity } {
  const tenant = TENANTS.find((one) => one.toLowerCase() === code)
  const identity = tenant === undefined ? undefined : deps.identities.get(tenant)
  if (tenant === undefined || identity === undefined) throw new PortalError('PAGE_UNKNOWN')
  return { tenant, identity }
}

function leave(c: Context, to: string): Response {
  c.header('cache-control', 'no-store')
  c.header('referrer-policy', 'no-referrer')
  return c.redirect(to, 303)
}
