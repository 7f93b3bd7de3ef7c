import type { Measurements } from '../measure/everything.ts'
import { rowMetrics } from './metrics.ts'
import type { allMetrics } from './results.ts'

const HEAD = ['', 'req/s', 'spread', 'p50 ms', 'p99 ms', '× nginx', '× caddy', 'CPU µs a request', 'RSS MiB']

/** The rows as a table for the terminal, then memory and starts in a line each. */
export function describeResults(measured: Measurements, metrics: ReturnType<typeof allMetrics>): string {
  const rest = Object.entries(metrics['memory.rest'].rssMiB).map(([side, mib]) => `${side} ${mib}`)
  const starts = (['start.exchanging', 'start.ready', 'restart.ready'] as const).map((name) => {
    const { seconds, what } = metrics[name]
    return `${name}: ${seconds === null ? '-' : `${seconds.toFixed(2)} s`} (${what})`
  })
  const { seconds, directoryAlone } = metrics['revocation.seconds']
  const shown = [seconds, directoryAlone.seconds].map((value) => (value === null ? '-' : `${value.toFixed(2)} s`))
  const revoked = `revocation.seconds: ${shown[0]} (signed, passed on by the links), ${shown[1]} (by the directory alone)`
  return [table(measured), '', `memory at rest, MiB: ${rest.join(', ')}`, ...starts, revoked].join('\n')
}

function table({ rows: measured }: Measurements): string {
  const rows = Object.entries(rowMetrics(measured)).map(([name, row]) => [
    name,
    show(row.reqPerSec, 0),
    row.spread === null ? '-' : `${(row.spread * 100).toFixed(0)} %`,
    show(row.p50Ms, 2),
    show(row.p99Ms, 2),
    'ratioNginx' in row ? show(row.ratioNginx, 2) : '',
    'ratioCaddy' in row ? show(row.ratioCaddy, 2) : '',
    row.failed ?? parts(row.cpuUs),
    parts(row.rssMiB),
  ])
  const lines = [HEAD, ...rows]
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  const isText = (column: number): boolean => column === 0 || column >= 7
  return lines
    .map((line) =>
      line
        .map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function show(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits)
}

function parts(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([part, value]) => `${part} ${value.toFixed(0)}`)
    .join(', ')
}
