import { RabtError } from '@rabt/protocol'
import { record } from './audit.ts'
import type { AdminApp, AdminDeps } from './deps.ts'

/**
 * Ends the connections to one gateway, both ways; it is dialled again. Operators do so when a connection seems stuck, and a
 * conformance run to see that nothing is lost by it. Throws NOT_FOUND for a gateway that there is no connection with.
 */
export function mountLinks(app: AdminApp, deps: Pick<AdminDeps, 'pool' | 'cutLink'>): void {
  app.post('/admin/v1/links/:gateway/cut', async (c) => {
    const gateway = c.req.param('gateway')
    const connections = deps.cutLink(gateway)
    if (connections === 0) throw new RabtError('NOT_FOUND', { what: gateway })
    await record(deps.pool, { actor: c.var.actor, action: 'link.cut', subject: gateway, details: { connections } })
    return c.json({ connections })
  })
}
