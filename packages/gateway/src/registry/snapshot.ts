import { inSnapshot } from '@rabt/database'
import type pg from 'pg'
import type { ClientSetting, Endpoint, Maintenance, ServiceSetting } from './local-registry.ts'

/** Everything registered, as one committed state. Never changed after it is built. */
export interface Snapshot {
  readonly clients: ReadonlyMap<string, ClientSetting>
  readonly services: ReadonlyMap<string, ServiceSetting>
  readonly servicesOf: ReadonlyMap<string, readonly ServiceSetting[]>
  readonly maintenance: Maintenance
}

interface ClientRow {
  readonly id: string
  readonly authentication: ClientSetting['authentication']
  readonly certificates: string[]
  readonly name_ar: string
  readonly name_en: string
}
interface ServiceRow {
  readonly id: string
  readonly subsystem: string
  readonly type: ServiceSetting['type']
  readonly url: string
  readonly description_url: string | null
  readonly timeout_ms: number
  readonly verify_tls: boolean
  readonly disabled: boolean
  readonly notice_ar: string | null
  readonly notice_en: string | null
}
interface EndpointRow extends Endpoint {
  readonly service: string
}

/** Reads all tables in one transaction, so that a service never appears without its endpoints. */
export function readSnapshot(pool: pg.Pool): Promise<Snapshot> {
  return inSnapshot(pool, async (client) => {
    const clients = await client.query<ClientRow>('SELECT * FROM client')
    const services = await client.query<ServiceRow>('SELECT * FROM service ORDER BY id COLLATE "C"')
    const endpoints = await client.query<EndpointRow>(
      'SELECT service, method, path FROM endpoint ORDER BY service, place',
    )
    const settings = await client.query<{ value: Maintenance }>("SELECT value FROM setting WHERE name = 'maintenance'")
    return buildSnapshot(clients.rows, services.rows, endpoints.rows, settings.rows[0]?.value)
  })
}

function buildSnapshot(
  clients: readonly ClientRow[],
  services: readonly ServiceRow[],
  endpoints: readonly EndpointRow[],
  maintenance: Maintenance | undefined,
): Snapshot {
  const endpointsOf = Map.groupBy(endpoints, (row) => row.service)
  const serviceList = services.map((row): readonly [string, ServiceSetting] => [
    row.subsystem,
    Object.freeze({
      id: row.id,
      type: row.type,
      url: row.url,
      descriptionUrl: row.description_url,
      timeoutMs: row.timeout_ms,
      disabled: row.disabled ? { notice: { ar: row.notice_ar ?? '', en: row.notice_en ?? '' } } : null,
      verifyTls: row.verify_tls,
      endpoints: Object.freeze((endpointsOf.get(row.id) ?? []).map(({ method, path }) => ({ method, path }))),
    }),
  ])
  return Object.freeze({
    clients: new Map(
      clients.map((row) => [
        row.id,
        Object.freeze({
          id: row.id,
          authentication: row.authentication,
          certificates: Object.freeze(row.certificates),
          name: { ar: row.name_ar, en: row.name_en },
        }),
      ]),
    ),
    services: new Map(serviceList.map(([, service]) => [service.id, service])),
    servicesOf: mapValues(
      Map.groupBy(serviceList, ([subsystem]) => subsystem),
      (pairs) => pairs.map(([, service]) => service),
    ),
    maintenance: Object.freeze(maintenance ?? { active: false, notice: null }),
  })
}

function mapValues<K, A, B>(map: ReadonlyMap<K, A>, change: (value: A) => B): Map<K, B> {
  return new Map([...map].map(([key, value]) => [key, change(value)]))
}
