import { Hono } from 'hono'
import type pg from 'pg'
import { Gauge, Registry } from 'prom-client'
import { readStatus } from '../harvest/status.ts'

export interface HealthDeps {
  /** Role `portal_public`. */
  readonly pool: Pick<pg.Pool, 'query'>
  readonly states: readonly string[]
  readonly clock: () => number
}

export interface Readiness {
  readonly ready: boolean
  /** `not-harvested:KW`: nothing of a state that has joined has come yet. */
  readonly reasons: readonly string[]
}

/** Whether everything is shown that the states that have joined publish. One that was harvested once stays so, stale or not. */
export async function portalReadiness({ pool, states, clock }: HealthDeps): Promise<Readiness> {
  try {
    const status = new Map((await readStatus(pool, clock())).map((one) => [one.state, one]))
    const reasons = states.flatMap((state) => {
      const one = status.get(state)
      const isThere = one?.confirmed != null || one?.failed?.reason === 'not-joined'
      return isThere ? [] : [`not-harvested:${state}`]
    })
    return { ready: reasons.length === 0, reasons }
  } catch {
    return { ready: false, reasons: ['database'] }
  }
}

/** `/healthz`, `/readyz`, `/metrics`. */
export function healthRoutes(deps: HealthDeps): Hono {
  const app = new Hono()
  const registry = new Registry()
  const age = new Gauge({
    name: 'portal_harvest_age_seconds',
    help: 'Seconds since everything of a state was last known',
    labelNames: ['state'],
    registers: [registry],
  })
  const items = new Gauge({
    name: 'portal_harvest_items',
    help: 'Records shown that came through the network',
    labelNames: ['state'],
    registers: [registry],
  })
  const failing = new Gauge({
    name: 'portal_harvest_failing',
    help: '1 while the harvest of a state fails',
    labelNames: ['state'],
    registers: [registry],
  })
  const memory = new Gauge({ name: 'process_resident_memory_bytes', help: 'Resident memory', registers: [registry] })

  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    const readiness = await portalReadiness(deps)
    return c.json(readiness, readiness.ready ? 200 : 503)
  })
  app.get('/metrics', async (c) => {
    const now = deps.clock()
    for (const { state, confirmed, failed, items: count } of await readStatus(deps.pool, now)) {
      if (confirmed !== null) age.set({ state }, (now - confirmed.getTime()) / 1000)
      items.set({ state }, count)
      failing.set({ state }, failed === null ? 0 : 1)
    }
    memory.set(process.memoryUsage.rss())
    return c.body(await registry.metrics(), 200, { 'content-type': registry.contentType })
  })
  return app
}
