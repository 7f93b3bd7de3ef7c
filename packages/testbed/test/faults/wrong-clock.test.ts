import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePortBase } from '../../src/files/free-port-base.ts'
import { type RunningFederation, startFederation } from '../../src/index.ts'
import { compareLanes } from '../support/lanes.ts'
import { type Code, type Network, networkAt } from '../support/network.ts'
import { known, publishRegistry, QUICK } from '../support/publish.ts'
import { register, startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { controlClocks } from './support/clocks.ts'
import { logFrom } from './support/gateway-process.ts'

// One node's clock is set wrongly while it runs, or is wrong when it starts. The other judges what it says by its own clock.
const home = join(inject('federation').otherHomes, 'wrong-clock')
const DAY_MS = 86_400_000
/** Of the called service: when neither believes the other, the caller is told at its deadline. */
const DEADLINE_MS = 3_000
const OBSERVED_MS = 1_000
/** Of the time observed: a storm of timers would take all of it. */
const CPU_SHARE = 0.6
/** Entry refusals that a handful of calls may cause on one side. Refusals that answer each other come by the hundred a second. */
const FEW_REFUSALS = 50
const TICKS_A_SECOND = 100
const clocks = controlClocks(join(inject('federation').otherHomes, 'wrong-clock-clocks'))
let federation: RunningFederation
let network: Network
let service: TestService
let path: string

beforeAll(async () => {
  const portBase = await freePortBase()
  network = networkAt({ home, portBase })
  federation = await startFederation({ home, portBase, states: ['KW', 'QA'], settings: QUICK })
  service = await startService()
  path = (await register(network, 'clock', service.url)).path
  const listed = {
    id: path.slice('/r1/'.length),
    type: 'REST',
    title: { ar: 'ساعة', en: 'Clock' },
    timeoutMs: DEADLINE_MS,
  } as const
  await publishRegistry(network, 'QA', (content) => ({ ...content, services: [...content.services, listed] }))
  await known(network, ['KW'])
})
afterAll(async () => {
  clocks.end()
  await federation.stop()
  await service.close()
  rmSync(home, { recursive: true, force: true })
})

async function outcome(): Promise<string> {
  const answer = await network.call(path, { timeoutMs: 30_000 })
  const code = /#([a-z_]+)$/.exec(answer.header('x-rabt-error-doc') ?? '')?.[1]?.toUpperCase()
  return answer.status === 200 ? 'ANSWERED' : (code ?? answer.text())
}

const answeredAgain = () => until('calls are answered again', async () => (await outcome()) === 'ANSWERED', 15_000)

/** Seconds of processor time that a process has used (proc_pid_stat(5): utime, stime). */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
}

async function expectNoStorm(): Promise<void> {
  const children = ['kw', 'qa'].map((child) => network.pid(child))
  const before = children.map(cpuSeconds)
  await delay(OBSERVED_MS)
  for (const [at, pid] of children.entries()) {
    expect(cpuSeconds(pid) - (before[at] ?? 0)).toBeLessThan((CPU_SHARE * OBSERVED_MS) / 1_000)
  }
}

/** What a node's log says from now on. */
function listen(code: Code): () => string[] {
  const file = join(network.at.node(code), 'node.log')
  const from = statSync(file).size
  return () => logFrom(file, from).map(({ msg, code: told }) => `${msg} ${told}`)
}

/** What the caller is told, who refused first and with what code. When neither believes the other, a caller hears at its deadline. */
const SET = [
  ['KW', '400 days behind', -400, 'OUTCOME_UNKNOWN', 'QA', 'CERTIFICATE_INVALID'],
  ['KW', '3 days ahead', 3, 'CLOCK_SKEW', 'QA', 'CLOCK_SKEW'],
  ['QA', '400 days behind', -400, 'OUTCOME_UNKNOWN', 'QA', 'CLOCK_SKEW'],
  ['QA', '3 days ahead', 3, 'OUTCOME_UNKNOWN', 'QA', 'DEADLINE_PASSED'],
] as const

describe('a clock that is set while the node runs', () => {
  it.each(SET)('of %s, %s: what it exchanges is refused, and all goes on when it is right', async (...row) => {
    const [code, , days, told, judge, refusal] = row
    await answeredAgain()
    const ran = service.arrived.length
    const said = listen(judge)
    const logs = [listen('KW'), listen('QA')]
    await clocks.set([code.toLowerCase()], { offsetMs: days * DAY_MS })
    try {
      // A batch that was sent a moment before the clock was set ahead seems to wait for its receipt since days.
      await until(told, async () => (await outcome()) === told)
      // The caller may hear of it before the line is in the file.
      await until(`entry-refused ${refusal}`, () => said().includes(`entry-refused ${refusal}`))
      await expectNoStorm()
      for (const log of logs)
        expect(log().filter((word) => word.startsWith('entry-refused')).length).toBeLessThan(FEW_REFUSALS)
      expect(service.arrived.length).toBe(ran)
    } finally {
      await clocks.right([code.toLowerCase()])
    }
    await answeredAgain()
  })
})

// Neither trusts an OCSP answer of another time. A run that took its epoch from a clock ahead gives its slot up when that is right.
describe('a clock that is wrong when the node starts', () => {
  it.each([
    ['KW', '3 days ahead', 3],
    ['QA', '400 days behind', -400],
  ] as const)('of %s, %s: it has no link, and all goes on when it is right', async (code, _what, days) => {
    const node = code.toLowerCase()
    const ran = service.arrived.length
    await federation.kill(node, { hold: true })
    const said = listen(code)
    await clocks.set([node], { offsetMs: days * DAY_MS })
    try {
      await federation.restart(node)
      await until('it refuses the other', () => said().some((line) => line.startsWith('peer-certificate')))
      expect(await outcome()).toBe('NETWORK_ERROR')
      await expectNoStorm()
      expect(service.arrived.length).toBe(ran)
    } finally {
      await clocks.right([node])
    }
    await answeredAgain()
  })
})

describe('a clock that runs at double speed', () => {
  it('is borne until it is ahead by more than allowed; then what it exchanges is refused', async () => {
    await answeredAgain()
    await clocks.set(['kw'], { rate: 2 })
    for (let i = 0; i < 20; i++) expect(await outcome()).toBe('ANSWERED')
    await expectNoStorm()
    await clocks.set(['kw'], { offsetMs: 31_000, rate: 2 })
    expect(await outcome()).toBe('CLOCK_SKEW')
    await clocks.right(['kw'])
    await answeredAgain()
    await until('the two copies agree', () => compareLanes(network, 'KW', 'QA'))
  })
})
