import type { Row } from '../measure/row.ts'
import type { Sample } from '../measure/sample.ts'
import { median, spread } from '../statistics.ts'

/** Medians of a row's samples; null figures when the row failed. */
export interface RowMetrics {
  readonly reqPerSec: number | null
  readonly p50Ms: number | null
  readonly p99Ms: number | null
  /** CPU µs a request, children included. */
  readonly cpuUs: Readonly<Record<string, number>>
  /** Highest seen in any of the runs. */
  readonly rssMiB: Readonly<Record<string, number>>
  readonly samples: readonly { readonly reqPerSec: number; readonly p50Ms: number; readonly p99Ms: number }[]
  /** (largest - smallest) / median of req/s. */
  readonly spread: number | null
  readonly failed?: string
}

/** Our rows also say how they stand to the peers of the same run; null: no such peer here, or one of the two failed. */
export interface ExchangeMetrics extends RowMetrics {
  readonly ratioNginx: number | null
  readonly ratioCaddy: number | null
}

/** `exchange.c32` of ours, `peer.nginx.c32` and `peer.caddy.c32`. */
export function rowMetrics(rows: readonly Row[]): Record<string, RowMetrics | ExchangeMetrics> {
  const metrics: Record<string, RowMetrics | ExchangeMetrics> = {}
  for (const row of rows) {
    const figures = summarise(row)
    if (row.chain !== 'rabt') {
      metrics[`peer.${row.chain}.c${row.connections}`] = figures
      continue
    }
    const ratio = (peer: Row['chain']): number | null => {
      const other = rows.find(({ chain, connections }) => chain === peer && connections === row.connections)
      const theirs = other === undefined ? null : summarise(other).reqPerSec
      return figures.reqPerSec === null || theirs === null ? null : round(figures.reqPerSec / theirs, 3)
    }
    metrics[`exchange.c${row.connections}`] = { ...figures, ratioNginx: ratio('nginx'), ratioCaddy: ratio('caddy') }
  }
  return metrics
}

function summarise({ samples, failed }: Row): RowMetrics {
  const good = failed === undefined && samples.length > 0
  const middle = (of: (sample: Sample) => number, digits: number): number | null =>
    good ? round(median(samples.map(of)), digits) : null
  const parts = Object.keys(samples[0]?.cpuUs ?? {})
  return {
    reqPerSec: middle(({ reqPerSec }) => reqPerSec, 1),
    p50Ms: middle(({ p50Ms }) => p50Ms, 3),
    p99Ms: middle(({ p99Ms }) => p99Ms, 3),
    cpuUs: Object.fromEntries(parts.map((part) => [part, middle(({ cpuUs }) => cpuUs[part] ?? 0, 1) ?? 0])),
    rssMiB: Object.fromEntries(
      Object.keys(samples[0]?.rssMiB ?? {}).map((part) => [
        part,
        round(Math.max(...samples.map(({ rssMiB }) => rssMiB[part] ?? 0)), 1),
      ]),
    ),
    samples: samples.map(({ reqPerSec, p50Ms, p99Ms }) => ({
      reqPerSec: round(reqPerSec, 1),
      p50Ms: round(p50Ms, 3),
      p99Ms: round(p99Ms, 3),
    })),
    spread: good ? round(spread(samples.map(({ reqPerSec }) => reqPerSec)), 3) : null,
    ...(failed === undefined ? {} : { failed }),
  }
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
