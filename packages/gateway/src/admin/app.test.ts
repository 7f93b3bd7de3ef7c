import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CheckedView, DirectoryView } from '@rabt/directory'
import { messageOf, RabtError } from '@rabt/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UsageMeter } from '../agreements/usage-meter.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import type { HaltedLane } from '../link/halted-lanes.ts'
import type { LocalRegistry } from '../registry/local-registry.ts'
import { openRegistry } from '../registry/pg-registry.ts'
import { KeyDesk } from '../trust/key-desk.ts'
import type { Held } from '../trust/revocations.ts'
import { createAdminApp } from './app.ts'
import { readAudit } from './audit.ts'
import type { AdminApp, AdminDeps } from './deps.ts'

interface Problem {
  readonly message: { readonly en: string }
  readonly fields: readonly { readonly path: string }[]
}

const token = 'T'.repeat(43)
const uuid = '0199a7a4-6f3e-7c11-8e4b-0123456789ab'
const clientId = 'KW/GOV/MOI/traffic'
const serviceId = 'QA/GOV/MOI/traffic/violations'
const name = { ar: 'المرور', en: 'Traffic' }
const service = {
  type: 'REST',
  url: 'http://127.0.0.1:9000/v1',
  timeoutMs: 60_000,
  endpoints: [{ method: 'GET', path: '/a/*' }],
}

// A self-signed P-256 certificate made for this test; its key was thrown away.
const pem = readFileSync(new URL('./fixtures/client.pem', import.meta.url), 'utf8')
const der = pem.replace(/-----[A-Z ]+-----|\s/g, '')
const derSha256 = 'd5ce38105273603e5bfd0b9ca7e7e6801d4956853dea2019368440d6bed0aebf'

const halted: HaltedLane = {
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

let folder: string
const signed = Buffer.from('{"signatures":[],"signed":{}}')
const revocation: Held = {
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
let held: Held[] = []
const give = async (bytes: Uint8Array) => {
  if (!signed.equals(bytes)) throw new RabtError('REVOCATION_INVALID', { reason: 'not signed' })
  const isNew = held.length === 0
  held = [revocation]
  return { revocation, isNew }
}

let schema: TestSchema
let registry: LocalRegistry
let app: AdminApp
let failures: unknown[]
let deps: AdminDeps
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rabt-keys-'))
  schema = await createTestSchema()
  registry = await openRegistry(schema.pool)
  failures = []
  held = []
  deps = {
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
    failed: (error) => failures.push(error),
  }
  app = createAdminApp(deps)
})
afterEach(async () => {
  await registry.close()
  await schema.drop()
  await rm(folder, { recursive: true })
})

const ask = (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { Authorization: `Bearer ${token}` },
) =>
  app.request(`http://localhost${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
const at = (kind: string, id: string) => `/admin/v1/${kind}/${encodeURIComponent(id)}`
const auditRows = async () =>
  (await readAudit(schema.pool, 0, 100)).map(({ actor, action, subject }) => `${actor} ${action} ${subject}`)

describe('the admin API', () => {
  it('cuts the connections to a gateway, and writes it down', async () => {
    const cut = await ask('POST', `/admin/v1/links/${encodeURIComponent('QA/GOV/EGOV/gw1')}/cut`)
    expect([cut.status, await cut.json()]).toEqual([200, { connections: 2 }])
    expect((await ask('POST', '/admin/v1/links/nobody/cut')).status).toBe(404)
    expect(await auditRows()).toEqual(['token link.cut QA/GOV/EGOV/gw1'])
  })

  it('lists halted lanes, and takes a decision about one with its reason and who took it', async () => {
    expect(await (await ask('GET', '/admin/v1/lanes')).json()).toEqual({ lanes: [halted] })
    for (const decision of ['retry', 'abandon']) {
      const answer = await ask('POST', `/admin/v1/lanes/17/${decision}`, { reason: 'agreed on the phone', by: 'Noura' })
      expect([answer.status, await answer.json()]).toEqual([200, { lane: halted }])
    }
    const rows = await readAudit(schema.pool, 0, 10)
    expect(rows.map(({ action, subject, details }) => ({ action, subject, details }))).toEqual(
      ['retry', 'abandon'].flatMap((decision) => [
        {
          action: `lane.${decision}`,
          subject: '17',
          details: { state: 'asked', reason: 'agreed on the phone', by: 'Noura' },
        },
        {
          action: `lane.${decision}`,
          subject: '17',
          details: { state: 'done', origin: halted.origin, code: 'LANE_ROOT' },
        },
      ]),
    )
  })

  it.each([
    ['17', {}, 400],
    ['17', { reason: '', by: 'Noura' }, 400],
    ['17', { reason: 'agreed' }, 400],
    ['17', { reason: 'agreed', by: 'Noura', force: true }, 400],
    ['0', { reason: 'agreed', by: 'Noura' }, 400],
    ['2147483648', { reason: 'agreed', by: 'Noura' }, 400],
    ['18', { reason: 'agreed', by: 'Noura' }, 409],
    ['19', { reason: 'agreed', by: 'Noura' }, 404],
  ])('refuses a decision about lane %s with %j: %d', async (id, body, status) => {
    expect((await ask('POST', `/admin/v1/lanes/${id}/abandon`, body)).status).toBe(status)
    // A decision that did not take effect leaves no row that says so.
    expect((await readAudit(schema.pool, 0, 10)).filter(({ details }) => details.state === 'done')).toEqual([])
  })

  it('takes a signed revocation as it was signed, shows it and gives it back; its row says who gave it', async () => {
    const post = () =>
      app.request('/admin/v1/revocations', {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}` },
        body: signed,
      })
    const answer = await post()
    expect(answer.status).toBe(201)
    const { bytes, peer, federation: _federation, ...rest } = revocation
    const shown = { ...rest, from: peer }
    expect(await answer.json()).toEqual(shown)
    expect((await post()).status).toBe(200)
    expect(await (await ask('GET', '/admin/v1/revocations')).json()).toEqual({ revocations: [shown] })
    const document = await ask('GET', `/admin/v1/revocations/${revocation.digest}`)
    expect(Buffer.from(await document.arrayBuffer())).toEqual(Buffer.from(bytes))
    expect((await ask('GET', `/admin/v1/revocations/${'cd'.repeat(32)}`)).status).toBe(404)
    const details = { state: 'KW', number: 3, decision: '7/2026' }
    expect(await readAudit(schema.pool, 0, 10)).toMatchObject([
      { actor: 'token', action: 'revocation.give', subject: revocation.digest, details },
    ])
  })

  it('records a revocation that could not be kept at first when it is given again, once; not one that a peer told', async () => {
    const post = (revocations: AdminDeps['revocations']) =>
      createAdminApp({ ...deps, revocations }).request('/admin/v1/revocations', {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}` },
        body: signed,
      })
    const full = async () => {
      await give(signed)
      throw new RabtError('LOGGING_FAILED', {})
    }
    expect((await post({ inForce: () => held, give: full })).ok).toBe(false)
    expect(await readAudit(schema.pool, 0, 10)).toEqual([])
    for (const _again of [1, 2]) expect((await post({ inForce: () => held, give })).status).toBe(200)
    const told = { ...revocation, digest: 'ef'.repeat(32), peer: 'QA/GOV/EGOV/gw1' }
    const giveTold = async () => ({ revocation: told, isNew: false })
    expect((await post({ inForce: () => held, give: giveTold })).status).toBe(200)
    expect((await readAudit(schema.pool, 0, 10)).map(({ action, subject }) => [action, subject])).toEqual([
      ['revocation.give', revocation.digest],
    ])
  })

  it('refuses a revocation that does not hold, with the reason, and writes no row', async () => {
    const answer = await ask('POST', '/admin/v1/revocations', { forged: true })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ code: 'REVOCATION_INVALID' })
    expect(await readAudit(schema.pool, 0, 10)).toEqual([])
  })

  it('registers, shows, lists and deletes a client, and keeps the certificate as a digest', async () => {
    const put = await ask('PUT', at('clients', clientId), { authentication: 'HTTPS', certificates: [der], name })
    expect(put.status).toBe(200)
    const shown = { id: clientId, authentication: 'HTTPS', certificatesSha256: [derSha256], name }
    expect(await put.json()).toEqual(shown)
    expect(await (await ask('GET', at('clients', clientId))).json()).toEqual(shown)
    expect(await (await ask('GET', '/admin/v1/clients')).json()).toEqual({ clients: [shown] })
    expect(registry.client(clientId)?.certificates).toEqual([derSha256])
    expect((await ask('DELETE', at('clients', clientId))).status).toBe(204)
    expect((await ask('GET', at('clients', clientId))).status).toBe(404)
    expect(await auditRows()).toEqual([`token client.put ${clientId}`, `token client.delete ${clientId}`])
  })

  it('takes the strictest authentication where none is named', async () => {
    await ask('PUT', at('clients', clientId), { name })
    expect(registry.client(clientId)?.authentication).toBe('HTTPS')
  })

  it('registers a service and deletes it', async () => {
    const put = await ask('PUT', at('services', serviceId), service)
    expect(await put.json()).toEqual({
      id: serviceId,
      ...service,
      descriptionUrl: null,
      disabled: null,
      verifyTls: true,
    })
    expect((await ask('DELETE', at('services', serviceId))).status).toBe(204)
    expect(await (await ask('GET', '/admin/v1/services')).json()).toEqual({ services: [] })
  })

  it('switches a service off with a notice, and on again', async () => {
    await ask('PUT', at('services', serviceId), { ...service, disabled: { ar: 'متوقفة', en: 'Off' } })
    expect(registry.service(serviceId)?.disabled).toEqual({ notice: { ar: 'متوقفة', en: 'Off' } })
    expect(await (await ask('GET', at('services', serviceId))).json()).toMatchObject({
      disabled: { ar: 'متوقفة', en: 'Off' },
    })
    await ask('PUT', at('services', serviceId), service)
    expect(registry.service(serviceId)?.disabled).toBeNull()
  })

  it('keeps an identifier whose parts are percent-encoded apart from its path', async () => {
    const answer = await ask('GET', at('clients', 'KW/GOV/a%2Fb/x'))
    expect(((await answer.json()) as Problem).message.en).toBe(
      messageOf({ code: 'NOT_FOUND', params: { what: 'KW/GOV/a%2Fb/x' } }, 'en'),
    )
  })

  it('enters and leaves maintenance', async () => {
    const body = { active: true, notice: { ar: 'صيانة', en: 'Upgrade' } }
    expect(await (await ask('PUT', '/admin/v1/maintenance', body)).json()).toEqual(body)
    expect(await (await ask('GET', '/admin/v1/maintenance')).json()).toEqual(body)
    expect(registry.maintenance()).toEqual(body)
  })

  it('shows status, entries and the audit log', async () => {
    expect(await (await ask('GET', '/admin/v1/status')).json()).toEqual({ gateway: 'KW/GOV/EGOV/gw1' })
    expect(await (await ask('GET', `/admin/v1/entries/${uuid}`)).json()).toEqual({ id: uuid })
    expect((await ask('GET', `/admin/v1/entries/${uuid.replace('0', '1')}`)).status).toBe(404)
    await ask('PUT', at('clients', clientId), { name })
    const page = await ask('GET', '/admin/v1/audit?after=0&limit=1')
    const { rows } = (await page.json()) as { rows: { at: number }[] }
    expect(rows).toMatchObject([{ id: 1, actor: 'token', action: 'client.put', subject: clientId, details: { name } }])
    expect(rows[0]?.at).toBeGreaterThan(1.7e12)
    expect(await (await ask('GET', '/admin/v1/audit?after=1')).json()).toEqual({ rows: [] })
  })

  it('writes an audit row for every read of a head, a body or a bundle, and none for what is not held', async () => {
    const evidence = await ask('GET', `/admin/v1/evidence/${uuid}?waitMs=2000`)
    expect(evidence.headers.get('content-type')).toBe('application/cbor')
    expect(await evidence.text()).toBe('bundle 2000')
    const head = await ask('GET', `/admin/v1/blobs/${uuid}/head`)
    expect(head.headers.get('content-type')).toBe('application/octet-stream')
    expect(head.headers.get('cache-control')).toBe('no-store')
    expect(await head.text()).toBe('GET\r\n/r1\r\n')
    expect((await ask('GET', `/admin/v1/blobs/${uuid}/body`)).status).toBe(404)
    expect((await ask('GET', `/admin/v1/blobs/${uuid}/tail`)).status).toBe(400)
    expect((await ask('GET', `/admin/v1/evidence/${uuid.replace('0', '1')}`)).status).toBe(404)
    expect(await auditRows()).toEqual([`token evidence.read ${uuid}`, `token blob.read ${uuid}`])
  })

  it('writes that an erasure was asked for, then what it did', async () => {
    expect(await (await ask('DELETE', `/admin/v1/blobs/${uuid}`)).json()).toEqual({ erased: 2 })
    const rows = await readAudit(schema.pool, 0, 100)
    expect(rows.map(({ action, subject, details }) => ({ action, subject, details }))).toEqual([
      { action: 'blob.erase', subject: uuid, details: { state: 'asked' } },
      { action: 'blob.erase', subject: uuid, details: { state: 'done', erased: 2 } },
    ])
  })

  it('keeps the row of an erasure that was refused, and erases nothing when it cannot be written', async () => {
    let erasures = 0
    const erase = async () => {
      erasures++
      throw new RabtError('CONFLICT', { what: uuid })
    }
    app = createAdminApp({ ...deps, erase })
    expect((await ask('DELETE', `/admin/v1/blobs/${uuid}`)).status).toBe(409)
    expect((await readAudit(schema.pool, 0, 100)).map(({ details }) => details)).toEqual([{ state: 'asked' }])
    await schema.pool.query('ALTER TABLE audit RENAME TO audit_gone')
    expect((await ask('DELETE', `/admin/v1/blobs/${uuid}`)).status).toBe(500)
    expect(erasures).toBe(1)
  })

  it('hands out no head when its audit row cannot be written', async () => {
    await schema.pool.query('ALTER TABLE audit RENAME TO audit_gone')
    const answer = await ask('GET', `/admin/v1/blobs/${uuid}/head`)
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('GET')
    expect(failures).toHaveLength(1)
  })
})

describe('the keys of the gateway', () => {
  it('are listed, made next, shown to whoever publishes them, and dropped, each with its audit row', async () => {
    const made = await ask('POST', '/admin/v1/keys/tls/next')
    expect(made.status).toBe(200)
    const next = (await made.json()) as { readonly digest: string; readonly csr: string }
    expect(next).toMatchObject({ name: 'tls', algorithm: 'p256', listed: false })
    expect(next.csr).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----/)
    const seal = await ask('POST', `/admin/v1/keys/members/${encodeURIComponent('KW/GOV/MOI')}/next`)
    expect(await seal.json()).toMatchObject({ name: 'members/KW%2FGOV%2FMOI', listed: false })
    const { keys } = (await (await ask('GET', '/admin/v1/keys')).json()) as { keys: { name: string }[] }
    expect(keys.map(({ name }) => name)).toEqual(['lane', 'lane-pq', 'receipt', 'tls', 'members/KW%2FGOV%2FMOI'])
    expect((await ask('DELETE', '/admin/v1/keys/tls/next')).status).toBe(204)
    expect((await ask('DELETE', '/admin/v1/keys/tls/next')).status).toBe(404)
    expect((await ask('POST', '/admin/v1/keys/root/next')).status).toBe(400)
    expect((await ask('POST', `/admin/v1/keys/members/${encodeURIComponent('SA/GOV/MOI')}/next`)).status).toBe(404)
    expect(await auditRows()).toEqual([
      'token key.next tls',
      'token key.next members/KW%2FGOV%2FMOI',
      'token key.drop tls',
    ])
  })
})

describe('health routes', () => {
  it('are open', async () => {
    expect(await (await ask('GET', '/healthz', undefined, {})).json()).toEqual({ live: true })
    expect((await ask('GET', '/readyz', undefined, {})).status).toBe(200)
    const metrics = await ask('GET', '/metrics', undefined, {})
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(await metrics.text()).toBe('rabt_up 1\n')
  })

  it('say why the node cannot exchange', async () => {
    app = createAdminApp({ ...deps, ready: () => ({ ready: false, joined: true, reasons: ['directory expired'] }) })
    const answer = await ask('GET', '/readyz', undefined, {})
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({ ready: false, joined: true, reasons: ['directory expired'] })
  })
})

describe('the admin API refuses', () => {
  it.each([
    ['nobody', {}],
    ['another token', { Authorization: `Bearer ${'U'.repeat(43)}` }],
    ['a prefix of the token', { Authorization: `Bearer ${token.slice(1)}` }],
    ['the token without its scheme', { Authorization: token }],
    ['an endless token', { Authorization: `Bearer ${'T'.repeat(5_000)}` }],
  ])('%s, on every route, known or not', async (_, headers) => {
    for (const path of [
      '/admin/v1/status',
      '/admin/v1/nothing',
      at('clients', clientId),
      `/admin/v1/blobs/${uuid}/head`,
      '/admin/x',
    ]) {
      const answer = await ask('GET', path, undefined, headers as Record<string, string>)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
    }
    expect(await auditRows()).toEqual([])
  })

  it('fields that are wrong, each with its path and in both languages, without repeating the value', async () => {
    const answer = await ask('PUT', at('services', serviceId), {
      type: 'SOAP',
      url: 'http://user:hunter2@host/',
      timeoutMs: 0,
      endpoints: [{ method: 'GET', path: '/../x' }],
      secret: 'hunter2',
    })
    expect(answer.status).toBe(400)
    const text = await answer.text()
    expect(text).not.toContain('hunter2')
    const problem = JSON.parse(text)
    expect(problem).toMatchObject({ type: 'urn:rabt:error:INVALID_REQUEST', code: 'INVALID_REQUEST', status: 400 })
    expect(problem.fields.map(({ path }: { path: string }) => path).sort()).toEqual([
      '/endpoints/0/path',
      '/secret',
      '/timeoutMs',
      '/type',
      '/url',
    ])
    for (const field of problem.fields) {
      expect(field.en).toMatch(/[a-z]/)
      expect(field.ar).toMatch(/[\u0621-\u064a]/)
    }
    expect(registry.services()).toEqual([])
  })

  it.each([
    ['an address with a query', { url: 'http://h/?a=b' }],
    ['an address with a fragment', { url: 'http://h/#a' }],
    ['another scheme', { url: 'ftp://h/' }],
    ['an address that is none', { url: 'http://' }],
    ['a space in the address', { url: 'http://h/a b' }],
    ['a port that is none', { url: 'http://h:99999/' }],
    ['a timeout beyond the life of a request', { timeoutMs: 600_000 }],
    [
      'the same endpoint twice',
      {
        endpoints: [
          { method: 'GET', path: '/a' },
          { method: 'GET', path: '/a' },
        ],
      },
    ],
    ['an unknown method', { endpoints: [{ method: 'STEAL', path: '/a' }] }],
    ['a notice in one language', { disabled: { en: 'Off' } }],
  ])('a service with %s', async (_, change) => {
    expect((await ask('PUT', at('services', serviceId), { ...service, ...change })).status).toBe(400)
  })

  it.each([
    ['no base64', '!!!!'],
    ['loose base64', `${der}\n`],
    ['PEM', pem],
    ['bytes after the certificate', Buffer.concat([Buffer.from(der, 'base64'), Buffer.from([0])]).toString('base64')],
    ['another structure', 'MAMCAQE='],
  ])('a certificate that is %s', async (_, certificate) => {
    const answer = await ask('PUT', at('clients', clientId), { certificates: [certificate], name })
    expect(answer.status).toBe(400)
    expect(((await answer.json()) as Problem).fields[0]?.path).toBe('/certificates/0')
  })

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
  ])('a body that is %s', async (_, body) => {
    expect((await ask('PUT', at('clients', clientId), body)).status).toBe(400)
  })

  it('a body that is too large, announced or not', async () => {
    const body = JSON.stringify({ name, certificates: ['a'.repeat(600 * 1024)] })
    expect((await ask('PUT', at('clients', clientId), body)).status).toBe(413)
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(64 * 1024))
      },
    })
    const answer = await app.request(`http://localhost${at('clients', clientId)}`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${token}` },
      body: stream,
      duplex: 'half',
    } as RequestInit)
    expect(answer.status).toBe(413)
  })

  it('identifiers and queries that are malformed', async () => {
    expect((await ask('PUT', at('clients', 'KW/GOV'), { name })).status).toBe(400)
    expect((await ask('PUT', at('services', 'QA/GOV/MOI/traffic/listMethods'), service)).status).toBe(400)
    expect((await ask('GET', '/admin/v1/entries/1')).status).toBe(400)
    expect((await ask('GET', '/admin/v1/audit?after=-1')).status).toBe(400)
    expect((await ask('GET', '/admin/v1/audit?limit=100000')).status).toBe(400)
    expect((await ask('GET', `/admin/v1/evidence/${uuid}?waitMs=99999999`)).status).toBe(400)
    expect((await ask('PATCH', '/admin/v1/maintenance')).status).toBe(404)
  })

  it('to say more than a code when something inside fails', async () => {
    app = createAdminApp({
      ...deps,
      status: () => {
        throw new Error('password=hunter2')
      },
    })
    const answer = await ask('GET', '/admin/v1/status')
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('hunter2')
    expect(failures).toEqual([new Error('password=hunter2')])
  })
})
