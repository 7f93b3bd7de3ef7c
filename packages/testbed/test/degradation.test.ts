import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Code, sharedNetwork } from './support/network.ts'
import { until } from './support/until.ts'

// The network off: no directory, no OCSP, no authority. Every node is started anew, with nothing but its home and its database.
const network = await sharedNetwork()
const LIVE: readonly Code[] = ['KW', 'SA', 'QA']
const AUTHORITIES_SILENT = [
  /^directory was not refreshed since \S+: DIRECTORY_UNREACHABLE$/,
  /^OCSP responder http:\/\/127\.0\.0\.1:\d+\/\S* does not answer since \S+$/,
]

const calls = LIVE.flatMap((from) => LIVE.filter((to) => to !== from).map((to) => ({ from, to })))

/** Every live state asks every other; a call that is refused is the failure. */
async function exchangeAll(): Promise<void> {
  for (const { from, to } of calls) {
    const headers = [['X-Road-Client', `${from}/GOV/MOI/traffic`]] as const
    const path = `/r1/${to}/GOV/MOI/traffic/violations?plate=12345`
    const answer = await network.call(path, { headers, timeoutMs: 20_000 }, from)
    expect([from, to, answer.status], answer.text()).toEqual([from, to, 200])
  }
}

describe('with all authorities off', () => {
  beforeAll(async () => {
    await exchangeAll()
    await network.control('hold', 'authorities')
    for (const code of LIVE) await network.control('hold', code.toLowerCase())
    // Together: none of them finds another that has what it lacks.
    await Promise.all(LIVE.map((code) => network.control('restart', code.toLowerCase())))
  })
  afterAll(async () => {
    await network.control('restart', 'authorities')
    for (const code of LIVE)
      await until(`${code} is content again`, async () => {
        const { reasons } = await network.ready(code)
        return !reasons.some((reason) => reason.startsWith('directory was not refreshed'))
      })
  })

  it('every node has started, and every state exchanges with every other', async () => {
    for (const { from, to } of calls) await network.exchanging(from, to)
    await exchangeAll()
  })

  it('each says in readyz and in its metrics what it has to do without', async () => {
    for (const code of LIVE) {
      const { ready, reasons } = await network.ready(code)
      expect(ready).toBe(true)
      for (const wanted of AUTHORITIES_SILENT) expect(reasons).toContainEqual(expect.stringMatching(wanted))
      expect(await network.metric(code, 'rabt_ocsp_responders_silent')).toBeGreaterThan(0)
    }
  })
})
