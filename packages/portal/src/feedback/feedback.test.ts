import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { FEEDBACK_LIMITS, feedback, feedbackLimiter } from './feedback.ts'
import { feedbackStore } from './store.ts'

let schema: TestSchema
beforeAll(async () => {
  schema = await createTestSchema()
})
afterAll(() => schema.drop())

describe('feedback', () => {
  it.each([
    ['a page of another site', { page: 'https://elsewhere.example/ar', useful: 'yes' }],
    ['a path that is none of a page', { page: '/api/v1', useful: 'yes' }],
    ['a line end in the path', { page: '/ar/x\ny', useful: 'yes' }],
    ['another word than yes or no', { page: '/ar', useful: 'maybe' }],
    ['too many words', { page: '/ar', text: 'x'.repeat(1_001) }],
    ['a file for words', { page: '/ar', text: new File([], 'x') }],
  ])('with %s is refused', (_, input) => expect(feedback.safeParse(input).success).toBe(false))

  it('is written by the public, who cannot read it; the Secretariat can, a state cannot', async () => {
    const { pools } = schema
    await feedbackStore(pools.public).put({ page: '/ar/services', useful: 'no', text: 'ناقصة' }, new Date(0))
    await expect(pools.public.query('SELECT * FROM feedback')).rejects.toThrow(/permission denied/)
    const seen = async (tenant: string) => {
      const client = await pools.staff.connect()
      try {
        await client.query('BEGIN')
        await client.query(`SELECT set_config('app.tenant', $1, true)`, [tenant])
        return (await client.query('SELECT page, useful, words FROM feedback')).rows
      } finally {
        await client.query('ROLLBACK')
        client.release()
      }
    }
    expect(await seen('KW')).toEqual([])
    expect(await seen('GCC')).toEqual([{ page: '/ar/services', useful: false, words: 'ناقصة' }])
  })
})

describe('the limiter', () => {
  it('takes so much from one address in a minute, and so much from all', () => {
    let now = 0
    const take = feedbackLimiter(() => now)
    const taken = (address: string, times: number) => Array.from({ length: times }, () => take(address)).filter(Boolean)
    expect(taken('a', 50)).toHaveLength(FEEDBACK_LIMITS.perAddress)
    expect(taken('b', 1)).toHaveLength(1)
    now += FEEDBACK_LIMITS.windowMs
    expect(taken('a', 1)).toHaveLength(1)
    const all = Array.from({ length: 2_000 }, (_, i) => take(String(i))).filter(Boolean)
    expect(all.length).toBe(FEEDBACK_LIMITS.perMinute - 1)
  })
})
