import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readAudit } from '../admin/audit.ts'
import { startProxy } from '../database/test-proxy.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import type { ClientSetting, LocalRegistry, ServiceSetting } from './local-registry.ts'
import { openRegistry } from './pg-registry.ts'

const client: ClientSetting = {
  id: 'KW/GOV/MOI/traffic',
  authentication: 'HTTPS',
  certificates: ['ab'.repeat(32)],
  name: { ar: 'المرور', en: 'Traffic' },
}
const service: ServiceSetting = {
  id: 'QA/GOV/MOI/traffic/violations',
  type: 'OPENAPI',
  url: 'http://127.0.0.1:9000/v1',
  descriptionUrl: 'http://127.0.0.1:9000/openapi.json',
  timeoutMs: 60_000,
  disabled: null,
  verifyTls: true,
  endpoints: [
    { method: 'GET', path: '/violations/*' },
    { method: 'GET', path: '/' },
  ],
}

const quick = { retryMs: 10, heartbeatMs: 30, answerMs: 100 }

let schema: TestSchema
let registry: LocalRegistry
beforeEach(async () => {
  schema = await createTestSchema()
  registry = await openRegistry(schema.pool, quick)
})
afterEach(async () => {
  await registry.close()
  await schema.drop()
})

const refused = (code: string) => expect.objectContaining({ name: 'RabtError', code })

describe('the local registry', () => {
  it('is empty and not in maintenance at first', () => {
    expect(registry.clients()).toEqual([])
    expect(registry.services()).toEqual([])
    expect(registry.maintenance()).toEqual({ active: false, notice: null })
  })

  it('shows at once what was put, and again after a restart', async () => {
    await registry.putClient(client, 'token')
    await registry.putService(service, 'token')
    await registry.putMaintenance({ active: true, notice: { ar: 'صيانة', en: 'Upgrade' } }, 'token')
    const check = (held: LocalRegistry) => {
      expect(held.client(client.id)).toEqual(client)
      expect(held.service(service.id)).toEqual(service)
      expect(held.servicesOf('QA/GOV/MOI/traffic')).toEqual([service])
      expect(held.servicesOf('QA/GOV/MOI')).toEqual([])
      expect(held.maintenance()).toEqual({ active: true, notice: { ar: 'صيانة', en: 'Upgrade' } })
    }
    check(registry)
    const again = await openRegistry(schema.pool)
    check(again)
    await again.close()
  })

  it('replaces as a whole: endpoints, certificates and notices do not pile up', async () => {
    await registry.putService(service, 'token')
    const changed: ServiceSetting = {
      ...service,
      endpoints: [{ method: 'POST', path: '/' }],
      disabled: { notice: { ar: 'متوقفة', en: 'Off' } },
      verifyTls: false,
    }
    await registry.putService(changed, 'token')
    expect(registry.service(service.id)).toEqual(changed)
    await registry.putService(service, 'token')
    expect(registry.service(service.id)).toEqual(service)
    await registry.putClient(client, 'token')
    await registry.putClient({ ...client, certificates: [] }, 'token')
    expect(registry.client(client.id)?.certificates).toEqual([])
  })

  it('writes one audit row with each act and none for a refused one', async () => {
    await registry.putService(service, 'token')
    const twice = { ...service, endpoints: [...service.endpoints, ...service.endpoints] }
    await expect(registry.putService(twice, 'token')).rejects.toEqual(refused('CONFLICT'))
    await registry.putClient(client, 'salem')
    await registry.deleteService(service.id, 'token')
    const rows = await readAudit(schema.pool, 0, 100)
    expect(rows.map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
      ['token', 'service.put', service.id],
      ['salem', 'client.put', client.id],
      ['token', 'service.delete', service.id],
    ])
    expect(rows[1]?.details).toEqual({
      authentication: client.authentication,
      certificates: client.certificates,
      name: client.name,
    })
  })

  it('refuses to delete what is not there', async () => {
    await expect(registry.deleteClient(client.id, 'token')).rejects.toEqual(refused('NOT_FOUND'))
    await expect(registry.deleteService(service.id, 'token')).rejects.toEqual(refused('NOT_FOUND'))
    expect(await readAudit(schema.pool, 0, 100)).toEqual([])
  })

  it.each([
    'KW/GOV',
    'KW/GOV/MOI/traffic/x',
    'KW/GOV/MOI/a b',
    'KW/GOV/MOI/a%20b',
    'KW/GOV/MOI/tr%61ffic',
    'KW/GOV/MOI/..',
    'KW/GOV//x',
    '',
  ])('refuses to register the client %j', async (id) => {
    await expect(registry.putClient({ ...client, id }, 'token')).rejects.toEqual(refused('MALFORMED_IDENTIFIER'))
  })

  it.each([
    'QA/GOV/MOI/traffic',
    'QA/GOV/MOI/traffic/listMethods',
    'QA/GOV/MOI/traffic/GETOPENAPI',
    'QA/GOV/MOI/traffic/a_b',
  ])('refuses to register the service %j', async (id) => {
    await expect(registry.putService({ ...service, id }, 'token')).rejects.toEqual(refused('MALFORMED_IDENTIFIER'))
  })

  it('hears what another process registers', async () => {
    const other = await openRegistry(schema.otherPool(), quick)
    const heard = new Promise<void>((resolve) =>
      registry.onChange(() => registry.client(client.id) !== undefined && resolve()),
    )
    await other.putClient(client, 'token')
    await heard
    expect(registry.client(client.id)).toEqual(client)
    await other.close()
  })

  it('listens again after its connection was cut, and reads what it missed', async () => {
    const other = await openRegistry(schema.otherPool(), quick)
    await schema.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN rabt_registry' AND application_name = $1",
      [schema.name],
    )
    const heard = new Promise<void>((resolve) =>
      registry.onChange(() => registry.client(client.id) !== undefined && resolve()),
    )
    await other.putClient(client, 'token')
    await heard
    expect(registry.client(client.id)).toEqual(client)
    await other.close()
  })

  it('hears of changes again after its connection went silent without closing', async () => {
    const proxy = await startProxy(schema.pool.options.host as string, schema.pool.options.port as number)
    const behind = schema.otherPool({ host: '127.0.0.1', port: proxy.port, query_timeout: 200 })
    const silenced = await openRegistry(behind, quick)
    proxy.silence()
    const heard = new Promise<void>((resolve) =>
      silenced.onChange(() => silenced.client(client.id) !== undefined && resolve()),
    )
    await registry.putClient(client, 'token')
    await heard
    await silenced.close()
    await proxy.close()
  })

  it('shows every one of many changes made at once', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `KW/GOV/MOI/s${i}`)
    await Promise.all(
      ids.map(async (id) => {
        await registry.putClient({ ...client, id }, 'token')
        expect(registry.client(id)?.id).toBe(id)
      }),
    )
    expect(registry.clients()).toHaveLength(20)
    expect(await readAudit(schema.pool, 0, 100)).toHaveLength(20)
  })

  it('is frozen for those who look things up', async () => {
    await registry.putService(service, 'token')
    const held = registry.service(service.id) as { url: string }
    expect(() => {
      held.url = 'http://elsewhere'
    }).toThrow(TypeError)
  })
})
