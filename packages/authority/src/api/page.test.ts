import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY, NOW, type Office, openOffice, positionOn, textOf, tokenOf, worldOf } from '../../test/office.ts'
import { verifyAudit } from '../audit/record.ts'
import type { Role } from '../people/roles.ts'
import { contentOf } from '../register/document.ts'
import { findItem, itemsIn } from '../register/store.ts'
import { listRequests } from '../requests/store.ts'
import { createAuthorityApi } from './app.ts'

const PAGE = readFileSync(new URL('../../../../docs/operate/authority.md', import.meta.url), 'utf8')
const SCRIPT = [...PAGE.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, script]) => script).join('\n')

/** As the testbed brings them in. */
const PEOPLE: Readonly<Record<string, readonly Role[]>> = {
  'sample-clerk': ['clerk'],
  'sample-officer-1': ['officer'],
  'sample-officer-2': ['officer'],
  'sample-security-1': ['security'],
  'sample-security-2': ['security'],
  'sample-auditor': ['auditor'],
}

let office: Office
let home: string
beforeEach(async () => {
  office = await openOffice(PEOPLE)
  home = mkdtempSync(join(tmpdir(), 'rabt-page-'))
  mkdirSync(join(home, 'people'))
  for (const id of Object.keys(PEOPLE)) writeFileSync(join(home, 'people', `${id}.token`), `${tokenOf(id)}\n`)
})
afterEach(async () => {
  rmSync(home, { recursive: true })
  await office.close()
})

/** Runs the page's commands with the API at this address; what they printed. */
const runPage = (url: string): Promise<{ readonly exit: number | null; readonly out: string }> =>
  new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-eu', '-o', 'pipefail', '-c', SCRIPT], {
      cwd: home,
      env: { ...process.env, H: home, API: url },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (bytes) => (out += String(bytes)))
    shell.on('error', reject)
    shell.on('close', (exit) => resolve({ exit, out }))
  })

it('the page of the authority, run as written', { timeout: 180_000 }, async () => {
  const theirs = textOf({
    id: 'QA/2026/1',
    consumer: { subsystem: 'QA/GOV/MOI/traffic' },
    provider: { service: 'KW/GOV/MOI/traffic/violations' },
    until: 1_827_000_000_000,
  })
  const others = { QA: { texts: [theirs], positions: [positionOn(theirs)] } }
  let own: object = {}
  office.view = () => worldOf({ ...others, KW: own })
  office.report = async () => ({ state: 'KW', partner: 'QA', passed: true, expires: NOW + 20 * DAY }) as never
  const failures: unknown[] = []
  const api = createAuthorityApi({
    ...office,
    view: () => office.view(),
    report: () => office.report(),
    clock: () => NOW,
    publish: async () => {
      own = contentOf('agreements', await itemsIn(office.pool, 'agreements'))
    },
    failed: (error) => failures.push(error),
  })
  const server = createServer(getRequestListener(api.fetch))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { exit, out } = await runPage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  server.close()
  server.closeAllConnections()
  expect([exit, out.slice(-600)]).toEqual([0, expect.stringContaining('"kept":true')])
  expect(failures).toEqual([])

  const requests = await listRequests(office.pool, { after: 0, limit: 100 })
  const ended = requests.map(({ kind, state, askedBy, decidedBy }) => `${kind} ${state} ${askedBy === decidedBy}`)
  expect(ended).toEqual([
    'registry applied false',
    'registry withdrawn false',
    'registry rejected false',
    'groups done false',
    'registry applied false',
    'trust applied false',
    'stage applied false',
    'stage applied false',
    'agreements applied false',
    'agreements applied false',
    'agreements applied false',
    'agreements applied false',
    'registry applied false',
    'suspension lifted false',
    'suspension confirmed false',
    'revocation confirmed false',
    'dismissal lifted false',
    'people done false',
  ])
  expect(await findItem(office.pool, 'member', 'KW/GOV/MOH')).toMatchObject({ content: { stage: 'suspended' } })
  expect(await findItem(office.pool, 'position', 'QA/2026/1')).toMatchObject({
    content: { position: 'accepted', decision: 'KW/2026/35' },
  })
  expect(JSON.parse(readFileSync(join(home, 'trust.json'), 'utf8'))).toMatchObject({
    gateways: [{ id: 'KW/GOV/EGOV/gw2' }],
  })
  expect(out).toContain('"life":"in-force"')
  expect(await verifyAudit(office.pool)).toMatchObject({ brokenAt: null })
  expect(JSON.stringify((await office.pool.query('SELECT * FROM audit, token')).rows)).not.toContain(
    tokenOf('sample-clerk'),
  )
})
