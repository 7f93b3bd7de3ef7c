import { type HttpBindings, serve } from '@hono/node-server'
import type { Logger } from 'pino'
import { type PortalApp, portalApp } from '../app.tsx'
import type { PortalConfig } from '../config.ts'
import { followPublished } from '../content/follow.ts'
import { openPublished } from '../content/published.ts'
import type { Pools } from '../database/pools.ts'
import { faces } from '../faces/routes.ts'
import { openFaceSource } from '../faces/source.ts'
import { feedbackStore } from '../feedback/store.ts'
import { openPublishedFiles } from '../files/published-files.ts'
import { openProofs } from '../harvest/proof.ts'
import { readStatus } from '../harvest/status.ts'
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
  close(): void
}

/** Everything that the portal answers, as one application: health, machines' faces, staff, public pages. */
export function composePortal(config: PortalConfig, pools: Pools, log: Logger, clock: () => number): ComposedPortal {
  const { baseUrl } = config
  const published = openPublished(pools.public)
  const failed = (error: unknown, path: string): void => {
    log.error(
      { error: error instanceof Error ? (error.stack ?? error.message) : String(error), path },
      'request-failed',
    )
  }
  const readiness = openReadiness(pools.public)
  const machines = { baseUrl, published, source: openFaceSource(pools.public), readiness, clock }
  const staff = openStaffSide({
    pools,
    clock,
    baseUrl,
    identities: config.identities,
    failed: (error) => failed(error, 'staff'),
  })
  const files = openPublishedFiles(pools.public)
  const site = { published, readiness, files, baseUrl, clock, trial: staff.trial }
  const search = openSearch(pools.public, {
    clock,
    onError: (error) => log.warn({ error: String(error) }, 'search-not-read'),
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
      readinessRoutes(site, { read: readiness, harvest: () => readStatus(pools.public, clock()) }),
      proofRoutes(site, openProofs(pools.public)),
      ...staff.pages,
      rankingRoutes(baseUrl),
    ],
  })
  return { ...portal, tend: staff.tend, close: search.close }
}

/** Listens, and drops the pages that are held whenever something is published. */
export function listen(config: PortalConfig, { app, cache, close }: ComposedPortal, pools: Pools, log: Logger) {
  const server = serve({ fetch: app.fetch, hostname: config.listen.host, port: config.listen.port })
  server.on('error', (error) => {
    log.fatal({ error: String(error) }, 'not-listening')
    process.exit(1)
  })
  const following = followPublished(pools.public, () => cache.drop())
  return {
    close(): void {
      following.close()
      close()
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
    },
  }
}
