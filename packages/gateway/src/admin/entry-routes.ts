import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import { readAudit, record } from './audit.ts'
import { auditQuery, entryId, evidenceQuery } from './bodies.ts'
import type { AdminApp, AdminDeps } from './deps.ts'
import { checked } from './input.ts'

const part = z.enum(['head', 'body'])

/**
 * Entries, their evidence, heads and bodies, and the audit log. A head or body, which a bundle holds too, is handed out only after
 * its audit row is committed, and erased only after a row says that somebody asked for it.
 */
export function mountEntries(app: AdminApp, deps: AdminDeps): void {
  app.get('/admin/v1/entries/:uuid', async (c) => {
    const uuid = checked(entryId, c.req.param('uuid'))
    const entry = await deps.entry(uuid)
    if (entry === null || entry === undefined) throw new RabtError('NOT_FOUND', { what: uuid })
    return c.json(entry as object)
  })

  app.get('/admin/v1/evidence/:uuid', async (c) => {
    const uuid = checked(entryId, c.req.param('uuid'))
    const { waitMs } = checked(evidenceQuery, c.req.query())
    const bundle = await deps.evidence(uuid, waitMs)
    await record(deps.pool, {
      actor: c.var.actor,
      action: 'evidence.read',
      subject: uuid,
      details: { bytes: bundle.length },
    })
    return c.body(ownBuffer(bundle), 200, { 'Content-Type': 'application/cbor' })
  })

  app.get('/admin/v1/blobs/:uuid/:part', async (c) => {
    const uuid = checked(entryId, c.req.param('uuid'))
    const which = checked(part, c.req.param('part'))
    const bytes = await deps.blob(uuid, which)
    if (bytes === null) throw new RabtError('NOT_FOUND', { what: `${which} ${uuid}` })
    await record(deps.pool, {
      actor: c.var.actor,
      action: 'blob.read',
      subject: uuid,
      details: { part: which, bytes: bytes.length },
    })
    return c.body(ownBuffer(bytes), 200, { 'Content-Type': 'application/octet-stream' })
  })

  app.delete('/admin/v1/blobs/:uuid', async (c) => {
    const uuid = checked(entryId, c.req.param('uuid'))
    const act = { actor: c.var.actor, action: 'blob.erase', subject: uuid }
    await record(deps.pool, { ...act, details: { state: 'asked' } })
    const erased = await deps.erase(uuid)
    await record(deps.pool, { ...act, details: { state: 'done', erased } })
    return c.json({ erased })
  })

  app.get('/admin/v1/audit', async (c) => {
    const { after, limit } = checked(auditQuery, c.req.query())
    return c.json({ rows: await readAudit(deps.pool, after, limit) })
  })
}

/** A view of a larger buffer becomes its own bytes, which is what a Response takes. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
