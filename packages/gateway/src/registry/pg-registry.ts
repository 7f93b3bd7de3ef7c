import { randomUUID } from 'node:crypto'
import { inTransaction } from '@rabt/database'
import type pg from 'pg'
import { type Actor, record } from '../admin/audit.ts'
import { announceChange, type WatchTimes, watchChanges } from './changes.ts'
import { checkClient, checkService } from './checks.ts'
import type { ClientSetting, LocalRegistry, Maintenance, ServiceSetting } from './local-registry.ts'
import { readSnapshot, type Snapshot } from './snapshot.ts'
import * as sql from './statements.ts'

const TIMES: WatchTimes = { retryMs: 1_000, heartbeatMs: 20_000, answerMs: 5_000 }

/**
 * Opens the registry on a migrated database. Holds one connection of the pool to hear changes of other processes; the pool must
 * have a `query_timeout`, so that a connection that went silent is given up.
 * @throws what `pg` throws when the database cannot be read.
 */
export async function openRegistry(pool: pg.Pool, times: WatchTimes = TIMES): Promise<LocalRegistry> {
  const process = randomUUID()
  const listeners = new Set<() => void>()
  let snapshot: Snapshot = await readSnapshot(pool)
  let running: Promise<void> | undefined
  let queued: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

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

  /** Reads again until it succeeds: a change that was heard of must not be forgotten because the database was away. */
  function refresh(): void {
    if (closed) return
    reload().catch(() => {
      clearTimeout(timer)
      timer = setTimeout(refresh, times.retryMs)
      timer.unref()
    })
  }

  /** One transaction: the act, its audit row, the announcement. Visible in memory before it resolves. */
  async function change(
    act: (client: pg.ClientBase) => Promise<void>,
    audit: Parameters<typeof record>[1],
  ): Promise<void> {
    try {
      await inTransaction(pool, async (client) => {
        await act(client)
        await record(client, audit)
        await announceChange(client, process)
      })
      await reload()
    } catch (error) {
      const refusal = sql.refusalOf(error, audit.subject)
      // The commit may have succeeded although nobody said so.
      if (refusal === error) refresh()
      throw refusal
    }
  }

  const watch = await watchChanges(pool, process, times, refresh)
  // What another process committed between the first read and LISTEN was not heard.
  await reload()

  return {
    client: (id) => snapshot.clients.get(id),
    clients: () => [...snapshot.clients.values()],
    service: (id) => snapshot.services.get(id),
    services: () => [...snapshot.services.values()],
    servicesOf: (subsystem) => snapshot.servicesOf.get(subsystem) ?? [],
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
    async close() {
      closed = true
      clearTimeout(timer)
      await watch.close()
    },
  }
}

function put(actor: Actor, kind: string, { id, ...details }: ClientSetting | ServiceSetting) {
  return { actor, action: `${kind}.put`, subject: id, details }
}

function removal(actor: Actor, kind: string, id: string) {
  return { actor, action: `${kind}.delete`, subject: id, details: {} }
}
