import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareLanes } from '../support/lanes.ts'
import { sharedNetwork } from '../support/network.ts'
import { register, startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { answerTo, Effects } from './support/effects.ts'
import { startFullDatabase } from './support/full-database.ts'
import { logFrom, standIn } from './support/gateway-process.ts'

// A disk that is full. What cannot be kept is not exchanged, and what was acknowledged is there.
const network = await sharedNetwork()
const effects = new Effects()
/** Above it a body goes to a file of its own (LIMITS.inlineBlobBytes); no file of a full disk takes it. */
const LARGE = 'x'.repeat(300 * 1024)
const FULL = { largestFileKiB: 200 }
const BURST = 20
let service: TestService
let registered: Awaited<ReturnType<typeof register>>
let next = 0

beforeAll(async () => {
  service = await startService((arrived, response) => response.end(effects.ran(arrived)))
  registered = await register(network, 'full-disk', service.url)
})
afterAll(async () => {
  await registered.remove()
  await service.close()
})

interface Told {
  readonly call: number
  readonly code: string
}

async function callOnce(body: string, keyed = false): Promise<Told> {
  const call = next++
  const headers = keyed ? [['Idempotency-Key', `full-disk-${call}`] as const] : []
  const answer = await network.call(`${registered.path}/${call}`, { method: 'POST', headers, body })
  if (answer.status === 200 && answer.text() === answerTo(call)) return { call, code: 'ANSWERED' }
  return { call, code: /#([a-z_]+)$/.exec(answer.header('x-rabt-error-doc') ?? '')?.[1]?.toUpperCase() ?? '?' }
}

/** Who was answered had its call run once, who was not had it not run. */
function expectRuns(told: readonly Told[]): void {
  const runs = effects.counts()
  for (const { call, code } of told) expect(runs.get(call) ?? 0, `${call} ${code}`).toBe(code === 'ANSWERED' ? 1 : 0)
}

describe("a full disk under the consumer's database", () => {
  const node = network.at.node('KW')
  const database = JSON.parse(readFileSync(join(node, 'node.json'), 'utf8')).database as { readonly port: number }
  let proxy: Awaited<ReturnType<typeof startFullDatabase>>
  beforeAll(async () => {
    proxy = await startFullDatabase(database.port)
    await network.restartWith('KW', { database: { ...database, host: '127.0.0.1', port: proxy.port } })
  })
  afterAll(async () => {
    await network.restartWith('KW', { database })
    await proxy.close()
  })

  it('has calls refused with a reason and an alarm raised, and everything goes on when there is space again', async () => {
    expect(await callOnce('x', true)).toMatchObject({ code: 'ANSWERED' })
    const [gateway, log] = [network.pid('kw'), statSync(join(node, 'node.log')).size]
    proxy.full = true
    const underWay: Promise<Told>[] = []
    try {
      for (let i = 0; i < BURST; i++) underWay.push(callOnce('x'))
      // Its key would have to be kept first.
      expect((await callOnce('x', true)).code).toBe('LOGGING_FAILED')
      await until('an alarm', () => logFrom(join(node, 'node.log'), log).some(({ msg }) => msg === 'commit-hangs'))
      expect((await callOnce('x')).code).toBe('LOGGING_FAILED')
      expect(await network.ready('KW')).toMatchObject({
        ready: false,
        reasons: expect.arrayContaining(['database does not commit']),
      })
    } finally {
      proxy.full = false
    }
    const told = await Promise.all(underWay)
    expect(new Set(told.map(({ code }) => code))).toEqual(new Set(['ANSWERED']))
    // Tried again, and ever less often.
    expect(proxy.refused).toBeGreaterThan(1)
    expect(proxy.refused).toBeLessThan(100)
    expect((await callOnce('x', true)).code).toBe('ANSWERED')
    expect(network.pid('kw')).toBe(gateway)
    expectRuns(told)
    await until('the two copies agree', () => compareLanes(network, 'KW', 'QA'))
  }, 40_000)
})

describe('a full disk under the large bodies', () => {
  it('of the consumer has large calls refused with a reason; small ones go on, and large ones when there is space again', async () => {
    const full = await standIn(network, 'KW', FULL)
    const told: Told[] = []
    try {
      await network.exchanging('KW')
      told.push(await callOnce(LARGE), await callOnce('x'), await callOnce(LARGE, true))
      expect(told.map(({ code }) => code)).toEqual(['LOGGING_FAILED', 'ANSWERED', 'LOGGING_FAILED'])
      expect(full.output()).toContain('blob-not-kept')
    } finally {
      await full.leave()
    }
    told.push(await callOnce(LARGE))
    expect(told.at(-1)?.code).toBe('ANSWERED')
    expectRuns(told)
  }, 40_000)

  it('of the provider holds up large calls alone, and they are answered when there is space again', async () => {
    const full = await standIn(network, 'QA', FULL)
    let large: Promise<Told>
    const small: Told[] = []
    try {
      await network.exchanging('KW')
      large = callOnce(LARGE)
      await until('an alarm', () => full.output().includes('blob-not-kept'))
      for (let i = 0; i < BURST; i++) small.push(await callOnce('x'))
      expect(new Set(small.map(({ code }) => code))).toEqual(new Set(['ANSWERED']))
    } finally {
      await full.leave()
    }
    const told = [await large, ...small]
    expect(told[0]?.code).toBe('ANSWERED')
    expectRuns(told)
    await until('the two copies agree', () => compareLanes(network, 'KW', 'QA'))
  }, 40_000)
})
