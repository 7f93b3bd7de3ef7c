import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newsRecord } from '../content/testing/records.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { backoffMs } from './backoff.ts'
import { startHarvester } from './harvester.ts'
import { openProofs } from './proof.ts'
import { HarvestError } from './reasons.ts'
import { readStatus } from './status.ts'
import { fakeFeed, told } from './testing/fake-feed.ts'

let schema: TestSchema
beforeEach(async () => {
  schema = await createTestSchema()
})
afterEach(() => schema.drop())

const NOW = Date.UTC(2026, 10, 30)
const quiet = { info: () => undefined, warn: () => undefined }
const status = async () => new Map((await readStatus(schema.pools.public, NOW)).map((one) => [one.state, one]))

describe('the harvester', () => {
  it('goes on with the others when a state fails, says why, and sees it come back', async () => {
    const feeds = { KW: fakeFeed('KW'), SA: fakeFeed('SA') }
    for (const [code, feed] of Object.entries(feeds)) feed.change(told(newsRecord(`${code}/news/a`)))
    let isDown = true
    let under = 0
    let most = 0
    const harvester = startHarvester({
      pool: schema.pools.worker,
      states: ['KW', 'SA'],
      clock: () => NOW,
      everyMs: 5,
      random: () => 0,
      log: quiet,
      root: Buffer.alloc(0),
      bundle: () => Promise.reject(new Error('none yet')),
      ask: async (state, path, etag, most_) => {
        if (state === 'SA' && isDown) throw new HarvestError('network', 'Server.ClientProxy.NetworkError')
        if (state === 'KW') most = Math.max(most, ++under)
        const answer = await feeds[state as 'KW' | 'SA'].ask(state, path, etag, most_)
        if (state === 'KW') under--
        return answer
      },
    })
    await expect
      .poll(status, { timeout: 10_000 })
      .toSatisfy((now) => now.get('KW')?.items === 1 && now.get('SA')?.failed)
    expect((await status()).get('SA')).toMatchObject({
      confirmed: null,
      isStale: true,
      failed: { reason: 'network', detail: 'Server.ClientProxy.NetworkError' },
    })
    isDown = false
    await expect
      .poll(async () => (await status()).get('SA'), { timeout: 10_000 })
      .toMatchObject({ failed: null, items: 1 })
    await harvester.stop()
    expect(most).toBe(1)
  })

  it('keeps a bundle that does not verify as refused, with the code', async () => {
    const feed = fakeFeed('KW')
    feed.change(told(newsRecord('KW/news/a')))
    const harvester = startHarvester({
      pool: schema.pools.worker,
      states: ['KW'],
      clock: () => NOW,
      everyMs: 5,
      random: () => 0,
      log: quiet,
      root: Buffer.alloc(0),
      bundle: async () => Buffer.from('no bundle'),
      ask: feed.ask,
    })
    const proofs = openProofs(schema.pools.public)
    await expect.poll(() => proofs.get(1), { timeout: 10_000 }).toMatchObject({ evidence: 'refused' })
    await harvester.stop()
    const proof = await proofs.get(1)
    expect(proof?.report?.code).toMatch(/^BUNDLE_/)
    expect(proof?.items).toMatchObject([{ id: 'KW/news/a' }])
    expect(JSON.parse(String(await proofs.body(1)))).toMatchObject({ format: 'rabt-feed/1', state: 'KW' })
    expect(await proofs.bundle(1)).toEqual(Buffer.from('no bundle'))
    expect(await proofs.get(99)).toBeNull()
  })
})

describe('the wait after failures', () => {
  it('doubles up to three quarters of a minute, spread by a quarter', () => {
    expect([1, 2, 3, 4].map((failures) => backoffMs(failures, () => 0.5))).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(backoffMs(50, () => 0)).toBe(33_750)
    expect(backoffMs(50, () => 0.999)).toBeLessThan(56_250)
  })
})
