import { Hono } from 'hono'
import { inTenant, recordAct } from '../content/in-tenant.ts'
import { PortalError, statusOf } from '../error/portal-error.ts'
import type { StaffDeps } from './deps.ts'
import { fileRoutes } from './file-routes.tsx'
import { languageOf, readForms, requireSession, type StaffEnv } from './http.ts'
import { itemRoutes } from './item-routes.tsx'
import { launchDeskRoutes } from './launch-routes.tsx'
import { ErrorPage } from './pages/error.tsx'
import { type Act, AuditPage } from './pages/others.tsx'
import { AccountPage, SignInPage } from './pages/sign-in.tsx'
import { readCookie, writeCookie } from './sign-in/cookies.ts'
import { safeReturn, signInRoutes } from './sign-in/routes.ts'
import { endSession } from './sign-in/session.ts'
import { tableRoutes } from './table-routes.tsx'

/** Everything under `/ar/staff`, `/en/staff` and `/staff/callback`. */
export function staffApp(deps: StaffDeps): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>()
  app.route('/', signInRoutes(deps))
  app.get('/:lang{ar|en}/staff/sign-in', (c) => {
    c.header('cache-control', 'no-store')
    const lang = languageOf(c)
    const to = safeReturn(c.req.query('to'), lang)
    return c.html(<SignInPage lang={lang} path={`${c.req.path}?to=${encodeURIComponent(to)}`} to={to} />)
  })

  const inside = new Hono<StaffEnv>()
  inside.use(requireSession(deps), readForms(deps))
  inside.get('/account', (c) =>
    c.html(<AccountPage lang={languageOf(c)} path={c.req.path} session={c.get('session')} />),
  )
  inside.post('/sign-out', async (c) => {
    const session = c.get('session')
    await inTenant(deps.staff, session, (client) => recordAct(client, session, 'session.end', session.person))
    await endSession(deps.staff, readCookie(c, 'staff', deps.baseUrl))
    writeCookie(c, 'staff', deps.baseUrl, null)
    return c.redirect(`/${languageOf(c)}/staff/sign-in`, 303)
  })
  inside.get('/audit', async (c) => {
    const session = c.get('session')
    if (!session.roles.includes('administrator')) throw new PortalError('ROLE_MISSING', { role: 'administrator' })
    const { rows } = await inTenant(deps.staff, session, (client) =>
      client.query<Act>('SELECT at, person, action, subject FROM audit_act ORDER BY id DESC LIMIT 200'),
    )
    return c.html(<AuditPage lang={languageOf(c)} path={c.req.path} session={session} acts={rows} />)
  })
  inside.route('/', itemRoutes(deps))
  inside.route('/', launchDeskRoutes(deps))
  inside.route('/', fileRoutes(deps))
  inside.route('/', tableRoutes(deps))
  inside.all('*', () => {
    throw new PortalError('PAGE_UNKNOWN')
  })
  app.route('/:lang{ar|en}/staff', inside)

  app.onError((error, c) => {
    if (!(error instanceof PortalError)) deps.failed(error)
    const shown = error instanceof PortalError ? error : undefined
    c.header('cache-control', 'no-store')
    if (shown === undefined) return c.text(languageOf(c) === 'ar' ? 'خطأ في البوابة' : 'The portal failed', 500)
    return c.html(
      <ErrorPage lang={languageOf(c)} path={c.req.path} session={c.get('session')} error={shown} />,
      statusOf(shown.code),
    )
  })
  return app
}
