import { describe, expect, it } from 'vitest'
import { summariseProfile } from './self-time.ts'

const frame = (id: number, functionName: string, url = '', lineNumber = 0) => ({ id, callFrame: { functionName, url, lineNumber } })

describe('the summary of a profile', () => {
  const profile = {
    nodes: [
      frame(1, '(root)'),
      frame(2, '(idle)'),
      frame(3, 'verifyOneShot', 'node:internal/crypto/sig', 9),
      frame(4, 'commit', 'file:///some/where/packages/gateway/src/journal/committer.ts', 41),
      frame(5, 'commit', 'file:///some/where/packages/gateway/src/journal/committer.ts', 41),
      frame(6, 'mask', 'file:///some/where/node_modules/ws/lib/buffer-util.js', 60),
      frame(7, 'send', 'file:///some/where/node_modules/@scope/pack/index.js', 0),
      frame(8, '(garbage collector)'),
    ],
    samples: [2, 3, 4, 5, 6, 7, 8],
    timeDeltas: [999, 4000, 2000, 1000, 500, 1000, 500],
  }
  const summary = summariseProfile(profile)
  it('gives each sample the time until the next', () => {
    expect(summary.wallMs).toBe(9)
    expect(summary.idle).toBeCloseTo(4 / 9)
  })
  it('sums functions, whoever called them, as shares of the busy time', () => {
    expect(summary.functions.slice(0, 2)).toEqual([
      { name: 'verifyOneShot  node:internal/crypto/sig:10', ms: 2, share: 0.4 },
      { name: 'commit  gateway/src/journal/committer.ts:42', ms: 1.5, share: 0.3 },
    ])
  })
  it('sums places by file of ours, by npm package and by part of the runtime', () => {
    expect(summary.places.map(({ name }) => name)).toEqual(['node:internal/crypto/sig', 'gateway/src/journal/committer.ts', 'ws', '@scope/pack'])
  })
  it('of an empty profile is empty', () => {
    expect(summariseProfile({ nodes: [], samples: [], timeDeltas: [] })).toEqual({ wallMs: 0, idle: 0, functions: [], places: [] })
  })
})
