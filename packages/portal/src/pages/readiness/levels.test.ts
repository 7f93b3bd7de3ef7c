import { expect, it } from 'vitest'
import { medianLevel } from './levels.ts'

it.each([
  [{}, undefined],
  [{ form: 1 }, 'form'],
  [{ form: 1, proactive: 1 }, 'proactive'],
  [{ form: 2, proactive: 1 }, 'form'],
  [{ information: 3, form: 1, transaction: 1, integrated: 1 }, 'form'],
] as const)('half of %j have reached %s', (declared, level) => expect(medianLevel(declared)).toBe(level))
