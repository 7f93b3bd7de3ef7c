import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { seeded } from '../../src/agencies/seeded.ts'
import { freePortBase } from '../../src/files/free-port-base.ts'
import { type RunningFederation, startFederation } from '../../src/index.ts'
import { compareLanes } from '../support/lanes.ts'
import { type Code, type Network, networkAt } from '../support/network.ts'
import { QUICK } from '../support/publish.ts'
import { register, startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { CallRecord } from './support/call-record.ts'
import { answerTo, Effects } from './support/effects.ts'
import { proved } from './support/evidence.ts'

// Ten thousand exchanges while either gateway and PostgreSQL are killed. `RABT_FAULT_SEED=<seed>` plays the same kills again.
const seed = process.env.RABT_FAULT_SEED ?? String(Date.now())
const EXCHANGES = 10_000
const CONCURRENCY = 32
const CHILDREN = ['kw', 'qa', 'postgres']
const ROUNDS = 2
const STATES = ['KW', 'QA'] as const
/** Calls whose evidence is made and verified: so many before and after each kill, and others. */
const BESIDE = 2
const OTHERS = 10
/** What a caller may be told instead of an answer: that it did not run, or that nobody knows. */
const NOT_RUN = new Set(['NOT_RUN', 'NETWORK_ERROR', 'RECEIPT_OWED', 'SHUTTING_DOWN', 'LOGGING_FAILED'])
const UNKNOWN = new Set(['OUTCOME_UNKNOWN', 'CONNECTION'])

interface Kill {
  readonly child: string
  /** Answered calls. */
  readonly after: number
}

const home = join(inject('federation').otherHomes, 'exchanges')
const effects = new Effects()
const draw = seeded('kills', seed)
const kills = planKills()
/** Attempts known when a child was killed. */
const killedAt: number[] = []
let federation: RunningFederation
let network: Network
let service: TestService
let record: CallRecord

beforeAll(async () => {
  const portBase = await freePortBase()
  network = networkAt({ home, portBase })
  federation = await startFederation({ home, portBase, states: STATES, settings: QUICK })
  service = await startService((arrived, response) => response.end(effects.ran(arrived)))
})
afterAll(async () => {
  await record?.stop()
  await federation.stop()
  await service.close()
  rmSync(home, { recursive: true, force: true })
})

function planKills(): readonly Kill[] {
  const order: Kill[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const left = [...CHILDREN]
    while (left.length > 0) {
      const [child = ''] = left.splice(draw.whole(0, left.length - 1), 1)
      const span = EXCHANGES / (ROUNDS * CHILDREN.length)
      order.push({ child, after: Math.floor(span * order.length) + draw.whole(1, span) })
    }
  }
  return order
}

const pidOf = (child: string): number => (child === 'postgres' ? federation.postgres.pid() : network.pid(child))

async function requestIds(code: Code, condition: string): Promise<Set<string>> {
  const rows = await network.query<{ id: string }>(
    code,
    `SELECT q.id FROM entry_index q LEFT JOIN entry_index a ON a.call_lane = q.lane AND a.call_index = q.index AND a.kind = 2
     WHERE q.kind = 1 AND q.service = 'exchanges' AND ${condition}`,
  )
  return new Set(rows.map(({ id }) => id))
}

describe(`ten thousand exchanges with kill -9 at random moments, seed ${seed}`, () => {
  it('are answered, and nobody has to lend a hand', async () => {
    const { path } = await register(network, 'exchanges', service.url)
    record = new CallRecord({ network, path, workers: CONCURRENCY, expected: answerTo })
    for (const { child, after } of kills) {
      await until(`${after} answers, then ${child} is killed`, () => record.answered >= after, 90_000)
      const before = await until(`${child} runs`, () => pidOf(child))
      killedAt.push(record.attempts.length)
      process.kill(before, 'SIGKILL')
      await until(`${child} has a new process`, () => pidOf(child) !== before)
    }
    await until(`${EXCHANGES} answers`, () => record.answered >= EXCHANGES, 90_000)
    await record.stop()
    expect(killedAt).toHaveLength(ROUNDS * CHILDREN.length)
  }, 240_000)

  it('no call ran twice, and every answer that a caller has is of a call that ran', () => {
    const runs = effects.counts()
    expect([...runs].filter(([, count]) => count > 1)).toEqual([])
    const answered = record.attempts.filter(({ code }) => code === 'ANSWERED')
    expect(answered.length).toBeGreaterThanOrEqual(EXCHANGES)
    expect(answered.filter(({ call }) => runs.get(call) !== 1)).toEqual([])
  })

  it('no attempt that was said not to have run had run', () => {
    const ran = new Set(effects.all.map(({ id }) => id))
    const said = record.attempts.filter(({ code }) => NOT_RUN.has(code))
    expect(said.filter(({ id }) => ran.has(id))).toEqual([])
  })

  it('who has no answer was told that it did not run or that nobody knows, and nothing else', () => {
    const others = record.attempts.filter(({ code }) => code !== 'ANSWERED' && !NOT_RUN.has(code) && !UNKNOWN.has(code))
    expect(others).toEqual([])
    // The faults were felt: a test in which nothing failed would show nothing.
    expect(record.attempts.length).toBeGreaterThan(record.answered)
  })

  it('a call that was repeated under its key ends with its answer, or with nobody knowing', () => {
    const keyed = Map.groupBy(record.attempts, ({ call }) => call)
    const repeated = [...keyed.values()].filter((attempts) => attempts.length > 1)
    expect(repeated.length).toBeGreaterThan(0)
    for (const attempts of repeated) expect(['ANSWERED', 'OUTCOME_UNKNOWN']).toContain(attempts.at(-1)?.code)
  })

  it('every effect and every answered call is in both journals, question and answer', async () => {
    const ofCall = new Map(effects.all.map(({ call, requestId }) => [call, requestId]))
    const answered = record.attempts.flatMap(({ call, code }) => (code === 'ANSWERED' ? [ofCall.get(call) ?? ''] : []))
    for (const code of STATES) {
      const missing = async (ids: readonly string[], condition: string): Promise<true> => {
        const held = await requestIds(code, condition)
        const lacking = ids.filter((id) => !held.has(id))
        if (lacking.length > 0) throw new Error(`${code} lacks ${lacking.length} of ${ids.length}: ${lacking[0]}`)
        return true
      }
      await until('effects', () => missing([...ofCall.values()], 'true'))
      await until('answers', () => missing(answered, 'a.status = 200'))
    }
  })

  it('both journals hold the same bytes, lane by lane; no lane was stopped and no alarm kept', async () => {
    const compared = await until('the two copies agree', () => compareLanes(network, 'KW', 'QA'))
    expect(compared).toBeGreaterThan(ROUNDS * CHILDREN.length)
    for (const code of STATES) {
      expect(await network.query(code, 'SELECT origin, halted FROM lane WHERE halted IS NOT NULL')).toEqual([])
      expect(await network.query(code, 'SELECT peer, code FROM lane_alarm')).toEqual([])
    }
  })

  it('the calls beside each kill, and others, have evidence at both gateways that a stranger can verify', async () => {
    const answered = record.attempts.filter(({ code }) => code === 'ANSWERED')
    const ofCall = new Map(effects.all.map(({ call, requestId }) => [call, requestId]))
    const beside = killedAt.flatMap((at) => {
      const known = record.attempts.slice(0, at).filter(({ code }) => code === 'ANSWERED')
      return [...known.slice(-BESIDE), ...answered.slice(known.length, known.length + BESIDE)]
    })
    const others = Array.from({ length: OTHERS }, () => draw.pick(answered))
    for (const { call } of [...beside, ...others]) {
      for (const code of STATES) {
        const codes = await proved(network, code, ofCall.get(call) ?? '')
        expect(codes, `${code}, call ${call}`).toEqual(expect.arrayContaining(['ASKED', 'ANSWERED', 'RECEIVED']))
      }
    }
  }, 60_000)
})
