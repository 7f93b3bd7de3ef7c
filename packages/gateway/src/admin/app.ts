import { RabtError } from '@rabt/protocol'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { AdminApp, AdminDeps } from './deps.ts'
import { mountDirectory } from './directory-routes.ts'
import { mountEntries } from './entry-routes.ts'
import { mountKeys } from './key-routes.ts'
import { mountLanes } from './lane-routes.ts'
import { mountLinks } from './link-routes.ts'
import { problem } from './problem.ts'
import { mountRegistry } from './registry-routes.ts'
import { mountRevocations } from './revocation-routes.ts'
import { bearerCheck } from './token.ts'

/** Largest body: a client with twenty certificates, or a service with a thousand endpoints. */
const BODY_BYTES = 512 * 1024

export type { AdminApp, Readiness } from './deps.ts'

/** The node's admin API and its open health routes (docs/operate/admin-api.md). Holds no state of its own. */
export function createAdminApp(deps: AdminDeps): AdminApp {
  const app: AdminApp = new Hono()
  const mayEnter = bearerCheck(deps.token)

  app.onError((error, c) => {
    if (!(error instanceof RabtError) && error.name !== 'InvalidInput') deps.failed(error)
    return problem(c, error)
  })
  app.notFound((c) => problem(c, new RabtError('NOT_FOUND', { what: c.req.path })))
  app.use(async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
    c.header('X-Content-Type-Options', 'nosniff')
  })

  app.get('/healthz', (c) => c.json({ live: true }))
  app.get('/readyz', async (c) => {
    const { ready, joined, reasons } = await deps.ready()
    return c.json({ ready, joined, reasons }, ready ? 200 : 503)
  })
  app.get('/metrics', async (c) =>
    c.body(await deps.metrics(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
  )

  app.use('/admin/*', async (c, next) => {
    if (!mayEnter(c.req.header('Authorization'))) throw new RabtError('UNAUTHENTICATED')
    c.set('actor', 'token')
    await next()
  })
  app.use('/admin/*', async (c, next) => {
    // A null character in an identifier: no text of PostgreSQL can hold it.
    if (c.req.url.includes('%00')) throw new RabtError('NOT_FOUND', { what: c.req.path })
    await next()
  })
  app.use(
    '/admin/*',
    bodyLimit({
      maxSize: BODY_BYTES,
      onError: (c) => problem(c, new RabtError('BODY_TOO_LARGE', { limit: String(BODY_BYTES) })),
    }),
  )
  app.get('/admin/v1/status', async (c) => c.json((await deps.status()) as object))
  mountRegistry(app, deps.registry)
  mountEntries(app, deps)
  mountLanes(app, deps)
  mountKeys(app, deps)
  mountLinks(app, deps)
  mountRevocations(app, deps)
  mountDirectory(app, deps)
  return app
}
