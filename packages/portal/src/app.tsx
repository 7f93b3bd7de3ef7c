import { assets } from '@rabt/ui'
import { Hono } from 'hono'
import type { FeedbackStore } from './feedback/store.ts'
import { preferred } from './http/language.ts'
import { type PageCache, pageCache } from './http/page-cache.ts'
import { securityHeaders } from './http/security-headers.ts'
import { articleRoutes } from './pages/articles/routes.tsx'
import { feedbackRoutes } from './pages/feedback/routes.tsx'
import { homeRoutes } from './pages/home/routes.tsx'
import { listRoutes } from './pages/lists/routes.tsx'
import { Problem } from './pages/problem.tsx'
import { recordRoutes } from './pages/records/routes.tsx'
import type { Site } from './pages/site.ts'
import { stateRoutes } from './pages/states/routes.tsx'

export interface PortalParts {
  readonly site: Site
  readonly feedback: FeedbackStore
  /** Network address of who asks, of the server's own request. */
  readonly addressOf: (env: unknown) => string
  /** A failure of ours: told to the log, never to the reader. */
  readonly failed: (error: unknown, path: string) => void
  /** Faces that answer before pages: machines by content negotiation, staff. */
  readonly before?: readonly Hono[]
  /** Public pages of other subjects. */
  readonly pages?: readonly Hono[]
}

export interface PortalApp {
  readonly app: Hono
  readonly cache: PageCache
}

/** Public pages live this long at most: what the network shows is on them within a minute. */
const PAGE_LIFE_MS = 15_000

/** The whole portal as one handler of requests. */
export function portalApp(parts: PortalParts): PortalApp {
  const { site, before = [], pages = [] } = parts
  const app = new Hono()
  const cache = pageCache({ maxAgeMs: PAGE_LIFE_MS, clock: site.clock })
  const files = assets()

  app.get('/assets/*', (c) => {
    const asset = files.get(c.req.path)
    if (asset === undefined) return c.notFound()
    return c.body(new Uint8Array(asset.bytes), 200, {
      'content-type': asset.type,
      'cache-control': asset.immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
      'x-content-type-options': 'nosniff',
    })
  })
  app.use(securityHeaders())
  app.get('/', (c) => {
    c.header('vary', 'accept-language')
    return c.redirect(`/${preferred(c.req.header('accept-language'))}`, 302)
  })
  for (const each of before) app.route('/', each)
  app.route('/', feedbackRoutes(site, parts.feedback, parts.addressOf))
  app.use(cache.middleware)
  for (const each of [
    homeRoutes(site),
    listRoutes(site),
    stateRoutes(site),
    recordRoutes(site),
    articleRoutes(site),
    ...pages,
  ])
    app.route('/', each)

  const languageOf = (path: string) => (/^\/en(\/|$)/.test(path) ? 'en' : 'ar')
  app.notFound((c) => {
    const lang = languageOf(c.req.path)
    return c.html(<Problem status={404} lang={lang} baseUrl={site.baseUrl} shows={site.launch.shows} />, 404)
  })
  app.onError((error, c) => {
    const status = 'status' in error && error.status === 403 ? 403 : 500
    if (status === 500) parts.failed(error, c.req.path)
    return c.html(
      <Problem status={status} lang={languageOf(c.req.path)} baseUrl={site.baseUrl} shows={site.launch.shows} />,
      status,
    )
  })
  return { app, cache }
}
