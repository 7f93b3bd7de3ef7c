import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Choices } from './choices.ts'
import { corpusOf } from './corpus.ts'
import { judgeInput } from './judge.ts'
import { hostileInput } from './mutate/mutate.ts'
import type { Parser } from './parser.ts'

const RUNS = 500
const MORE = Number(process.env.RABT_FUZZ_RUNS ?? 1)

const numbers = fc.array(fc.nat({ max: 0xffff_ffff }), { minLength: 1, maxLength: 32 })

/** Inputs that a parser must take: kept ones whose name says so, and those that the row makes. */
const seedsOf = (parser: Parser): readonly Uint8Array[] => [
  ...corpusOf(parser.name).map(({ bytes }) => bytes),
  ...(parser.seeds ?? []),
]

/** The tests of one row: its seeds are accepted, what once failed does not any more, and mutations end in typed errors. */
export function fuzz(parser: Parser): void {
  describe(parser.name, () => {
    it('takes its seeds, and ends kept inputs as a typed error or a value', async () => {
      for (const { name, bytes } of corpusOf(parser.name)) {
        const verdict = await judgeInput(parser, bytes)
        if (name.startsWith('seed-')) expect(verdict, name).toBeNull()
      }
      for (const seed of parser.seeds ?? []) expect(await judgeInput(parser, Buffer.from(seed))).toBeNull()
      expect(seedsOf(parser).length).toBeGreaterThan(0)
    })

    it(
      'returns a value or throws a typed error, whatever it is given',
      async () => {
        const seeds = seedsOf(parser)
        const refused = new Set<string>()
        await fc.assert(
          fc.asyncProperty(numbers, async (list) => {
            const verdict = await judgeInput(parser, hostileInput(parser.format, seeds, new Choices(list)))
            if (verdict !== null) refused.add(verdict)
          }),
          { numRuns: Math.ceil(RUNS * MORE * (parser.share ?? 1)) },
        )
        // A mutator that never leaves the valid shows nothing.
        if (parser.refusesNothing !== true) expect(refused.size).toBeGreaterThan(0)
      },
      60_000 * Math.max(1, MORE),
    )
  })
}
