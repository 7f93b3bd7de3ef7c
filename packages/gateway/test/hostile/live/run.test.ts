import { describe, expect, it } from 'vitest'
import { runLive } from './run.ts'

const MORE = Number(process.env.RABT_FUZZ_RUNS ?? 1)

describe('a running edge and link', () => {
  it(
    'end thousands of hostile inputs as typed errors, leave no rejection unhandled, and serve on',
    async () => {
      const { link, edgeInputs } = await runLive({ inputs: 3_000 * MORE, warmUp: 0, seed: 7, edgeShare: 15 })
      // Each kind of attack took place: else nothing was shown.
      expect(Math.min(link.refusedFrames, link.takenFrames, link.signedBatches, edgeInputs)).toBeGreaterThan(150)
    },
    60_000 * Math.max(1, MORE),
  )
})
