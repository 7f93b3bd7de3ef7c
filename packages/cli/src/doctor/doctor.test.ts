import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FakeHome, openFakeHome } from '../testing/fake-home.ts'
import { run } from '../testing/run.ts'
import type { Finding } from './finding.ts'

const DAY_MS = 86_400_000
let fake: FakeHome
let expires: number

beforeAll(async () => {
  fake = await openFakeHome()
})
afterAll(() => fake.stop())
beforeEach(() => {
  expires = Date.now() + DAY_MS
  fake.admin = (_request, response) => response.end('{"ready":true,"reasons":[]}')
  fake.edge = (request, response) => {
    if (request.url !== '/directory/metadata/timestamp.json') return void response.end()
    response.end(JSON.stringify({ signed: { expires: new Date(expires).toISOString() } }))
  }
})

interface Seen {
  readonly exit: number
  readonly ok: boolean
  readonly findings: readonly (Omit<Finding, 'text' | 'act'> & { readonly text: string; readonly act?: string })[]
}

async function doctor(home = fake.home, now: () => number = Date.now): Promise<Seen> {
  const { exit, out } = await run(['doctor', '--json'], { env: { RABT_HOME: home }, now })
  return { exit, ...JSON.parse(out) }
}

const levels = ({ findings }: Seen): Record<string, string> =>
  Object.fromEntries(findings.filter(({ check }) => check !== 'disk').map(({ check, level }) => [check, level]))

const WELL = { home: 'ok', 'node KW': 'ok', directory: 'ok', certificates: 'ok', clock: 'ok' }

describe('rabt doctor', () => {
  it('finds nothing wrong with a network that is well', async () => {
    const seen = await doctor()
    expect(levels(seen)).toEqual(WELL)
    expect(fake.asked.map(({ path }) => path)).toContain('/readyz')
  })

  it('says npm start where there is no home, and where no node was set up', async () => {
    const empty = join(fake.home, 'empty')
    mkdirSync(empty)
    for (const home of ['/nonexistent/home', empty]) {
      const seen = await doctor(home)
      expect(seen).toMatchObject({ exit: 1, ok: false, findings: [{ check: 'home', level: 'failure' }] })
      expect(seen.findings[0]?.act).toContain('npm start')
    }
  })

  it('repeats why a node cannot exchange', async () => {
    fake.admin = (_request, response) => response.writeHead(503).end('{"ready":false,"reasons":["no peer"]}')
    const seen = await doctor()
    expect([seen.exit, levels(seen)]).toEqual([1, { ...WELL, 'node KW': 'failure' }])
    expect(seen.findings.find(({ check }) => check === 'node KW')?.text).toContain('no peer')
  })

  it('takes a state that has not joined for no fault of its node, and says what lets it in', async () => {
    fake.admin = (_request, response) =>
      response.writeHead(503).end('{"ready":false,"joined":false,"reasons":["none"]}')
    const seen = await doctor()
    expect([seen.exit, levels(seen)]).toEqual([0, { ...WELL, 'node KW': 'warning' }])
    expect(seen.findings.find(({ check }) => check === 'node KW')?.act).toContain('rabt join KW --decision')
  })

  it('warns of a node that exchanges although something is wrong', async () => {
    fake.admin = (_request, response) => response.end('{"ready":true,"reasons":["witness pending"]}')
    expect(levels(await doctor())).toEqual({ ...WELL, 'node KW': 'warning' })
  })

  it.each([
    ['LANE_ROOT', ['retry', 'abandon'], 'POST /admin/v1/lanes/17/retry or POST /admin/v1/lanes/17/abandon'],
    ['FORK', ['abandon'], 'then POST /admin/v1/lanes/17/abandon'],
    ['LANE_ROOT', [], 'who decides there'],
    ['QUOTA', ['retry', 'abandon'], 'ends by itself'],
  ])('shows a lane that %s halted, and what to do: %j', async (code, may, act) => {
    const lane = { id: 17, peer: 'QA/GOV/EGOV/gw1', direction: 'incoming', code, may }
    fake.admin = (request, response) =>
      response.end(
        request.url === '/admin/v1/lanes' ? JSON.stringify({ lanes: [lane] }) : '{"ready":true,"reasons":[]}',
      )
    const seen = await doctor()
    expect([seen.exit, levels(seen)]).toEqual([1, { ...WELL, 'lanes KW': 'failure' }])
    const found = seen.findings.find(({ check }) => check === 'lanes KW')
    expect(found?.text).toBe(`KW: the lane from QA/GOV/EGOV/gw1 is halted (${code}, number 17)`)
    expect(found?.act).toContain(act)
  })

  it('tells that another program answers on the port', async () => {
    fake.admin = (_request, response) => response.end('<html>hello</html>')
    const seen = await doctor()
    expect(levels(seen)).toEqual({ ...WELL, 'node KW': 'failure' })
    expect(seen.findings.find(({ check }) => check === 'node KW')?.act).toContain('RABT_PORT_BASE')
  })

  it.each([
    ['expired', -1, 'failure'],
    ['about to expire', 60_000, 'warning'],
  ])('judges a directory that is %s', async (_what, left, level) => {
    expires = Date.now() + left
    expect(levels(await doctor())).toEqual({ ...WELL, directory: level })
  })

  it('finds no directory where the authority serves something else', async () => {
    fake.edge = (_request, response) => response.end('[]')
    expect(levels(await doctor())).toEqual({ ...WELL, directory: 'failure' })
  })

  it('finds expired certificates, and those that were not renewed', async () => {
    const later = await doctor(fake.home, () => Date.now() + 10_000 * DAY_MS)
    expect(levels(later)).toMatchObject({ certificates: 'failure', directory: 'failure' })
  })

  it('finds a clock that is behind the files and certificates of the home', async () => {
    const seen = await doctor(fake.home, () => Date.now() - 400 * DAY_MS)
    expect(levels(seen)).toMatchObject({ clock: 'failure' })
    const stamped = join(fake.home, 'VERSION')
    writeFileSync(stamped, '1')
    utimesSync(stamped, new Date(), new Date(Date.now() + DAY_MS))
    expect(levels(await doctor())).toEqual({ ...WELL, clock: 'failure' })
    utimesSync(stamped, new Date(), new Date())
  })

  it('finds secrets that others can read, and says how to close them', async () => {
    const token = join(fake.nodeDir, 'admin.token')
    chmodSync(token, 0o644)
    const seen = await doctor()
    expect(seen.findings.find(({ check }) => check === 'home')).toMatchObject({
      level: 'failure',
      act: `operator: chmod 600 ${token}`,
    })
    chmodSync(token, 0o600)
    expect(levels(await doctor())).toEqual(WELL)
  })

  it('prints a page for people, in Arabic too', async () => {
    const { out } = await run(['doctor', '--lang', 'ar'], { env: { RABT_HOME: fake.home } })
    expect(out).toContain('جاهزة للتبادل')
  })

  it('says npm start when the network is stopped', async () => {
    const stopped = await openFakeHome()
    const { home } = stopped
    const config = {
      listen: { host: '127.0.0.1', http: 1, admin: 2 },
      directory: { mirrors: ['http://127.0.0.1:1/directory/'] },
    }
    writeFileSync(join(stopped.nodeDir, 'node.json'), JSON.stringify(config), { mode: 0o600 })
    const seen = await doctor(home)
    await stopped.stop()
    expect([seen.exit, levels(seen)]).toEqual([1, { ...WELL, 'node KW': 'failure', directory: 'failure' }])
    expect(seen.findings.find(({ check }) => check === 'node KW')?.act).toContain('npm start')
  })
})
