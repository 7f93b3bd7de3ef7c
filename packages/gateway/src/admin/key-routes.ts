import { pemOf } from '@rabt/protocol'
import { sealKeyName } from '../trust/key-desk.ts'
import type { KeyName } from '../trust/next-key.ts'
import { record } from './audit.ts'
import { gatewayKey } from './bodies.ts'
import type { AdminApp, AdminDeps } from './deps.ts'
import { checked } from './input.ts'

/** The keys that this gateway signs with, and the next ones (docs/operate/keys.md): public halves and requests for certificates, never a private key. */
export function mountKeys(app: AdminApp, { keys, instance, pool }: AdminDeps): void {
  app.get('/admin/v1/keys', async (c) => c.json({ keys: await keys.list() }))

  const next = async (actor: string, name: KeyName) => {
    const { csr, ...state } = await keys.next(name)
    await record(pool, { actor, action: 'key.next', subject: name, details: { digest: state.digest } })
    return { name, ...state, csr: csr && pemOf('CERTIFICATE REQUEST', csr) }
  }
  const drop = async (actor: string, name: KeyName) => {
    await keys.drop(name)
    await record(pool, { actor, action: 'key.drop', subject: name, details: {} })
  }

  app.post('/admin/v1/keys/:name/next', async (c) =>
    c.json(await next(c.var.actor, checked(gatewayKey, c.req.param('name')))),
  )
  app.delete('/admin/v1/keys/:name/next', async (c) => {
    await drop(c.var.actor, checked(gatewayKey, c.req.param('name')))
    return c.body(null, 204)
  })
  app.post('/admin/v1/keys/members/:member/next', async (c) =>
    c.json(await next(c.var.actor, sealKeyName(c.req.param('member'), instance))),
  )
  app.delete('/admin/v1/keys/members/:member/next', async (c) => {
    await drop(c.var.actor, sealKeyName(c.req.param('member'), instance))
    return c.body(null, 204)
  })
}
