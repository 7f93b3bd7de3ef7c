import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CheckedView, DirectoryView } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { afterEach, beforeEach } from 'vitest'
import { UsageMeter } from '../../agreements/usage-meter.ts'
import { createTestSchema, type TestSchema } from '../../database/test-schema.ts'
import type { HaltedLane } from '../../link/halted-lanes.ts'
import type { LocalRegistry } from '../../registry/local-registry.ts'
import { openRegistry } from '../../registry/pg-registry.ts'
import { KeyDesk } from '../../trust/key-desk.ts'
import type { Held } from '../../trust/revocations.ts'
import { createAdminApp } from '../app.ts'
import { readAudit } from '../audit.ts'
import type { AdminApp, AdminDeps } from '../deps.ts'

export const token = 'T'.repeat(43)
export const uuid = '0199a7a4-6f3e-7c11-8e4b-0123456789ab'
export const clientId = 'KW/GOV/MOI/traffic'
export const serviceId = 'QA/GOV/MOI/traffic/violations'
export const name = { ar: 'المرور', en: 'Traffic' }
export const service = {
  type: 'REST',
  url: 'http://127.0.0.1:9000/v1',
  timeoutMs: 60_000,
  endpoints: [{ method: 'GET', path: '/a/*' }],
}

// A self-signed P-256 certificate made for this test; its key was thrown away.
export const pem = readFileSync(new URL('../fixtures/client.pem', import.meta.url), 'utf8')
export const der = pem.replace(/-----[A-Z ]+-----|\s/g, '')
export const derSha256 = 'd5ce38105273603e5bfd0b9ca7e7e6801d4956853dea2019368440d6bed0aebf'

export const halted: HaltedLane = {
  id: 17,
  peer: 'QA/GOV/EGOV/gw1',
  direction: 'incoming',
  origin: 'rabt/v1/gcc/QA/GOV/EGOV/gw1/KW/GOV/EGOV/gw1/1.1790000000000.0011223344556677',
  code: 'LANE_ROOT',
  since: 1_790_000_000_000,
  size: 40,
  may: ['retry', 'abandon'],
}
const decide = async (id: number) => {
  if (id === 18) throw new RabtError('CONFLICT', { what: 'lane 18: FORK' })
  if (id !== 17) throw new RabtError('NOT_FOUND', { what: `halted lane ${id}` })
  return halted
}

/** A directory that lists no key. */
const view = { gateways: new Map(), gatewayKey: () => undefined, sealKey: () => undefined } as never as DirectoryView

export const signed = Buffer.from('{"signatures":[],"signed":{}}')
export const revocation: Held = {
  digest: 'ab'.repeat(32),
  bytes: signed,
  federation: 'gcc',
  state: 'KW',
  role: 'state-kw-ops',
  number: 3,
  directory: 12,
  issued: 1_790_000_000_000,
  expires: 1_790_600_000_000,
  decision: '7/2026',
  revoked: {
    gateways: ['KW/GOV/EGOV/gw1'],
    tlsKeys: [],
    keys: [],
    cas: [],
    members: [],
    agreements: [],
    states: [],
  },
  peer: null,
  since: 1_790_000_001_000,
}
export interface AdminBench {
  readonly schema: TestSchema
  readonly registry: LocalRegistry
  readonly app: AdminApp
  readonly deps: AdminDeps
  /** What the app could not answer, as it was told. */
  readonly failures: readonly unknown[]
  /** Asks an app that differs in these, from now on. */
  change(deps: Partial<AdminDeps>): void
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  auditRows(): Promise<readonly string[]>
}

/** The admin API over a register in PostgreSQL of its own, anew for each test of the file that calls this. */
export function adminBench(): AdminBench {
  let made: Pick<AdminBench, 'schema' | 'registry' | 'deps' | 'failures'>
  let app: AdminApp
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rabt-keys-'))
    const schema = await createTestSchema()
    const registry = await openRegistry(schema.pool)
    const failures: unknown[] = []
    made = { schema, registry, failures, deps: depsOf(schema, registry, folder, (error) => failures.push(error)) }
    app = createAdminApp(made.deps)
  })
  afterEach(async () => {
    await made.registry.close()
    await made.schema.drop()
    await rm(folder, { recursive: true })
  })
  return {
    get schema() {
      return made.schema
    },
    get registry() {
      return made.registry
    },
    get deps() {
      return made.deps
    },
    get failures() {
      return made.failures
    },
    get app() {
      return app
    },
    change: (deps) => {
      app = createAdminApp({ ...made.deps, ...deps })
    },
    ask: async (method, path, body, headers = { Authorization: `Bearer ${token}` }) =>
      app.request(`http://localhost${path}`, {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    auditRows: async () =>
      (await readAudit(made.schema.pool, 0, 100)).map(({ actor, action, subject }) => `${actor} ${action} ${subject}`),
  }
}

export const at = (kind: string, id: string) => `/admin/v1/${kind}/${encodeURIComponent(id)}`

function depsOf(
  schema: TestSchema,
  registry: LocalRegistry,
  folder: string,
  failed: (error: unknown) => void,
): AdminDeps {
  let held: Held[] = []
  const give = async (bytes: Uint8Array) => {
    if (!signed.equals(bytes)) throw new RabtError('REVOCATION_INVALID', { reason: 'not signed' })
    const isNew = held.length === 0
    held = [revocation]
    return { revocation, isNew }
  }
  return {
    registry,
    pool: schema.pool,
    token,
    status: () => ({ gateway: 'KW/GOV/EGOV/gw1' }),
    entry: async (id) => (id === uuid ? { id } : null),
    evidence: async (id, waitMs) => {
      if (id !== uuid) throw new RabtError('EVIDENCE_NOT_FOUND', { id })
      return Buffer.from(`bundle ${waitMs}`)
    },
    blob: async (id, part) => (id === uuid && part === 'head' ? Buffer.from('GET\r\n/r1\r\n') : null),
    erase: async (id) => (id === uuid ? 2 : 0),
    lanes: { list: async () => [halted], retry: decide, abandon: decide },
    keys: new KeyDesk({ folder, instance: 'KW', gateway: 'KW/GOV/EGOV/gw1', view: () => view }),
    instance: 'KW',
    cutLink: (gateway) => (gateway === 'QA/GOV/EGOV/gw1' ? 2 : 0),
    revocations: { inForce: () => held, give },
    directory: {
      view: () => view as CheckedView,
      refresh: async () => view as CheckedView,
      status: () => ({ version: null, expires: null, lastRefresh: null, lastError: null, mode: 'expired', issues: [] }),
    },
    usage: { consumer: new UsageMeter(), provider: new UsageMeter() },
    clock: Date.now,
    ready: () => ({ ready: true, joined: true, reasons: [] }),
    metrics: () => 'rabt_up 1\n',
    failed,
  }
}
