import { COMPONENTS, type Component, type Edition, type Result, type Survey } from './survey.ts'

/** The six, by their alpha-3 codes in the survey, with the portal's tenant. */
export const SIX = { KWT: 'KW', SAU: 'SA', QAT: 'QA', ARE: 'AE', BHR: 'BH', OMN: 'OM' } as const
export type GulfState = keyof typeof SIX
export const SIX_STATES = Object.keys(SIX) as readonly GulfState[]

/** "All within the first 50". */
export const TARGET_RANK = 50

/** Weights of the components in an edition. The survey takes the plain mean, but for 2010 (data/README.md). */
const PLAIN: Readonly<Record<Component, number>> = { osi: 1 / 3, tii: 1 / 3, hci: 1 / 3 }
const WEIGHTS: Readonly<Record<number, Readonly<Record<Component, number>>>> = {
  2010: { osi: 0.34, tii: 0.33, hci: 0.33 },
}

export function editionOf(survey: Survey, year: number): Edition | undefined {
  return survey.find((edition) => edition.year === year)
}

export function resultOf(edition: Edition, state: string): Result | undefined {
  return edition.results.find((result) => result.state === state)
}

/** Mean of the components by the edition's weights; undefined where they are not known. */
export function meanOf(edition: Edition, { components }: Result): number | undefined {
  if (components === undefined) return undefined
  const weights = WEIGHTS[edition.year] ?? PLAIN
  return COMPONENTS.reduce((sum, name) => sum + weights[name] * components[name], 0)
}

/** Rank of a value among the states of an edition, others than `except`: one more than how many are above. Compared as published, to 0.00001. */
export function rankOfIndex(edition: Edition, egdi: number, except?: string): number {
  const units = toUnits(egdi)
  return 1 + edition.results.filter((it) => it.state !== except && toUnits(it.egdi) > units).length
}

export interface Step {
  readonly year: number
  readonly result: Result
  /** Places gained (positive) or lost against the edition before; undefined in the first. */
  readonly change: number | undefined
}

/** A state through the editions that list it. */
export function historyOf(survey: Survey, state: string): readonly Step[] {
  const steps: Step[] = []
  for (const edition of survey) {
    const result = resultOf(edition, state)
    if (result === undefined) continue
    const before = steps.at(-1)
    steps.push({ year: edition.year, result, change: before && before.result.rank - result.rank })
  }
  return steps
}

export interface Together {
  readonly year: number
  readonly population: number
  readonly results: readonly Result[]
  readonly meanEgdi: number
  /** The rank that a state with their mean would have. */
  readonly meanAsRank: number
  readonly best: Result
  readonly last: Result
}

/** The six in one edition. */
export function sixIn(edition: Edition): Together {
  const results = SIX_STATES.flatMap((state) => resultOf(edition, state) ?? []).sort((a, b) => a.rank - b.rank)
  const [best, last] = [results[0], results.at(-1)]
  if (best === undefined || last === undefined) throw new Error(`none of the six is in ${edition.year}`)
  const meanEgdi = results.reduce((sum, it) => sum + it.egdi, 0) / results.length
  return {
    year: edition.year,
    population: edition.results.length,
    results,
    meanEgdi,
    meanAsRank: rankOfIndex(edition, meanEgdi),
    best,
    last,
  }
}

export interface TargetLine {
  /** The index that the last state within the target has. */
  readonly egdi: number
  readonly within: readonly Result[]
  /** Those beyond, with places and index still to gain. */
  readonly beyond: readonly { readonly result: Result; readonly places: number; readonly egdi: number }[]
}

/** Where the six stand against "all within the first 50". */
export function targetIn(edition: Edition, target = TARGET_RANK): TargetLine {
  const line = edition.results.findLast((it) => it.rank <= target)
  if (line === undefined) throw new Error(`nobody is within ${target}`)
  const { results } = sixIn(edition)
  return {
    egdi: line.egdi,
    within: results.filter((it) => it.rank <= target),
    beyond: results
      .filter((it) => it.rank > target)
      .map((result) => ({ result, places: result.rank - target, egdi: line.egdi - result.egdi })),
  }
}

export interface Bin {
  readonly from: number
  readonly to: number
  readonly count: number
  readonly six: readonly GulfState[]
}

/** How many states lie in each of `bins` equal parts of 0..1; the last holds its upper end. */
export function distributionOf(edition: Edition, bins = 10): readonly Bin[] {
  const at = (egdi: number) => Math.min(bins - 1, Math.floor((toUnits(egdi) * bins) / UNITS))
  return Array.from({ length: bins }, (_, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    count: edition.results.filter((it) => at(it.egdi) === bin).length,
    six: SIX_STATES.filter((state) => {
      const result = resultOf(edition, state)
      return result !== undefined && at(result.egdi) === bin
    }),
  }))
}

export interface WhatIf {
  readonly before: Result
  readonly component: Component
  readonly value: number
  readonly egdi: number
  readonly rank: number
  /** Places gained (positive) or lost. */
  readonly change: number
}

/** Farthest that an index may be from the mean of its components and still be said to come from them (data/README.md: 2008). */
const EXPLAINED = 0.0015

/**
 * One component of one state moved, all else of that edition as it was: the index that follows and its rank in that population.
 * @returns undefined where the state or its components are not known, or do not give its index
 */
export function whatIf(
  edition: Edition,
  move: { readonly state: string; readonly component: Component; readonly value: number },
): WhatIf | undefined {
  const before = resultOf(edition, move.state)
  const mean = before && meanOf(edition, before)
  if (before?.components === undefined || mean === undefined || Math.abs(mean - before.egdi) > EXPLAINED) return
  const weight = (WEIGHTS[edition.year] ?? PLAIN)[move.component]
  const moved = before.egdi + weight * (move.value - before.components[move.component])
  const egdi = Math.min(1, Math.max(0, toUnits(moved) / UNITS))
  const rank = rankOfIndex(edition, egdi, move.state)
  return { before, component: move.component, value: move.value, egdi, rank, change: before.rank - rank }
}

/** The survey prints five decimals. */
const UNITS = 100_000
const toUnits = (egdi: number) => Math.round(egdi * UNITS)
