import { LEVELS, type Level } from '../../taxonomy/services.ts'

/** In rising order. */
export const LEVEL_ORDER = Object.keys(LEVELS) as Level[]

/** The highest level that at least half of the services have reached; nothing of none. */
export function medianLevel(declared: Readonly<Partial<Record<Level, number>>>): Level | undefined {
  const all = LEVEL_ORDER.reduce((sum, level) => sum + (declared[level] ?? 0), 0)
  let above = 0
  for (const level of LEVEL_ORDER.toReversed()) {
    above += declared[level] ?? 0
    if (above > 0 && above * 2 >= all) return level
  }
  return undefined
}
