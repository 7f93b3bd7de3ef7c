import { messageOf, RabtError } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { createAdminApp } from './app.ts'
import { readAudit } from './audit.ts'
import type { AdminDeps } from './deps.ts'
import {
  adminBench,
  at,
  clientId,
  der,
  derSha256,
  halted,
  name,
  revocation,
  service,
  serviceId,
  signed,
  token,
  uuid,
} from './testing/admin-bench.ts'

interface Problem {
  readonly message: { readonly en: string }
}

const bench = adminBench()
const { ask, auditRows } = bench

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
    const rows = await readAudit(bench.schema.pool, 0, 10)
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
    expect((await readAudit(bench.schema.pool, 0, 10)).filter(({ details }) => details.state === 'done')).toEqual([])
  })

  it('takes a signed revocation as it was signed, shows it and gives it back; its row says who gave it', async () => {
    const post = () =>
      bench.app.request('/admin/v1/revocations', {
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
    expect(await readAudit(bench.schema.pool, 0, 10)).toMatchObject([
      { actor: 'token', action: 'revocation.give', subject: revocation.digest, details },
    ])
  })

  it('records a revocation that could not be kept at first when it is given again, once; not one that a peer told', async () => {
    const post = (revocations: AdminDeps['revocations']) =>
      createAdminApp({ ...bench.deps, revocations }).request('/admin/v1/revocations', {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}` },
        body: signed,
      })
    const { inForce, give } = bench.deps.revocations
    const full = async () => {
      await give(signed)
      throw new RabtError('LOGGING_FAILED', {})
    }
    expect((await post({ inForce, give: full })).ok).toBe(false)
    expect(await readAudit(bench.schema.pool, 0, 10)).toEqual([])
    for (const _again of [1, 2]) expect((await post(bench.deps.revocations)).status).toBe(200)
    const told = { ...revocation, digest: 'ef'.repeat(32), peer: 'QA/GOV/EGOV/gw1' }
    const giveTold = async () => ({ revocation: told, isNew: false })
    expect((await post({ inForce, give: giveTold })).status).toBe(200)
    expect((await readAudit(bench.schema.pool, 0, 10)).map(({ action, subject }) => [action, subject])).toEqual([
      ['revocation.give', revocation.digest],
    ])
  })

  it('refuses a revocation that does not hold, with the reason, and writes no row', async () => {
    const answer = await ask('POST', '/admin/v1/revocations', { forged: true })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ code: 'REVOCATION_INVALID' })
    expect(await readAudit(bench.schema.pool, 0, 10)).toEqual([])
  })

  it('registers, shows, lists and deletes a client, and keeps the certificate as a digest', async () => {
    const put = await ask('PUT', at('clients', clientId), { authentication: 'HTTPS', certificates: [der], name })
    expect(put.status).toBe(200)
    const shown = { id: clientId, authentication: 'HTTPS', certificatesSha256: [derSha256], name }
    expect(await put.json()).toEqual(shown)
    expect(await (await ask('GET', at('clients', clientId))).json()).toEqual(shown)
    expect(await (await ask('GET', '/admin/v1/clients')).json()).toEqual({ clients: [shown] })
    expect(bench.registry.client(clientId)?.certificates).toEqual([derSha256])
    expect((await ask('DELETE', at('clients', clientId))).status).toBe(204)
    expect((await ask('GET', at('clients', clientId))).status).toBe(404)
    expect(await auditRows()).toEqual([`token client.put ${clientId}`, `token client.delete ${clientId}`])
  })

  it('takes the strictest authentication where none is named', async () => {
    await ask('PUT', at('clients', clientId), { name })
    expect(bench.registry.client(clientId)?.authentication).toBe('HTTPS')
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
    expect(bench.registry.service(serviceId)?.disabled).toEqual({ notice: { ar: 'متوقفة', en: 'Off' } })
    expect(await (await ask('GET', at('services', serviceId))).json()).toMatchObject({
      disabled: { ar: 'متوقفة', en: 'Off' },
    })
    await ask('PUT', at('services', serviceId), service)
    expect(bench.registry.service(serviceId)?.disabled).toBeNull()
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
    expect(bench.registry.maintenance()).toEqual(body)
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
    const rows = await readAudit(bench.schema.pool, 0, 100)
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
    bench.change({ erase })
    expect((await ask('DELETE', `/admin/v1/blobs/${uuid}`)).status).toBe(409)
    expect((await readAudit(bench.schema.pool, 0, 100)).map(({ details }) => details)).toEqual([{ state: 'asked' }])
    await bench.schema.pool.query('ALTER TABLE audit RENAME TO audit_gone')
    expect((await ask('DELETE', `/admin/v1/blobs/${uuid}`)).status).toBe(500)
    expect(erasures).toBe(1)
  })

  it('hands out no head when its audit row cannot be written', async () => {
    await bench.schema.pool.query('ALTER TABLE audit RENAME TO audit_gone')
    const answer = await ask('GET', `/admin/v1/blobs/${uuid}/head`)
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('GET')
    expect(bench.failures).toHaveLength(1)
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
    bench.change({ ready: () => ({ ready: false, joined: true, reasons: ['directory expired'] }) })
    const answer = await ask('GET', '/readyz', undefined, {})
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({ ready: false, joined: true, reasons: ['directory expired'] })
  })
})
