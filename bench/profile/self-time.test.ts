import { describe, expect, it } from 'vitest'
import { summariseProfile } from './self-time.ts'

const frame = (id: number, functionName: string, url = '', lineNumber = 0, children: number[] = []) => ({
  id,
  callFrame: { functionName, url, lineNumber },
  children,
})

describe('the summary of a profile', () => {
  const committer = 'file:///some/where/packages/gateway/src/journal/committer.ts'
  const profile = {
    nodes: [
      frame(1, '(root)', '', 0, [2, 4, 5, 6, 8]),
      frame(2, '(idle)'),
      frame(3, 'verifyOneShot', 'node:internal/crypto/sig', 9),
      frame(4, 'commit', committer, 41, [3]),
      frame(5, 'commit', committer, 41),
      frame(6, 'mask', 'file:///some/where/node_modules/ws/lib/buffer-util.js', 60, [7]),
      frame(7, 'send', 'file:///some/where/node_modules/@scope/pack/index.js', 0),
      frame(8, '(garbage collector)'),
    ],
    samples: [2, 3, 4, 5, 6, 7, 8, 2],
    timeDeltas: [999, 4000, 2000, 1000, 500, 1000, 300, 200],
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
  it('says who asked Node for what', () => {
    expect(summary.asked).toEqual([
      { name: 'verifyOneShot ← commit  gateway/src/journal/committer.ts:42', ms: 2, share: 0.4 },
    ])
  })
  it('sums by file of ours and by npm package, with what was done for them', () => {
    expect(summary.owners.map(({ name, ms }) => [name, ms])).toEqual([
      ['gateway/src/journal/committer.ts', 3.5],
      ['ws', 1],
      ['@scope/pack', 0.3],
      ['Node and V8 alone', 0.2],
    ])
  })
  it('of an empty profile is empty', () => {
    expect(summariseProfile({ nodes: [], samples: [], timeDeltas: [] })).toMatchObject({
      wallMs: 0,
      idle: 0,
      functions: [],
      owners: [],
    })
  })
})
