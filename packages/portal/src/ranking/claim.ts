import { editionOf, historyOf } from './rules.ts'
import type { Survey } from './survey.ts'

/** What the announcement of the unified portal said of the survey of 2014. */
export const ANNOUNCED = { year: 2014, population: 198, state: 'KWT', rank: 49, change: 14 } as const

export interface Claim {
  readonly year: number
  readonly state: string
  readonly announced: { readonly population: number; readonly rank: number; readonly change: number }
  readonly source: {
    readonly population: number
    readonly rank: number
    readonly change: number
    readonly rankBefore: number
  }
}

/** The announcement beside the source: nothing of it is taken as a figure of the portal. */
export function claimBesideSource(survey: Survey): Claim {
  const { year, state, ...announced } = ANNOUNCED
  const edition = editionOf(survey, year)
  const step = historyOf(survey, state).find((it) => it.year === year)
  if (edition === undefined || step?.change === undefined) throw new Error(`the survey of ${year} is not held`)
  const { rank } = step.result
  return {
    year,
    state,
    announced,
    source: { population: edition.results.length, rank, change: step.change, rankBefore: rank + step.change },
  }
}

/** How the survey is named wherever its figures are shown. */
export const ATTRIBUTION = {
  ar: 'إدارة الأمم المتحدة للشؤون الاقتصادية والاجتماعية (UN DESA)، مسح الحكومة الإلكترونية',
  en: 'United Nations Department of Economic and Social Affairs (UN DESA), E-Government Survey',
} as const
