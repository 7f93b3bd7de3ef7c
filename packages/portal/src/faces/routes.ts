import { Hono } from 'hono'
import { apiRoutes } from './api/routes.ts'
import { atomRoutes } from './atom.ts'
import type { FacesContext } from './context.ts'
import { graphRoutes } from './graph-routes.ts'
import { negotiated, thingRoutes } from './negotiate.ts'
import { oaiRoutes } from './oai/routes.ts'
import { sitemapRoutes } from './sitemap.ts'

/** Every machine face, and the pages of records in the forms of machines. Stands before pages and their cache. */
export function faces(context: FacesContext): Hono {
  const app = new Hono()
  app.use(async (_, next) => {
    await context.launch.glance()
    return next()
  })
  app.use(negotiated(context))
  for (const part of [graphRoutes, thingRoutes, atomRoutes, sitemapRoutes, oaiRoutes, apiRoutes])
    app.route('/', part(context))
  return app
}
