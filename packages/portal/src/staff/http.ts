import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { PortalError } from '../error/portal-error.ts'
import type { Language } from '../record/text.ts'
import type { StaffDeps } from './deps.ts'
import { readCookie } from './sign-in/cookies.ts'
import { isSame } from './sign-in/secret.ts'
import { findSession, type Session } from './sign-in/session.ts'

export interface StaffEnv {
  Variables: {
    session: Session
    /** What was sent; of POST alone. */
    form: FormData
  }
}

export type StaffContext = Context<StaffEnv>

/** A file of 10 MiB and the fields beside it. */
export const BODY_BYTES = 11 * 1_048_576

export function languageOf(c: Context): Language {
  return /^\/en(\/|$)/.test(c.req.path) ? 'en' : 'ar'
}

/** Nobody's page is kept by a browser or proxy; who is not signed in is led to where one signs in. */
export function requireSession(deps: StaffDeps): MiddlewareHandler<StaffEnv> {
  return async (c, next) => {
    c.header('cache-control', 'no-store')
    const session = await findSession(deps.staff, readCookie(c, 'staff', deps.baseUrl), new Date(deps.clock()))
    if (session === null) {
      if (c.req.method !== 'GET') throw new PortalError('NOT_SIGNED_IN')
      const to = new URL(c.req.url)
      return c.redirect(`/${languageOf(c)}/staff/sign-in?to=${encodeURIComponent(to.pathname + to.search)}`, 303)
    }
    c.set('session', session)
    await next()
  }
}

/** Reads a form of bounded size, and refuses one that was not made for this session. */
export function readForms(deps: StaffDeps): MiddlewareHandler<StaffEnv> {
  const { origin } = new URL(deps.baseUrl)
  const limit = bodyLimit({
    maxSize: BODY_BYTES,
    onError: () => {
      throw new PortalError('BODY_TOO_LARGE', { maximum: String(BODY_BYTES) })
    },
  })
  return async (c, next) => {
    if (c.req.method !== 'POST') return next()
    // RFC 6454 §7: browsers say where a form comes from; the token below is for those that do not.
    const from = c.req.header('origin')
    if (from !== undefined && from !== origin) throw new PortalError('FORM_FORGED')
    return limit(c, async () => {
      const form = await c.req.formData().catch((cause: unknown) => {
        throw cause instanceof PortalError ? cause : new PortalError('FORM_FORGED', {}, { cause })
      })
      const token = form.get('csrf')
      if (typeof token !== 'string' || !isSame(token, c.get('session').csrf)) throw new PortalError('FORM_FORGED')
      c.set('form', form)
      await next()
    })
  }
}

/** A field of the form as one line; empty where it is missing or a file. */
export function fieldOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** `2026-01-01T10:00`, Riyadh time (UTC+3 all year), which lies ahead. Undefined: left empty. Throws TIME_WRONG. */
export function timeOf(form: FormData, name: string, now: number): Date | undefined {
  const written = fieldOf(form, name)
  if (written === '') return undefined
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(written) ? new Date(`${written}:00+03:00`) : new Date(Number.NaN)
  if (Number.isNaN(time.getTime()) || time.getTime() < now - 60_000) throw new PortalError('TIME_WRONG')
  return time
}
