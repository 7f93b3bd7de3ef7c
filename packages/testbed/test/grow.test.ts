import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePortBase } from '../src/files/free-port-base.ts'
import { type RunningFederation, STATES, startFederation } from '../src/index.ts'
import { ask } from './support/ask.ts'
import { rabt } from './support/cli.ts'
import { type Code, type Network, networkAt } from './support/network.ts'
import { QUICK } from './support/publish.ts'
import { callTraffic, startTraffic } from './support/traffic.ts'

const home = join(inject('federation').otherHomes, 'grow')
const JOIN = { timeout: 150_000 }
const RUN_LIMIT_MS = 120_000
/** Calls never cease for as long as a gateway needs to look at the directory (QUICK). */
const QUIET_MS = 1_000
const DECISION = 'GCC/2026/12'

/** The commands of docs/operate/joining.md, which are run here as they stand there. */
const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/operate/joining.md'), 'utf8')
const COMMANDS = [...PAGE.matchAll(/^```sh\n([^`]*)```$/gm)].flatMap(([, block = '']) => block.trim().split('\n'))
const notRun = new Set(COMMANDS)

/** A command of the page, without `npx rabt`: the one that begins and ends so. */
function written(begins: string, ends = ''): string[] {
  const found = COMMANDS.find((line) => line.startsWith(`npx rabt ${begins}`) && line.endsWith(ends))
  if (found === undefined) throw new Error(`the page has no command "${begins} ... ${ends}"`)
  notRun.delete(found)
  return found.split(' ').slice(2)
}
let federation: RunningFederation
let network: Network
let stopTraffic: ReturnType<typeof startTraffic>
beforeAll(async () => {
  const portBase = await freePortBase()
  network = networkAt({ home, portBase })
  federation = await startFederation({ home, portBase, states: STATES.map(({ code }) => code), settings: QUICK })
  stopTraffic = startTraffic(network, [
    ['KW', 'QA'],
    ['QA', 'SA'],
    ['SA', 'KW'],
  ])
})
afterAll(async () => {
  await stopTraffic?.()
  await federation.stop()
  rmSync(home, { recursive: true, force: true })
})

interface Joined {
  readonly ok: boolean
  readonly code?: string
  readonly message?: string
  readonly stage?: string
  readonly decision?: string
  readonly steps: readonly string[]
  readonly checks: readonly { readonly code: string; readonly result: string }[]
}

async function rabtJson<T>(...args: readonly string[]): Promise<T & { readonly exit: number | null }> {
  const { exit, out, notes } = await rabt(home, ...args, '--json')
  try {
    return { ...(JSON.parse(out) as T), exit }
  } catch {
    throw new Error(`rabt ${args.join(' ')}: exit ${exit}, ${out}${notes}`)
  }
}

const joinState = (...args: readonly string[]) => rabtJson<Joined>(...args)
const board = () =>
  rabtJson<{ readonly states: readonly { state: string; stage: string; next: string }[] }>(...written('board')).then(
    ({ states }) => Object.fromEntries(states.map(({ state, stage, next }) => [state, `${stage} ${next}`])),
  )
const status = async (from: Code, to: Code): Promise<number> => (await callTraffic(network, from, to)).status

/** The call of the page, at the ports of this network. */
async function calledAsWritten(): Promise<number> {
  const line = COMMANDS.find((each) => each.startsWith('curl ')) ?? ''
  const [, client = '', path = ''] = /^curl -H 'X-Road-Client: (\S+)' http:\/\/127\.0\.0\.1:8400(\S+)$/.exec(line) ?? []
  notRun.delete(line)
  return (await network.call(path, { headers: [['X-Road-Client', client]] }, 'AE')).status
}

describe('three live states grow to six while they go on exchanging', () => {
  it('a candidate cannot call, and its board says what it has to do', JOIN, async () => {
    expect(await status('AE', 'QA')).toBe(500)
    expect(await board()).toEqual({
      KW: 'live none',
      SA: 'live none',
      QA: 'live none',
      AE: 'candidate publish',
      BH: 'candidate publish',
      OM: 'candidate publish',
    })
  })

  it('it runs its conformance run from the first minute', JOIN, async () => {
    const { ok, checks } = await rabtJson<Joined>(...written('conformance AE'))
    expect({ ok, open: checks.filter(({ result }) => result !== 'pass') }).toEqual({ ok: true, open: [] })
    expect(await board()).toMatchObject({ AE: 'candidate trial' })
  })

  it('without a decision it comes as far as trial, and still cannot call', JOIN, async () => {
    const joined = await joinState(...written('join AE', 'AE'))
    expect(joined).toMatchObject({ ok: false, code: 'STAGE_REFUSED', exit: 1 })
    expect(joined.message).toContain('the number of a decision is missing')
    expect(await board()).toMatchObject({ AE: 'trial decide' })
    expect(await status('AE', 'QA')).toBe(500)
  })

  it('with one it goes on where it ended, four others sign, and it can call at once', JOIN, async () => {
    const joined = await joinState(...written('join AE', DECISION))
    expect(joined).toMatchObject({ ok: true, stage: 'live', decision: DECISION, checks: [], exit: 0 })
    const signed = joined.steps.find((step) => step.includes('signed by KW, SA, QA, BH'))
    expect(signed, joined.steps.join('\n')).toContain(DECISION)
    expect([await calledAsWritten(), await status('QA', 'AE')]).toEqual([200, 200])
  })

  it.each(['BH', 'OM'] as const)('%s does it all in one go', JOIN, async (code) => {
    const began = performance.now()
    const joined = await joinState(...written(`join ${code}`))
    const tookMs = performance.now() - began
    expect(joined.checks.filter(({ result }) => result !== 'pass')).toEqual([])
    expect(joined, joined.message).toMatchObject({ ok: true, stage: 'live', exit: 0 })
    expect(joined.checks).toHaveLength(27)
    expect(tookMs).toBeLessThan(RUN_LIMIT_MS)
    expect([await status(code, 'AE'), await status('AE', code)]).toEqual([200, 200])
    console.info(`${code} joined in ${(tookMs / 1000).toFixed(1)} s`)
  })

  it('each then calls each, and no call among the first three failed meanwhile', async () => {
    const codes = STATES.map(({ code }) => code)
    for (const from of codes) {
      for (const to of codes) if (from !== to) expect(await status(from, to), `${from} to ${to}`).toBe(200)
    }
    const { calls, failed, slowestMs, quietMs } = await stopTraffic()
    console.info(
      `${calls} calls while three states joined, ${failed.length} failed, slowest ${slowestMs} ms, none under way for at most ${quietMs} ms`,
    )
    expect(failed).toEqual([])
    expect(calls).toBeGreaterThan(100)
    // Nothing that a state does to join is over so soon that no call met it.
    expect(quietMs).toBeLessThan(QUIET_MS)
  })

  it('refuses who is live, who has no node, and what is no state', async () => {
    expect(await joinState('join', 'QA', '--decision', DECISION)).toMatchObject({
      ok: false,
      code: 'STAGE_REFUSED',
      exit: 1,
    })
    expect(await joinState('join', 'ZZ', '--decision', DECISION)).toMatchObject({ ok: false, code: 'NO_HOME', exit: 1 })
    expect(await joinState('join', '../kw', '--decision', DECISION)).toMatchObject({
      ok: false,
      code: 'USAGE',
      exit: 2,
    })
  })

  it('shows the board at every authority, in both languages', async () => {
    const face = federation.nodes.om?.authority ?? ''
    const page = async (path: string, accept: string) => {
      const { status, text } = await ask(face, { path, headers: [['Accept', accept]] })
      expect(status).toBe(200)
      return text()
    }
    expect(await page('/board', 'text/html')).toContain('<html lang="ar" dir="rtl">')
    expect(await page('/board?lang=en', 'text/html')).toContain('passed with SA')
    const { states } = JSON.parse(await page('/board', 'application/json'))
    expect(states).toHaveLength(6)
    expect(states.map(({ stage }: { stage: string }) => stage)).toEqual(Array(6).fill('live'))
  })
})

interface Revoked {
  readonly ok: boolean
  readonly code?: string
  readonly nodes: number
  readonly honouredMs: number
  readonly publishedMs: number
}

const REVOKE = { timeout: 90_000 }
const revoke = async (...args: readonly string[]): Promise<Revoked & { readonly exit: number | null }> => {
  const revoked = await rabtJson<Revoked>(...args)
  if (revoked.ok)
    console.info(
      `${args.join(' ')}: ${revoked.nodes} nodes after ${revoked.honouredMs} ms, in the directory after ${revoked.publishedMs} ms`,
    )
  return revoked
}
const companies = async (from: Code, to: Code): Promise<number> =>
  (
    await network.call(
      `/r1/${to}/GOV/MOCI/companies/registry?name=gulf`,
      { headers: [['X-Road-Client', `${from}/GOV/MOCI/companies`]] },
      from,
    )
  ).status

describe('rabt revoke', () => {
  it('takes a member out at once, and leaves the others of its state', REVOKE, async () => {
    expect(await companies('KW', 'OM')).toBe(200)
    expect(await revoke(...written('revoke member'))).toMatchObject({ ok: true, nodes: 6, exit: 0 })
    expect([await status('KW', 'OM'), await status('OM', 'KW')]).toEqual([500, 500])
    expect(await companies('KW', 'OM')).toBe(200)
  })

  it('takes an acceptance out of an agreement of many, for one state alone', REVOKE, async () => {
    expect(await companies('KW', 'BH')).toBe(200)
    expect(await revoke(...written('revoke agreement'))).toMatchObject({ ok: true, exit: 0 })
    expect([await companies('KW', 'BH'), await companies('BH', 'KW')]).toEqual([500, 500])
    expect([await companies('KW', 'SA'), await status('KW', 'BH')]).toEqual([200, 200])
  })

  it('takes a gateway out: nobody is linked with it any more', REVOKE, async () => {
    expect(await revoke(...written('revoke gateway'))).toMatchObject({ ok: true, exit: 0 })
    expect([await status('KW', 'BH'), await status('BH', 'KW')]).toEqual([500, 500])
    expect(await status('KW', 'AE')).toBe(200)
  })

  it('takes a state out by four others, and it comes back by a ceremony alone', REVOKE, async () => {
    expect(await revoke(...written('revoke state'))).toMatchObject({ ok: true, exit: 0 })
    expect([await status('KW', 'AE'), await status('AE', 'KW')]).toEqual([500, 500])
    expect(await board()).toMatchObject({ AE: 'suspended return', KW: 'live none' })
    expect(await joinState('join', 'AE', '--decision', DECISION)).toMatchObject({ ok: false, code: 'STAGE_REFUSED' })
    expect(await status('KW', 'SA')).toBe(200)
  })

  it('refuses what nobody lists, what it does not know, and an act without a decision', async () => {
    expect(await revoke('revoke', 'member', 'SA/GOV/NOBODY', '--decision', DECISION)).toMatchObject({
      ok: false,
      code: 'NOT_LISTED',
      exit: 1,
    })
    expect(await revoke('revoke', 'planet', 'SA', '--decision', DECISION)).toMatchObject({
      ok: false,
      code: 'USAGE',
      exit: 2,
    })
    const again = await revoke('revoke', 'state', 'AE', '--decision', DECISION)
    expect(again).toMatchObject({ ok: false, code: 'STAGE_REFUSED', exit: 1 })
    const bare = await rabtJson<Revoked>('revoke', 'member', 'SA/GOV/MOI')
    expect(bare).toMatchObject({ ok: false, code: 'USAGE', exit: 2 })
  })

  it('and every command of the page was run', () => {
    expect([...notRun]).toEqual([])
  })
})
