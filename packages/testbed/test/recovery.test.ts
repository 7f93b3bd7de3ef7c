import { X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { verifyBundle } from '@rabt/evidence'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openStateAuthority } from '../src/authorities/open.ts'
import { freePortBase } from '../src/files/free-port-base.ts'
import { processFacts } from '../src/files/process-table.ts'
import { type RunningFederation, startFederation, stateOf } from '../src/index.ts'
import { rabt } from './support/cli.ts'
import { expectFault } from './support/fault.ts'
import { compareLanes } from './support/lanes.ts'
import { CallLedger } from './support/ledger.ts'
import { type Code, type Network, networkAt } from './support/network.ts'
import { QUICK } from './support/publish.ts'
import { register, startService, type TestService } from './support/service.ts'
import { until } from './support/until.ts'

// Processes are killed under load; a client that belongs to neither side keeps the record that is compared afterwards.
const home = join(inject('federation').otherHomes, 'recovery')
const WORKERS = 16
const ROUNDS = 1
/** Calls that must be answered again after each fault. */
const AGAIN = 150
/** `CONNECTION` is the caller's own gateway that went away. A peer that is slow after a fault may owe receipts (spec link-log §3). */
const UNANSWERED = new Set(['NOT_RUN', 'OUTCOME_UNKNOWN', 'NETWORK_ERROR', 'RECEIPT_OWED', 'CONNECTION'])
const STATES = ['KW', 'QA'] as const
let portBase: number
let federation: RunningFederation
let network: Network
let service: TestService
let path: string
let ledger: CallLedger
const runs = new Map<string, number>()

beforeAll(async () => {
  portBase = await freePortBase()
  network = networkAt({ home, portBase })
  federation = await startFederation({ home, portBase, states: STATES, settings: QUICK })
  service = await startService(({ target }, response) => {
    const id = target.slice(1)
    runs.set(id, (runs.get(id) ?? 0) + 1)
    response.end(`ran ${id}`)
  })
  path = (await register(network, 'recovery', service.url)).path
})
afterAll(async () => {
  await federation.stop()
  await service.close()
  rmSync(home, { recursive: true, force: true })
})

const pidOf = (child: string): number => (child === 'postgres' ? federation.postgres.pid() : network.pid(child))

const answeredAgain = async (): Promise<void> => {
  const before = ledger.answered
  await until('calls are answered again', () => ledger.answered >= before + AGAIN, 60_000)
}

describe('under load', () => {
  it("the provider's gateway, the consumer's and PostgreSQL are killed, and the supervisor brings each back", async () => {
    ledger = new CallLedger(network, path, WORKERS)
    await answeredAgain()
    for (let round = 0; round < ROUNDS; round++) {
      for (const child of ['qa', 'kw', 'postgres']) {
        const before = pidOf(child)
        process.kill(before, 'SIGKILL')
        await until(`${child} has a new process`, () => pidOf(child) !== before)
        await answeredAgain()
      }
    }
    await ledger.stop()
  }, 240_000)

  it('no call ran twice, and none that was said not to have run had run', () => {
    expect(ledger.answered).toBeGreaterThanOrEqual(ROUNDS * 3 * AGAIN)
    expect([...runs].filter(([, count]) => count > 1)).toEqual([])
    for (const { id, code } of ledger.outcomes) {
      if (code === 'ANSWERED') expect(runs.get(id), id).toBe(1)
      else if (code !== 'OUTCOME_UNKNOWN' && code !== 'CONNECTION')
        expect(runs.get(id), `${id} ${code}`).toBeUndefined()
    }
  })

  it('a call without an answer was told that it did not run, or that nobody knows, and nothing else', () => {
    const others = ledger.outcomes.filter(({ code }) => code !== 'ANSWERED' && !UNANSWERED.has(code))
    expect(others).toEqual([])
    // The faults were felt: a test in which nothing failed would show nothing.
    expect(ledger.outcomes.length).toBeGreaterThan(ledger.answered)
  })

  it('every answered call is in both databases, question and answer', async () => {
    const answered = ledger.outcomes.flatMap(({ code, requestId }) => (code === 'ANSWERED' ? [requestId ?? ''] : []))
    for (const code of STATES) {
      await until(`${code} has them all`, async () => {
        const rows = await network.query<{ id: string }>(
          code,
          `SELECT q.id FROM entry_index q JOIN entry_index a
             ON a.call_lane = q.lane AND a.call_index = q.index WHERE q.kind = 1 AND q.service = 'recovery' AND a.status = 200`,
        )
        const held = new Set(rows.map(({ id }) => id))
        const missing = answered.filter((id) => !held.has(id))
        if (missing.length > 0) throw new Error(`${missing.length} of ${answered.length} missing, ${missing[0]}`)
        return true
      })
    }
  })

  it('both databases hold the same bytes, lane by lane, and no lane was stopped', async () => {
    const compared = await until('the two copies agree', () => compareLanes(network, 'KW', 'QA'))
    expect(compared).toBeGreaterThan(20)
    for (const code of STATES) {
      expect(await network.query(code, 'SELECT origin, halted FROM lane WHERE halted IS NOT NULL')).toEqual([])
      expect(await network.query(code, 'SELECT peer, code FROM lane_alarm')).toEqual([])
    }
  })
})

const lanesOf = async (code: Code) =>
  (await network.query<{ origin: string }>(code, 'SELECT origin FROM lane')).map(({ origin }) => origin)
const lastRun = async (code: Code) =>
  Number((await network.query<{ epoch: string }>(code, 'SELECT max(epoch) AS epoch FROM run'))[0]?.epoch)

describe('a stop and a second start', () => {
  it('stop leaves no process behind, and takes less than 15 s', async () => {
    const children = readdirSync(network.at.runs).map((name) => network.pid(name.replace('.json', '')))
    const pids = [...children, federation.postgres.pid()]
    expect(pids.length).toBe(STATES.length + 3)
    expect(pids.filter((pid) => processFacts(pid) !== undefined)).toEqual(pids)
    const began = performance.now()
    await federation.stop()
    expect(performance.now() - began).toBeLessThan(15_000)
    expect(pids.filter((pid) => processFacts(pid) !== undefined)).toEqual([])
    expect(processesNaming(home)).toEqual([])
  }, 30_000)

  it('a second start resumes the same network in a new run', async () => {
    federation = await startFederation({ home, portBase, states: STATES })
    for (const code of STATES) {
      const [lanes, run] = [await lanesOf(code), await lastRun(code)]
      const answer = await network.call(`${path}/after-${code}`, { method: 'POST' })
      expect(answer.text()).toBe(`ran after-${code}`)
      expect(await lanesOf(code)).toEqual(expect.arrayContaining(lanes))
      const { run: slots } = (await network.admin(code, 'GET', '/admin/v1/status')) as { run: { epoch: number }[] }
      expect(slots[0]?.epoch).toBe(run)
    }
    await until('the two copies agree', () => compareLanes(network, 'KW', 'QA'))
  }, 90_000)

  it('a call of the first run still has its evidence', async () => {
    const first = ledger.outcomes.find(({ code }) => code === 'ANSWERED')?.requestId ?? ''
    const file = join(home, 'first.rabt')
    expect(await rabt(home, 'evidence', first, '--state', 'QA', '-o', file)).toMatchObject({ exit: 0 })
    const report = verifyBundle(readFileSync(file), { trustedRoot: readFileSync(network.at.root), now: Date.now() })
    expect(report.proved.map(({ code }) => code)).toEqual(expect.arrayContaining(['ASKED', 'ANSWERED', 'RECEIVED']))
  })
})

describe('a gateway whose certificate was revoked', () => {
  it('is refused when its peer asks again', async () => {
    const authority = await openStateAuthority(network.at, stateOf('QA').code, portBase, Date.now)
    const certificate = new X509Certificate(readFileSync(join(network.at.node('QA'), 'keys', 'tls.crt')))
    expect(authority.revoke(certificate.serialNumber, 'keyCompromise')).toBe(true)
    // An answer is remembered until its end; a new process asks anew.
    await federation.kill('kw', { hold: true })
    await federation.restart('kw')
    const log = () => readFileSync(join(network.at.node('KW'), 'node.log'), 'utf8')
    await until('the gateway of Kuwait refuses it', () => /"detail":"revoked","msg":"peer-certificate"/.test(log()))
    expectFault(await network.call(`${path}/x`), { type: 'Server.ClientProxy.NetworkError', side: 'network' })
    const { reasons } = await network.ready('KW')
    expect(reasons).toContain('no link with QA/GOV/EGOV/gw1')
  }, 60_000)
})

/** Processes whose command line names the home, as /proc shows them. */
function processesNaming(text: string): string[] {
  return readdirSync('/proc').flatMap((name) => {
    const facts = /^\d+$/.test(name) ? processFacts(Number(name)) : undefined
    return facts?.argv.some((argument) => argument.includes(text)) ? [facts.argv.join(' ')] : []
  })
}
