import { describe, expect, it } from 'vitest'
import type { Row } from '../measure/row.ts'
import { rowMetrics } from './metrics.ts'

const sample = (reqPerSec: number, rss = 100) => ({
  reqPerSec,
  p50Ms: 1000 / reqPerSec,
  p99Ms: 5000 / reqPerSec,
  cpuUs: { consumer: 50, provider: 40, postgres: 20 },
  rssMiB: { consumer: rss, provider: rss },
})
const row = (chain: Row['chain'], ...figures: number[]): Row => ({
  chain,
  connections: 32,
  samples: figures.map((figure) => sample(figure)),
})

describe('the metrics of a run', () => {
  it('hold medians, ratios to the peers of the same run and the spread', () => {
    const metrics = rowMetrics([
      row('rabt', 4000, 6000, 5000),
      row('nginx', 19_000, 20_000, 30_000),
      row('caddy', 5000, 5000, 5000),
    ])
    expect(metrics['exchange.c32']).toMatchObject({
      reqPerSec: 5000,
      p50Ms: 0.2,
      p99Ms: 1,
      ratioNginx: 0.25,
      ratioCaddy: 1,
      spread: 0.4,
    })
    expect(metrics['exchange.c32']?.cpuUs).toEqual({ consumer: 50, provider: 40, postgres: 20 })
    expect(metrics['exchange.c32']?.samples).toHaveLength(3)
    expect(metrics['peer.nginx.c32']?.reqPerSec).toBe(20_000)
  })
  it('give the highest memory of each gateway', () => {
    const metrics = rowMetrics([
      { chain: 'rabt', connections: 1, samples: [sample(10, 90), sample(10, 140), sample(10, 120)] },
    ])
    expect(metrics['exchange.c1']?.rssMiB).toEqual({ consumer: 140, provider: 140 })
  })
  it('compare only rows of the same number of connections', () => {
    const metrics = rowMetrics([row('rabt', 4000), { ...row('nginx', 8000), connections: 128 }])
    expect(metrics['exchange.c32']).toMatchObject({ ratioNginx: null, ratioCaddy: null })
  })
  it('of a row that failed are no figures', () => {
    const metrics = rowMetrics([{ ...row('rabt', 4000), failed: 'of 9 calls failed: 1 (status)' }, row('nginx', 8000)])
    expect(metrics['exchange.c32']).toMatchObject({
      reqPerSec: null,
      p99Ms: null,
      ratioNginx: null,
      spread: null,
      failed: 'of 9 calls failed: 1 (status)',
    })
  })
})
