import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { searchIn } from '@rabt/portal'
import { startPostgres } from '@rabt/testbed'
import { round } from '../report/metrics.ts'
import { percentile } from '../statistics.ts'
import { sampleRecords } from './corpus.ts'
import { judge, readJudged } from './judged.ts'
import { openPeer } from './peer.ts'

/** `search.recall` and `search.latency`: the judged queries over the sample content, one after another, and PostgreSQL's own search beside it. */
export async function measureSearch(quick: boolean, port: number) {
  const records = sampleRecords()
  const judged = readJudged()
  const ids = records.map(({ id }) => id)
  const search = searchIn(records, Date.now())
  const ask = (q: string) => search({ q, lang: 'ar', limit: 10 }).items.map(({ id }) => id)
  const rounds = quick ? 3 : 20
  const queries = judged.map(({ q }) => q)
  const home = mkdtempSync(join(tmpdir(), 'rabt-bench-search-'))
  const server = await startPostgres({ dir: join(home, 'pg'), port })
  try {
    const peer = await openPeer({ ...server.connection, database: 'postgres' }, records)
    try {
      const ours = await time(queries, ask, rounds)
      const theirs = await time(queries, peer.any, rounds)
      return {
        'search.recall': {
          ...(await judge(judged, ids, ask)),
          target: 0.95,
          records: records.length,
          postgresqlOr: await judge(judged, ids, peer.any),
          postgresqlAnd: await judge(judged, ids, peer.all),
        },
        'search.latency': { ...ours, targetP99Ms: 30, postgresqlOr: theirs },
      }
    } finally {
      await peer.close()
    }
  } finally {
    await server.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

/** Milliseconds of each query, after one round to warm up. */
async function time(queries: readonly string[], ask: (q: string) => unknown, rounds: number) {
  const samples: number[] = []
  for (let n = 0; n <= rounds; n++) {
    for (const q of queries) {
      const start = performance.now()
      await ask(q)
      if (n > 0) samples.push(performance.now() - start)
    }
  }
  samples.sort((a, b) => a - b)
  return {
    p50Ms: round(percentile(samples, 0.5), 2),
    p99Ms: round(percentile(samples, 0.99), 2),
    samples: samples.length,
  }
}

export type SearchRows = Awaited<ReturnType<typeof measureSearch>>

/** The rows in a line each, for the terminal. */
export function describeSearch(rows: SearchRows): string {
  const { postgresqlOr, postgresqlAnd, heldOut, ...ours } = rows['search.recall']
  const { postgresqlOr: peer, ...latency } = rows['search.latency']
  return [
    `search.recall: recall@10 ${ours.recallAt10}, MRR ${ours.mrr} over ${ours.queries} judged queries (held out: ${heldOut.recallAt10}, ${heldOut.mrr}); PostgreSQL's own: OR ${postgresqlOr.recallAt10}, ${postgresqlOr.mrr}; AND ${postgresqlAnd.recallAt10}, ${postgresqlAnd.mrr}`,
    `search.latency: p50 ${latency.p50Ms} ms, p99 ${latency.p99Ms} ms; PostgreSQL's own: ${peer.p50Ms}, ${peer.p99Ms}`,
  ].join('\n')
}
