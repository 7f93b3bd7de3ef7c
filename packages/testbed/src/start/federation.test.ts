import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePorts } from '../federation/ports.ts'
import { PILOT } from '../federation/states.ts'
import { freePortBase } from '../files/free-port-base.ts'
import { processFacts } from '../files/process-table.ts'
import { callAdmin } from '../node-home/admin-client.ts'
import { firstCall, type RunningFederation, startFederation } from './federation.ts'

const home = mkdtempSync(join(tmpdir(), 'rabt-federation-'))
const portBase = await freePortBase()
const states = [...PILOT, 'AE'] as const
let federation: RunningFederation

beforeAll(async () => {
  federation = await startFederation({ home, portBase, states })
}, 120_000)
afterAll(async () => {
  await federation?.stop()
  rmSync(home, { recursive: true, force: true })
})

async function exchange(consumer: string, provider: string) {
  const { url, client } = firstCall(portBase, consumer, provider)
  const response = await fetch(url, { headers: { 'x-road-client': client }, signal: AbortSignal.timeout(10_000) })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('the federation of real processes', { timeout: 90_000 }, () => {
  it.each([
    ['KW', 'QA'],
    ['QA', 'SA'],
    ['SA', 'KW'],
  ])('lets %s ask %s', async (consumer, provider) => {
    expect(await exchange(consumer, provider)).toMatchObject({
      status: 200,
      body: { sample: true, state: provider, count: 3 },
    })
  })

  it('lets a candidate link with nobody, which says why', async () => {
    const { stage, dir } = federation.nodes.ae ?? { dir: '' }
    expect(stage).toBe('candidate')
    const { admin } = nodePorts(portBase, 'AE')
    const ready = await fetch(`http://127.0.0.1:${admin}/readyz`)
    expect({ status: ready.status, body: await ready.json() }).toEqual({
      status: 503,
      body: {
        ready: false,
        joined: false,
        reasons: ['not yet joined, or taken out: the directory does not list AE/GOV/EGOV/gw1'],
      },
    })
    const status = await callAdmin(dir, admin, 'GET', '/admin/v1/status')
    expect(JSON.parse(status.body).links).toEqual([])
    expect((await exchange('KW', 'AE')).body.type).toBe('Server.ClientProxy.UnknownMember')
  })

  it('keeps every secret of a node for its owner alone', () => {
    const { dir } = federation.nodes.kw ?? { dir: '' }
    for (const name of [
      'node.json',
      'admin.token',
      'node.log',
      'keys/lane.pem',
      'keys/tls.pem',
      'keys/members/KW%2FGOV%2FMOI.pem',
    ]) {
      expect(statSync(join(dir, name)).mode & 0o077, name).toBe(0)
    }
  })

  it('writes no plate into any log of the testbed', () => {
    const logs = [
      'kw/node.log',
      'sa/node.log',
      'qa/node.log',
      'log/agencies.log',
      'log/authorities.log',
      'postgres/server.log',
    ]
    for (const name of logs) expect(readFileSync(join(home, name), 'utf8'), name).not.toContain('12345')
  })

  it('exchanges again after a node was killed and PostgreSQL after it', async () => {
    await federation.kill('QA', { hold: true })
    expect(federation.nodes.qa?.pid()).toBeUndefined()
    await federation.restart('QA')
    const before = federation.postgres.pid()
    process.kill(before, 'SIGKILL')
    await expect.poll(() => federation.postgres.pid(), { timeout: 20_000 }).not.toBe(before)
    await expect
      .poll(async () => (await exchange('KW', 'QA').catch(() => undefined))?.status, { timeout: 30_000 })
      .toBe(200)
  })

  it('refuses a second supervisor, then stops within its time and resumes as the same network', async () => {
    await expect(startFederation({ home, portBase })).rejects.toThrow('already runs')
    const root = readFileSync(federation.rootFile)
    const tokens = Object.values(federation.nodes).map(({ adminToken }) => adminToken)
    const pids = Object.values(federation.nodes).map((node) => node.pid() ?? 0)
    const began = performance.now()
    await federation.stop()
    expect(performance.now() - began).toBeLessThan(15_000)
    for (const pid of [...pids, federation.postgres.pid()]) expect(processFacts(pid)).toBeUndefined()
    federation = await startFederation({ home, portBase, states })
    expect(readFileSync(federation.rootFile).equals(root)).toBe(true)
    expect(Object.values(federation.nodes).map(({ adminToken }) => adminToken)).toEqual(tokens)
    expect((await exchange('SA', 'QA')).status).toBe(200)
  })
})
