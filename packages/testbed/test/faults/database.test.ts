import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../support/ask.ts'
import { compareLanes } from '../support/lanes.ts'
import { sharedNetwork } from '../support/network.ts'
import { rssMiB } from '../support/rss.ts'
import { register, startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { answerTo, Effects } from './support/effects.ts'

// A database that does not answer, and does not refuse either: every wait for it has its end on the gateway's side.
const network = await sharedNetwork()
const CALLS = 300
const GROWTH_MIB = 60
const LOOK_MS = 250
/** What had piled up comes at once when the database is back: more than one service is called at a time. */
const TOLD = new Set(['ANSWERED', 'LOGGING_FAILED', 'OVERLOADED'])
const effects = new Effects()
let service: TestService
let registered: Awaited<ReturnType<typeof register>>
let next = 0

beforeAll(async () => {
  service = await startService((arrived, response) => response.end(effects.ran(arrived)))
  registered = await register(network, 'hanging', service.url)
})
afterAll(async () => {
  await registered.remove()
  await service.close()
})

const postmaster = (): number =>
  Number(readFileSync(join(network.at.postgres, 'data', 'postmaster.pid'), 'utf8').split('\n', 1)[0])

/** Server processes of the consumer's gateway. */
async function backends(): Promise<readonly number[]> {
  const rows = await network.query<{ pid: number }>(
    'KW',
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'rabt-kw'`,
  )
  return rows.map(({ pid }) => pid)
}

/** All of PostgreSQL's processes. */
function everything(): readonly number[] {
  const pid = postmaster()
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
  return [pid, ...children]
}

type Victims = readonly [what: string, find: () => Promise<readonly number[]> | readonly number[], reason: string]

const VICTIMS: readonly Victims[] = [
  // New connections work, but none may commit while the one that holds the slot may still do so.
  ["the consumer's connections to PostgreSQL hang", backends, 'database does not commit'],
  ['all of PostgreSQL hangs', everything, 'database does not answer'],
]

interface Told {
  readonly call: number
  readonly code: string
}

async function callOnce(key: boolean): Promise<Told> {
  const call = next++
  const headers = key ? [['Idempotency-Key', `hanging-${call}`] as const] : []
  const answer = await network.call(`${registered.path}/${call}`, { method: 'POST', headers, body: 'x' })
  if (answer.status === 200 && answer.text() === answerTo(call)) return { call, code: 'ANSWERED' }
  return { call, code: /#([a-z_]+)$/.exec(answer.header('x-rabt-error-doc') ?? '')?.[1]?.toUpperCase() ?? '?' }
}

describe('while', () => {
  it.each(VICTIMS)(
    '%s, callers are told and health says so; after it nothing is lost and nothing ran twice',
    async (_what, find, reason) => {
      await callOnce(true)
      const gateway = network.pid('kw')
      const before = rssMiB(gateway)
      const stopped = await find()
      expect(stopped.length).toBeGreaterThan(1)
      const outcomes: Promise<Told>[] = []
      for (const pid of stopped) process.kill(pid, 'SIGSTOP')
      try {
        for (let i = 0; i < CALLS; i++) outcomes.push(callOnce(i % 2 === 0))
        // Those who come while it hangs are told at once; those who wait are, if their own question to the database came to its end.
        const first = await until('a caller is told', () => {
          outcomes.push(callOnce(true))
          return Promise.race([...outcomes, delay(LOOK_MS, null)])
        })
        expect(first.code).toBe('LOGGING_FAILED')
        const health = await until('health says so', async () => {
          const answer = await ask(`http://127.0.0.1:${network.ports('KW').admin}`, { path: '/readyz' })
          return answer.status === 503 && answer
        })
        expect(health.json()).toMatchObject({ ready: false, reasons: expect.arrayContaining([reason]) })
        expect((await ask(`http://127.0.0.1:${network.ports('KW').admin}`, { path: '/healthz' })).status).toBe(200)
        expect(rssMiB(gateway) - before).toBeLessThan(GROWTH_MIB)
      } finally {
        for (const pid of stopped) process.kill(pid, 'SIGCONT')
      }
      const told = await Promise.all(outcomes)
      expect(told.filter(({ code }) => !TOLD.has(code))).toEqual([])
      await network.exchanging('KW')
      expect(network.pid('kw')).toBe(gateway)
      const runs = effects.counts()
      expect([...runs].filter(([, count]) => count > 1)).toEqual([])
      for (const { call, code } of told)
        expect(runs.get(call) ?? 0, `${call} ${code}`).toBe(code === 'ANSWERED' ? 1 : 0)
      await until('the two copies agree', () => compareLanes(network, 'KW', 'QA'))
    },
    60_000,
  )
})

describe('a server process that hangs longer than a commit is pursued', () => {
  it('ends the run, and the next one has the slot when it hangs no more', async () => {
    await callOnce(false)
    const gateway = network.pid('kw')
    const stopped = await backends()
    for (const pid of stopped) process.kill(pid, 'SIGSTOP')
    try {
      // Its caller loses the connection with the gateway.
      const call = callOnce(false).catch(() => null)
      await until('the run has ended', () => network.pid('kw') !== gateway, 30_000)
      await call
    } finally {
      for (const pid of stopped) process.kill(pid, 'SIGCONT')
    }
    await network.exchanging('KW')
    expect([...effects.counts()].filter(([, count]) => count > 1)).toEqual([])
    await until('the two copies agree', () => compareLanes(network, 'KW', 'QA'))
  }, 90_000)
})
