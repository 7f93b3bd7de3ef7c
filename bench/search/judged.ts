import { readFileSync } from 'node:fs'
import { round } from '../report/metrics.ts'

/** A query and what answers it, judged by reading the titles of the sample content, not by what search finds. */
export interface Judged {
  readonly q: string
  /** `held-out`: nobody looked at how it was answered while search was made. */
  readonly half: 'tuning' | 'held-out'
  readonly kind: 'plain' | 'spoken' | 'forms' | 'english' | 'other kinds'
  /** Slugs of services, or `kind/slug`: any state's, unless `state` says whose. */
  readonly topics: readonly string[]
  readonly state?: string
}

const FILE = new URL('../../packages/portal/test/search/judged.json', import.meta.url)

export const readJudged = (): readonly Judged[] => JSON.parse(readFileSync(FILE, 'utf8'))

/** Results that are looked at. */
const TOP = 10

export function isRelevant({ topics, state }: Judged, id: string): boolean {
  const [tenant = '', kind = '', slug = ''] = id.split('/')
  return (state === undefined || state === tenant) && topics.includes(kind === 'service' ? slug : `${kind}/${slug}`)
}

/**
 * Asks every judged query. Recall@10 is the share of what answers it among the first ten, of ten where more does; MRR the mean of one over the
 * place of the first that does (0 where none of the ten does).
 */
export async function judge(
  judged: readonly Judged[],
  ids: readonly string[],
  ask: (q: string) => Promise<readonly string[]> | readonly string[],
) {
  const rows: { readonly judged: Judged; readonly recall: number; readonly reciprocal: number }[] = []
  for (const one of judged) {
    const top = (await ask(one.q)).slice(0, TOP)
    const wanted = Math.min(TOP, ids.filter((id) => isRelevant(one, id)).length)
    const place = top.findIndex((id) => isRelevant(one, id))
    const found = top.filter((id) => isRelevant(one, id)).length
    rows.push({ judged: one, recall: found / wanted, reciprocal: place < 0 ? 0 : 1 / (place + 1) })
  }
  const of = (chosen: typeof rows) => ({
    queries: chosen.length,
    recallAt10: round(mean(chosen.map(({ recall }) => recall)), 4),
    mrr: round(mean(chosen.map(({ reciprocal }) => reciprocal)), 4),
  })
  return {
    ...of(rows),
    tuning: of(rows.filter(({ judged }) => judged.half === 'tuning')),
    heldOut: of(rows.filter(({ judged }) => judged.half === 'held-out')),
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
