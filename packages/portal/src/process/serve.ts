import { createServer } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import type { Logger } from 'pino'
import { type PortalApp, portalApp } from '../app.tsx'
import type { PortalConfig } from '../config.ts'
import { holdPublished } from '../content/held.ts'
import type { Pools } from '../database/pools.ts'
import { faces } from '../faces/routes.ts'
import { openFaceSource } from '../faces/source.ts'
import { feedbackStore } from '../feedback/store.ts'
import { openPublishedFiles } from '../files/published-files.ts'
import { openProofs } from '../harvest/proof.ts'
import { shownStatus } from '../harvest/status.ts'
import { heldPages } from '../http/held-pages.ts'
import { fileRoutes } from '../pages/files/routes.ts'
import { proofRoutes } from '../pages/proof/routes.tsx'
import { readinessRoutes } from '../pages/readiness/routes.tsx'
import { searchRoutes } from '../pages/search/routes.tsx'
import { rankingRoutes } from '../ranking/page/routes.tsx'
import { openReadiness } from '../readiness/read.ts'
import { openSearch } from '../search/search.ts'
import { openStaffSide } from '../staff/open.ts'
import { healthRoutes } from './health.ts'

export interface ComposedPortal extends PortalApp {
  /** What is due by the clock; called every few seconds. */
  readonly tend: () => Promise<void>
  /** Whether readers are shown what stands at this path now. */
  readonly shows: (path: string) => boolean
  /** Sees the stages of the launch, if it is time. */
  readonly look: () => Promise<void>
  close(): void
}

/** Everything that the portal answers, as one application: health, machines' faces, staff, public pages. */
export function composePortal(config: PortalConfig, pools: Pools, log: Logger, clock: () => number): ComposedPortal {
  const { baseUrl } = config
  /** Every page is made anew; there is none before the portal is composed. */
  let drop = (): void => undefined
  const published = holdPublished(pools.public, {
    onChange: () => drop(),
    onError: (error) => log.warn({ error: String(error) }, 'published-not-read'),
  })
  const failed = (error: unknown, path: string): void => {
    log.error(
      { error: error instanceof Error ? (error.stack ?? error.message) : String(error), path },
      'request-failed',
    )
  }
  const readiness = openReadiness(pools.public)
  const staff = openStaffSide({
    pools,
    clock,
    baseUrl,
    identities: config.identities,
    failed: (error) => failed(error, 'staff'),
  })
  const files = openPublishedFiles(pools.public)
  const { launch, trial } = staff
  const site = { published, readiness, files, baseUrl, clock, launch, trial }
  const machines = { baseUrl, published, source: openFaceSource(pools.public), readiness, launch, clock }
  const search = openSearch(pools.public, {
    clock,
    onError: (error) => log.warn({ error: String(error) }, 'search-not-read'),
    onChange: () => drop(),
  })
  const portal = portalApp({
    site,
    feedback: feedbackStore(pools.public),
    addressOf: (env) => (env as HttpBindings).incoming?.socket?.remoteAddress ?? '',
    failed,
    before: [
      healthRoutes({ pool: pools.public, states: config.harvest.states, clock }),
      faces(machines),
      fileRoutes(files),
      ...staff.before,
    ],
    pages: [
      searchRoutes(site, search),
      readinessRoutes(site, { read: readiness, harvest: () => shownStatus(pools.public, clock()) }),
      proofRoutes(site, openProofs(pools.public)),
      ...staff.pages,
      rankingRoutes(site),
    ],
  })
  drop = portal.cache.drop
  return {
    ...portal,
    tend: staff.tend,
    shows: staff.shows,
    look: launch.look,
    close: () => {
      published.close()
      search.close()
    },
  }
}

/** Listens. Pages that are held are answered before everything else. */
export function listen(config: PortalConfig, { app, cache, shows, close }: ComposedPortal, log: Logger) {
  const answerHeld = heldPages(cache, shows)
  const answer = getRequestListener(app.fetch)
  const server = createServer((request, response) => {
    if (!answerHeld(request, response)) void answer(request, response)
  })
  server.on('error', (error) => {
    log.fatal({ error: String(error) }, 'not-listening')
    process.exit(1)
  })
  server.listen(config.listen.port, config.listen.host)
  return {
    close(): void {
      close()
      server.close()
      server.closeAllConnections()
    },
  }
}
