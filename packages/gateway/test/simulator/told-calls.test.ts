import { describe, expect, it } from 'vitest'
import { KW, QA } from './identities.ts'
import { call, tell, timesRun } from './tell.ts'

const SILENT = { services: { never: 1, fails: 0, ms: [1, 3] as const } }

describe('calls under an Idempotency-Key', () => {
  it('a key whose first call may have run sends no second request', async () => {
    await tell(async (w) => {
      const first = call(w, KW, QA, 1_000, 'once')
      await w.run(1_500)
      expect(first.code).toBe('OUTCOME_UNKNOWN')
      expect(timesRun(w, first)).toBe(1)
      const again = call(w, KW, QA, 1_000, 'once')
      await w.run(1_500)
      expect(again.code).toBe('OUTCOME_UNKNOWN')
      expect(timesRun(w, again)).toBe(0)
    }, SILENT)
  })

  it('a repeated call has the first one’s answer, and runs nothing', async () => {
    await tell(async (w) => {
      const first = call(w, KW, QA, 5_000, 'once')
      await w.run(500)
      const again = call(w, KW, QA, 5_000, 'once')
      await w.run(500)
      expect([first.state, again.state]).toEqual(['answered', 'answered'])
      expect(timesRun(w, first) + timesRun(w, again)).toBe(1)
    })
  })
})
