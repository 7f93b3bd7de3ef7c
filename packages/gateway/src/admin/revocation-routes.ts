import { RabtError } from '@rabt/protocol'
import type { Held } from '../trust/revocations.ts'
import { recordOnce } from './audit.ts'
import type { AdminApp, AdminDeps } from './deps.ts'

/**
 * Signed revocations (docs/spec/revocation.md §4). The body is the document as it was signed: whoever brings it needs the node's token, but
 * only the signatures count. It is answered when it counts here and is durable; one that is held already is answered 200 instead of 201.
 */
export function mountRevocations(app: AdminApp, deps: AdminDeps): void {
  app.get('/admin/v1/revocations', (c) => c.json({ revocations: deps.revocations.inForce().map(shown) }))

  app.get('/admin/v1/revocations/:digest', (c) => {
    const digest = c.req.param('digest')
    const held = deps.revocations.inForce().find((one) => one.digest === digest)
    if (held === undefined) throw new RabtError('NOT_FOUND', { what: digest })
    return c.body(Uint8Array.from(held.bytes), 200, { 'Content-Type': 'application/json' })
  })

  app.post('/admin/v1/revocations', async (c) => {
    const { revocation, isNew } = await deps.revocations.give(new Uint8Array(await c.req.arrayBuffer()))
    const { digest, state, number, decision } = revocation
    // After the act: taking trust away waits for no other row. One that could not be kept or recorded is given again.
    if (isNew || revocation.peer === null) {
      const details = { state, number, decision }
      await recordOnce(deps.pool, { actor: c.var.actor, action: 'revocation.give', subject: digest, details })
    }
    return c.json(shown(revocation), isNew ? 201 : 200)
  })
}

/** `from`: the gateway that told of it; null: an operator gave it here. `since` is null for one of an earlier run. */
function shown({ digest, state, role, number, directory, issued, expires, decision, revoked, peer, since }: Held) {
  return { digest, state, role, number, directory, issued, expires, decision, revoked, from: peer, since }
}
