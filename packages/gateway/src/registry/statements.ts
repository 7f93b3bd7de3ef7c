import { RabtError, subsystemOf } from '@rabt/protocol'
import type pg from 'pg'
import type { ClientSetting, Maintenance, Right, ServiceSetting } from './local-registry.ts'

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

export async function putRight(connection: Connection, right: Right): Promise<void> {
  await connection.query(
    `INSERT INTO access_right (id, subject_type, subject, service, method, path, decision) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (id) DO UPDATE SET subject_type = excluded.subject_type, subject = excluded.subject,
       service = excluded.service, method = excluded.method, path = excluded.path, decision = excluded.decision`,
    [right.id, right.subjectType, right.subject, right.service, right.method, right.path, right.decision],
  )
}

export async function putMaintenance(connection: Connection, maintenance: Maintenance): Promise<void> {
  await connection.query(
    `INSERT INTO setting (name, value) VALUES ('maintenance', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [JSON.stringify(maintenance)],
  )
}

/** @throws RabtError NOT_FOUND when there is no such row. */
export async function deleteRow(
  connection: Connection,
  table: 'client' | 'service' | 'access_right',
  id: string,
): Promise<void> {
  const { rowCount } = await connection.query(`DELETE FROM ${table} WHERE id = $1`, [id])
  if (rowCount === 0) throw new RabtError('NOT_FOUND', { what: id })
}

// PostgreSQL appendix A, class 23.
const FOREIGN_KEY_VIOLATION = '23503'
const UNIQUE_VIOLATION = '23505'

/** Turns a broken constraint into its typed error; anything else stays what it was. */
export function refusalOf(error: unknown, subject: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  const { code, table } = error as Error & { readonly code: unknown; readonly table?: string }
  // The same key is broken from both ends: a right that names no service, or a service that rights still name.
  if (code === FOREIGN_KEY_VIOLATION) {
    const detail = 'detail' in error && typeof error.detail === 'string' ? error.detail : ''
    const missing = table === 'access_right' && detail.includes('is not present')
    return missing
      ? new RabtError('NOT_FOUND', { what: 'service' }, { cause: error })
      : new RabtError('CONFLICT', { what: subject }, { detail: 'rights name this service', cause: error })
  }
  if (code === UNIQUE_VIOLATION) return new RabtError('CONFLICT', { what: subject }, { cause: error })
  return error
}
