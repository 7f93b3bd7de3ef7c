import { Hono } from 'hono'
import { apiRoutes } from './api/routes.ts'
import { atomRoutes } from './atom.ts'
import type { FacesContext } from './context.ts'
import { graphRoutes } from './graph-routes.ts'
import { thingRoutes } from './negotiate.ts'
import { oaiRoutes } from './oai/routes.ts'
import { sitemapRoutes } from './sitemap.ts'

/** Every machine face that has an address of its own. Record pages in other forms are `negotiated`, a middleware before the pages. */
export function faces(context: FacesContext): Hono {
  const app = new Hono()
  for (const part of [graphRoutes, thingRoutes, atomRoutes, sitemapRoutes, oaiRoutes, apiRoutes])
    app.route('/', part(context))
  return app
}
