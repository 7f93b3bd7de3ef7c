import { RabtError, subsystemOf } from '@rabt/protocol'
import type pg from 'pg'
import type { ClientSetting, Maintenance, ServiceSetting } from './local-registry.ts'

type Connection = Pick<pg.ClientBase, 'query'>

export async function putClient(connection: Connection, client: ClientSetting): Promise<void> {
  await connection.query(
    `INSERT INTO client (id, authentication, certificates, name_ar, name_en) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (id) DO UPDATE SET authentication = excluded.authentication, certificates = excluded.certificates,
       name_ar = excluded.name_ar, name_en = excluded.name_en`,
    [client.id, client.authentication, client.certificates, client.name.ar, client.name.en],
  )
}

export async function putService(connection: Connection, service: ServiceSetting): Promise<void> {
  await connection.query(
    `INSERT INTO service (id, subsystem, type, url, description_url, timeout_ms, verify_tls, disabled, notice_ar, notice_en)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (id) DO UPDATE SET type = excluded.type, url = excluded.url, description_url = excluded.description_url,
       timeout_ms = excluded.timeout_ms, verify_tls = excluded.verify_tls, disabled = excluded.disabled,
       notice_ar = excluded.notice_ar, notice_en = excluded.notice_en`,
    [
      service.id,
      subsystemOf(service.id),
      service.type,
      service.url,
      service.descriptionUrl,
      service.timeoutMs,
      service.verifyTls,
      service.disabled !== null,
      service.disabled?.notice.ar ?? null,
      service.disabled?.notice.en ?? null,
    ],
  )
  await connection.query('DELETE FROM endpoint WHERE service = $1', [service.id])
  await connection.query(
    `INSERT INTO endpoint (service, place, method, path)
     SELECT $1, place, method, path FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS listed (method, path, place)`,
    [service.id, service.endpoints.map(({ method }) => method), service.endpoints.map(({ path }) => path)],
  )
}

export async function putMaintenance(connection: Connection, maintenance: Maintenance): Promise<void> {
  await connection.query(
    `INSERT INTO setting (name, value) VALUES ('maintenance', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [JSON.stringify(maintenance)],
  )
}

/** @throws RabtError NOT_FOUND when there is no such row. */
export async function deleteRow(connection: Connection, table: 'client' | 'service', id: string): Promise<void> {
  const { rowCount } = await connection.query(`DELETE FROM ${table} WHERE id = $1`, [id])
  if (rowCount === 0) throw new RabtError('NOT_FOUND', { what: id })
}

// PostgreSQL appendix A, class 23.
const UNIQUE_VIOLATION = '23505'

/** Turns a broken constraint into its typed error; anything else stays what it was. */
export function refusalOf(error: unknown, subject: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  if (error.code === UNIQUE_VIOLATION) return new RabtError('CONFLICT', { what: subject }, { cause: error })
  return error
}
