import { record } from './audit.ts'
import { laneDecision, laneId } from './bodies.ts'
import type { AdminApp, AdminDeps } from './deps.ts'
import { checked, checkedBody } from './input.ts'

/**
 * Lanes that a fault stopped, and what the operators of both sides agreed on (docs/operate/halted-lanes.md). A decision is written
 * down before it takes effect, with its reason and who took it.
 */
export function mountLanes(app: AdminApp, deps: AdminDeps): void {
  app.get('/admin/v1/lanes', async (c) => c.json({ lanes: await deps.lanes.list() }))

  for (const decision of ['retry', 'abandon'] as const)
    app.post(`/admin/v1/lanes/:id/${decision}`, async (c) => {
      const id = checked(laneId, c.req.param('id'))
      const { reason, by } = await checkedBody(c, laneDecision)
      const act = { actor: c.var.actor, action: `lane.${decision}`, subject: String(id) }
      await record(deps.pool, { ...act, details: { state: 'asked', reason, by } })
      const lane = await deps.lanes[decision](id)
      await record(deps.pool, { ...act, details: { state: 'done', origin: lane.origin, code: lane.code } })
      return c.json({ lane })
    })
}
