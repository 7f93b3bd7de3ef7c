import { searchIn } from '@rabt/portal'
import { describe, expect, it } from 'vitest'
import { sampleRecords } from './corpus.ts'
import { isRelevant, judge, readJudged } from './judged.ts'

const judged = readJudged()
const records = sampleRecords()
const ids = records.map(({ id }) => id)

describe('the judged queries', () => {
  it('are enough, in both halves, each once, and something answers each', () => {
    const of = (wanted: Partial<(typeof judged)[number]>) =>
      judged.filter((one) => Object.entries(wanted).every(([name, value]) => one[name as 'kind'] === value)).length
    expect(judged.length).toBeGreaterThanOrEqual(200)
    expect(of({ kind: 'english' })).toBeGreaterThanOrEqual(40)
    expect(Math.min(of({ half: 'tuning' }), of({ half: 'held-out' }))).toBeGreaterThanOrEqual(100)
    expect(new Set(judged.map(({ q }) => q)).size).toBe(judged.length)
    const slugs = new Set(ids.map((id) => id.replace(/^\w+\/(service\/)?/, '')))
    expect(judged.flatMap(({ topics }) => topics).filter((topic) => !slugs.has(topic))).toEqual([])
    expect(judged.filter((one) => !ids.some((id) => isRelevant(one, id)))).toEqual([])
  })

  it('are answered: recall@10 of at least 0.95 over all, and over those that nobody tuned for', async () => {
    const search = searchIn(records, Date.UTC(2026, 0, 1))
    const figures = await judge(judged, ids, (q) => search({ q, lang: 'ar', limit: 10 }).items.map(({ id }) => id))
    expect(figures.recallAt10).toBeGreaterThanOrEqual(0.95)
    expect(figures.heldOut.recallAt10).toBeGreaterThanOrEqual(0.95)
    expect(figures.mrr).toBeGreaterThanOrEqual(0.9)
  }, 60_000)
})
