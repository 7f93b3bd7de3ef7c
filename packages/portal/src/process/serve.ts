import { type HttpBindings, serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Logger } from 'pino'
import { type PortalApp, portalApp } from '../app.tsx'
import type { PortalConfig } from '../config.ts'
import { followPublished } from '../content/follow.ts'
import { openPublished } from '../content/published.ts'
import type { Pools } from '../database/pools.ts'
import { negotiated } from '../faces/negotiate.ts'
import { faces } from '../faces/routes.ts'
import { openFaceSource } from '../faces/source.ts'
import { feedbackStore } from '../feedback/store.ts'
import { staffApp } from '../staff/app.tsx'
import { openIdentity } from '../staff/sign-in/provider.ts'
import { healthRoutes } from './health.ts'

/** Everything that the portal answers, as one application: health, machines' faces, staff, public pages. */
export function composePortal(config: PortalConfig, pools: Pools, log: Logger, clock: () => number): PortalApp {
  const { baseUrl } = config
  const published = openPublished(pools.public)
  const failed = (error: unknown, path: string): void => {
    log.error(
      { error: error instanceof Error ? (error.stack ?? error.message) : String(error), path },
      'request-failed',
    )
  }
  const machines = { baseUrl, published, source: openFaceSource(pools.public), clock }
  const staff = staffApp({
    staff: pools.staff,
    worker: pools.worker,
    clock,
    baseUrl,
    identities: new Map(config.identities.map((setting) => [setting.tenant, openIdentity(setting)])),
    failed: (error) => failed(error, 'staff'),
  })
  return portalApp({
    site: { published, baseUrl, clock },
    feedback: feedbackStore(pools.public),
    addressOf: (env) => (env as HttpBindings).incoming?.socket?.remoteAddress ?? '',
    failed,
    before: [
      healthRoutes({ pool: pools.public, states: config.harvest.states, clock }),
      faces(machines),
      new Hono().use(negotiated(machines)),
      staff as unknown as Hono,
    ],
  })
}

/** Listens, and drops the pages that are held whenever something is published. */
export function listen(config: PortalConfig, { app, cache }: PortalApp, pools: Pools, log: Logger) {
  const server = serve({ fetch: app.fetch, hostname: config.listen.host, port: config.listen.port })
  server.on('error', (error) => {
    log.fatal({ error: String(error) }, 'not-listening')
    process.exit(1)
  })
  const following = followPublished(pools.public, () => cache.drop())
  return {
    close(): void {
      following.close()
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
    },
  }
}
