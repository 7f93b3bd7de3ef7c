import { RabtError } from '@rabt/protocol'
import type { ClientSetting, LocalRegistry, ServiceSetting } from '../registry/local-registry.ts'
import { clientBody, maintenanceBody, serviceBody } from './bodies.ts'
import type { AdminApp } from './deps.ts'
import { checkedBody } from './input.ts'

/** Clients, services and maintenance. Identifiers in the path are encodeURIComponent of the canonical form. */
export function mountRegistry(app: AdminApp, registry: LocalRegistry): void {
  app.get('/admin/v1/clients', (c) => c.json({ clients: registry.clients().map(shownClient) }))
  app.get('/admin/v1/clients/:id', (c) =>
    c.json(shownClient(found(registry.client(c.req.param('id')), c.req.param('id')))),
  )
  app.put('/admin/v1/clients/:id', async (c) => {
    const client = { id: c.req.param('id'), ...(await checkedBody(c, clientBody)) }
    await registry.putClient(client, c.var.actor)
    return c.json(shownClient(client))
  })
  app.delete('/admin/v1/clients/:id', async (c) => {
    await registry.deleteClient(c.req.param('id'), c.var.actor)
    return c.body(null, 204)
  })

  app.get('/admin/v1/services', (c) => c.json({ services: registry.services().map(shownService) }))
  app.get('/admin/v1/services/:id', (c) =>
    c.json(shownService(found(registry.service(c.req.param('id')), c.req.param('id')))),
  )
  app.put('/admin/v1/services/:id', async (c) => {
    const { disabled, ...body } = await checkedBody(c, serviceBody)
    const service = { id: c.req.param('id'), ...body, disabled: disabled === null ? null : { notice: disabled } }
    await registry.putService(service, c.var.actor)
    return c.json(shownService(service))
  })
  app.delete('/admin/v1/services/:id', async (c) => {
    await registry.deleteService(c.req.param('id'), c.var.actor)
    return c.body(null, 204)
  })

  app.get('/admin/v1/maintenance', (c) => c.json(registry.maintenance()))
  app.put('/admin/v1/maintenance', async (c) => {
    const maintenance = await checkedBody(c, maintenanceBody)
    await registry.putMaintenance(maintenance, c.var.actor)
    return c.json(maintenance)
  })
}

/** Certificates go in as DER and are kept as digests; another name keeps the one from being taken for the other. */
function shownClient({ certificates, ...client }: ClientSetting) {
  return { ...client, certificatesSha256: certificates }
}

function shownService({ disabled, ...service }: ServiceSetting) {
  return { ...service, disabled: disabled?.notice ?? null }
}

function found<T>(value: T | undefined, id: string): T {
  if (value === undefined) throw new RabtError('NOT_FOUND', { what: id })
  return value
}
