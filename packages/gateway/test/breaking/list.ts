import type { Break } from './break.ts'
import { ACCEPTING } from './breaks/accepting.ts'
import { AGREEMENTS } from './breaks/agreements.ts'
import { BOUNDS } from './breaks/bounds.ts'
import { CALLS } from './breaks/calls.ts'
import { ERASURES } from './breaks/erasures.ts'
import { FORKS } from './breaks/forks.ts'
import { KEEPING } from './breaks/keeping.ts'
import { RESTORES } from './breaks/restores.ts'
import { RUNS } from './breaks/runs.ts'

export const BREAKS: readonly Break[] = [
  ...KEEPING,
  ...CALLS,
  ...RESTORES,
  ...ACCEPTING,
  ...BOUNDS,
  ...RUNS,
  ...FORKS,
  ...ERASURES,
  ...AGREEMENTS,
]
