import { Hono } from 'hono'
import { inTenant } from '../content/in-tenant.ts'
import { PortalError } from '../error/portal-error.ts'
import { addPromise, decideStage, movePromise } from '../launch/decide.ts'
import { openLaunch } from '../launch/read.ts'
import type { StaffDeps } from './deps.ts'
import { fieldOf, languageOf, type StaffContext, type StaffEnv } from './http.ts'
import { LaunchDeskPage } from './pages/launch.tsx'

/** Of the General Secretariat's administrator alone. */
export function launchDeskRoutes({ staff }: StaffDeps): Hono<StaffEnv> {
  const launch = openLaunch(staff)
  const app = new Hono<StaffEnv>()
  app.use('/launch/*', async (c, next) => {
    const { tenant, roles } = c.get('session')
    if (tenant !== 'GCC' || !roles.includes('administrator')) {
      throw new PortalError('ROLE_MISSING', { role: 'administrator' })
    }
    await next()
  })
  const back = (c: StaffContext) => c.redirect(`/${languageOf(c)}/staff/launch`, 303)

  app.get('/launch', async (c) =>
    c.html(
      <LaunchDeskPage
        lang={languageOf(c)}
        path={c.req.path}
        session={c.get('session')}
        promises={await launch.promises()}
      />,
    ),
  )
  app.post('/launch/decide', async (c) => {
    const [session, form] = [c.get('session'), c.get('form')]
    const decision = {
      subject: fieldOf(form, 'subject'),
      stage: fieldOf(form, 'stage'),
      number: fieldOf(form, 'number'),
      on: fieldOf(form, 'on'),
    }
    await inTenant(staff, session, (client) => decideStage(client, session, decision))
    return back(c)
  })
  app.post('/launch/promise', async (c) => {
    const [session, form] = [c.get('session'), c.get('form')]
    const promise = {
      subject: fieldOf(form, 'about'),
      ar: fieldOf(form, 'ar'),
      en: fieldOf(form, 'en'),
      due: fieldOf(form, 'due'),
    }
    await inTenant(staff, session, (client) => addPromise(client, session, promise))
    return back(c)
  })
  app.post('/launch/move', async (c) => {
    const [session, form] = [c.get('session'), c.get('form')]
    const promise = fieldOf(form, 'promise')
    if (!/^\d{1,9}$/.test(promise)) throw new PortalError('PROMISE_WRONG')
    const moved = { promise: Number(promise), due: fieldOf(form, 'to'), kept: fieldOf(form, 'kept') === 'true' }
    await inTenant(staff, session, (client) => movePromise(client, session, moved))
    return back(c)
  })
  return app
}
