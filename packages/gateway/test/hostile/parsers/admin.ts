import type { CheckedView } from '@rabt/directory'
import { parseRevocation } from '@rabt/directory'
import { type ErrorCode, RabtError } from '@rabt/protocol'
import { createAdminApp } from '../../../src/admin/app.ts'
import type { AdminApp } from '../../../src/admin/deps.ts'
import { UsageMeter } from '../../../src/agreements/usage-meter.ts'
import { createTestSchema } from '../../../src/database/test-schema.ts'
import { VIEW } from '../../../src/edge-consumer/testing/directory.ts'
import type { HaltedLane } from '../../../src/link/halted-lanes.ts'
import { openRegistry } from '../../../src/registry/pg-registry.ts'
import type { NextKey } from '../../../src/trust/key-desk.ts'
import { makeCertificates, NOW } from '../federation.ts'
import { latin1, type Parser, parser } from '../parser.ts'

const TOKEN = 'T'.repeat(43)
const UUID = '0199a7a4-6f3e-7c11-8e4b-0123456789ab'
const CLIENT = 'KW/GOV/MOI/traffic'
const SERVICE = 'KW/GOV/MOI/traffic/violations'
const text = { ar: 'المرور', en: 'Traffic' }

const at = (kind: string, id: string): string => `/admin/v1/${kind}/${encodeURIComponent(id)}`

const decide = async (id: number): Promise<HaltedLane> => ({
  id,
  peer: 'QA/GOV/EGOV/gw1',
  direction: 'incoming',
  origin: '',
  code: 'LANE_ROOT',
  since: null,
  size: 0,
  may: ['retry', 'abandon'],
})

const KEY: NextKey = {
  algorithm: 'p256',
  publicKey: '',
  digest: '',
  listed: false,
  from: null,
  retired: null,
  made: true,
  csr: null,
}
const noKey = async (what: string): Promise<never> => {
  throw new RabtError('NOT_FOUND', { what })
}

/** The admin API over a real database, which refuses texts that JSON allows. */
export async function openAdmin(): Promise<{ readonly parsers: readonly Parser[]; close(): Promise<void> }> {
  const schema = await createTestSchema()
  const registry = await openRegistry(schema.pool)
  const failures: unknown[] = []
  const app = createAdminApp({
    registry,
    pool: schema.pool,
    token: TOKEN,
    status: () => ({}),
    entry: async () => null,
    evidence: async (id) => {
      throw new RabtError('EVIDENCE_NOT_FOUND', { id })
    },
    blob: async () => Buffer.from('GET'),
    erase: async () => 0,
    cutLink: () => 0,
    lanes: { list: async () => [], retry: decide, abandon: decide },
    keys: { list: async () => [], next: async () => KEY, drop: noKey },
    instance: 'KW',
    revocations: {
      inForce: () => [],
      give: async (bytes) => {
        parseRevocation(bytes)
        throw new RabtError('REVOCATION_INVALID', { reason: 'signed by nobody' })
      },
    },
    directory: {
      view: () => VIEW as CheckedView,
      refresh: async () => VIEW as CheckedView,
      status: () => ({ version: null, expires: null, lastRefresh: null, lastError: null, mode: 'expired', issues: [] }),
    },
    usage: { consumer: new UsageMeter(), provider: new UsageMeter() },
    clock: () => NOW,
    ready: () => ({ ready: true, joined: true, reasons: [] }),
    metrics: () => '',
    failed: (error) => void failures.push(error),
  })
  const ask = async (method: string, path: string, body?: Buffer): Promise<void> => {
    failures.length = 0
    const answer = await request(app, method, path, body)
    const said = await answer.text()
    if (failures.length > 0) throw new Error('the admin API failed', { cause: failures[0] })
    if (answer.status < 400) return
    throw new RabtError((JSON.parse(said) as { code: ErrorCode }).code)
  }
  const body = (name: string, path: string, value: unknown, method = 'PUT'): Parser =>
    parser({
      name: `admin-${name}`,
      format: 'json',
      share: 0.5,
      seeds: [Buffer.from(JSON.stringify(value))],
      read: (input) => ask(method, path, input),
    })
  const service = { type: 'REST', url: 'http://127.0.0.1:9000/v1', timeoutMs: 60_000 }
  await ask('PUT', at('services', SERVICE), Buffer.from(JSON.stringify(service)))
  const certificate = makeCertificates('KW').seal.toString('base64')
  const paths = [
    at('services', SERVICE),
    '/admin/v1/audit?after=0&limit=10',
    `/admin/v1/blobs/${UUID}/head`,
    '/admin/v1/directory/services?q=x&state=QA&limit=3',
    '/admin/v1/agreements?after=KW/2026/1',
  ]
  return {
    parsers: [
      body('client', at('clients', CLIENT), { authentication: 'HTTPS', certificates: [certificate], name: text }),
      body('service', at('services', SERVICE), {
        ...service,
        descriptionUrl: 'http://127.0.0.1:9000/openapi',
        disabled: text,
        verifyTls: true,
        endpoints: [{ method: 'GET', path: '/a/*' }],
      }),
      body('maintenance', '/admin/v1/maintenance', { active: true, notice: text }),
      body('lane', '/admin/v1/lanes/17/abandon', { reason: 'agreed', by: 'Noura' }, 'POST'),
      parser({
        name: 'admin-path',
        format: 'text',
        share: 0.5,
        seeds: paths.map((path) => Buffer.from(path)),
        read: (input) => ask('GET', latin1(input)),
      }),
      parser({
        name: 'admin-delete',
        format: 'text',
        share: 0.5,
        read: (input) => ask('DELETE', latin1(input)),
      }),
      parser({
        name: 'admin-member-key',
        format: 'text',
        share: 0.5,
        seeds: [Buffer.from('KW/GOV/MOI')],
        read: (input) => ask('POST', `/admin/v1/keys/members/${encodeURIComponent(latin1(input))}/next`),
      }),
    ],
    close: async () => {
      await registry.close()
      await schema.drop()
    },
  }
}

async function request(app: AdminApp, method: string, path: string, body?: Buffer): Promise<Response> {
  let url: string
  try {
    url = new URL(`http://localhost${path.startsWith('/') ? '' : '/'}${path}`).href
  } catch (cause) {
    // No HTTP client can send it.
    throw new RabtError('MALFORMED_URL', {}, { cause })
  }
  const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' }
  return app.request(url, { method, headers, ...(body === undefined ? {} : { body: Uint8Array.from(body) }) })
}
