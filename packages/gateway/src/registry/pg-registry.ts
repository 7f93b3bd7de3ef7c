import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { type Actor, record } from '../admin/audit.ts'
import { announceChange, watchChanges } from './changes.ts'
import { checkClient, checkRight, checkService } from './checks.ts'
import type { ClientSetting, LocalRegistry, Maintenance, Right, ServiceSetting } from './local-registry.ts'
import { readSnapshot, type Snapshot } from './snapshot.ts'
import * as sql from './statements.ts'

export interface RegistryOptions {
  /** Wait before listening again after the connection for changes broke. */
  readonly retryMs?: number
}

const RETRY_MS = 1_000

/**
 * Opens the registry on a migrated database. Holds one connection of the pool to hear changes of other processes.
 * @throws what `pg` throws when the database cannot be read.
 */
export async function openRegistry(
  pool: pg.Pool,
  { retryMs = RETRY_MS }: RegistryOptions = {},
): Promise<LocalRegistry> {
  const process = randomUUID()
  const listeners = new Set<() => void>()
  let snapshot: Snapshot = await readSnapshot(pool)
  let running: Promise<void> | undefined
  let queued: Promise<void> | undefined

  async function readNow(): Promise<void> {
    try {
      snapshot = await readSnapshot(pool)
    } finally {
      running = undefined
    }
    for (const listener of listeners) listener()
  }

  /** A read that is already under way may have begun before the caller's commit: the caller gets the next one. */
  function reload(): Promise<void> {
    if (running === undefined) {
      running = readNow()
      return running
    }
    queued ??= running
      .catch(() => undefined)
      .then(() => {
        queued = undefined
        return reload()
      })
    return queued
  }

  /** One transaction: the act, its audit row, the announcement. Visible in memory before it resolves. */
  async function change(
    act: (client: pg.ClientBase) => Promise<void>,
    audit: Parameters<typeof record>[1],
  ): Promise<void> {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query('BEGIN')
      await act(client)
      await record(client, audit)
      await announceChange(client, process)
      await client.query('COMMIT')
    } catch (error) {
      await client.query('ROLLBACK').catch((cause: unknown) => {
        broken = cause instanceof Error ? cause : new Error(String(cause))
      })
      throw sql.refusalOf(error, audit.subject)
    } finally {
      client.release(broken)
    }
    await reload()
  }

  const watch = await watchChanges(pool, process, retryMs, () => void reload().catch(() => undefined))
  // What another process committed between the first read and LISTEN was not heard.
  await reload()

  return {
    client: (id) => snapshot.clients.get(id),
    clients: () => [...snapshot.clients.values()],
    service: (id) => snapshot.services.get(id),
    services: () => [...snapshot.services.values()],
    servicesOf: (subsystem) => snapshot.servicesOf.get(subsystem) ?? [],
    right: (id) => snapshot.rights.get(id),
    rights: () => [...snapshot.rights.values()],
    rightsOf: (service) => snapshot.rightsOf.get(service) ?? [],
    maintenance: () => snapshot.maintenance,

    async putClient(client: ClientSetting, actor: Actor) {
      checkClient(client)
      await change((connection) => sql.putClient(connection, client), put(actor, 'client', client))
    },
    async deleteClient(id: string, actor: Actor) {
      await change((connection) => sql.deleteRow(connection, 'client', id), removal(actor, 'client', id))
    },
    async putService(service: ServiceSetting, actor: Actor) {
      checkService(service)
      await change((connection) => sql.putService(connection, service), put(actor, 'service', service))
    },
    async deleteService(id: string, actor: Actor) {
      await change((connection) => sql.deleteRow(connection, 'service', id), removal(actor, 'service', id))
    },
    async putRight(right: Right, actor: Actor) {
      checkRight(right)
      await change((connection) => sql.putRight(connection, right), put(actor, 'right', right))
    },
    async deleteRight(id: string, actor: Actor) {
      await change((connection) => sql.deleteRow(connection, 'access_right', id), removal(actor, 'right', id))
    },
    async putMaintenance(maintenance: Maintenance, actor: Actor) {
      await change((connection) => sql.putMaintenance(connection, maintenance), {
        actor,
        action: 'maintenance.put',
        subject: 'maintenance',
        details: { ...maintenance },
      })
    },

    reload,
    onChange: (listener) => void listeners.add(listener),
    close: () => watch.close(),
  }
}

function put(actor: Actor, kind: string, { id, ...details }: ClientSetting | ServiceSetting | Right) {
  return { actor, action: `${kind}.put`, subject: id, details }
}

function removal(actor: Actor, kind: string, id: string) {
  return { actor, action: `${kind}.delete`, subject: id, details: {} }
}
