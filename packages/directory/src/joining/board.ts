import type { DirectoryView, Stage, Text } from '../view.ts'
import type { ConformanceReport } from './report.ts'

/** What a board says of one state. */
export interface BoardRow {
  readonly state: string
  readonly name: Text
  readonly stage: Stage
  readonly gateways: number
  readonly members: number
  readonly services: number
  /** The newest conformance report, if one was shown. */
  readonly report: {
    readonly partner: string
    /** Unix ms. */
    readonly ended: number
    readonly expires: number
    readonly passed: boolean
    /** Codes of checks that did not pass, in the order of the report. */
    readonly open: readonly string[]
  } | null
  /** What stands between the state and being live; `none` once it is. */
  readonly next: NextStep
}

/** Closed codes of the step that a state has to take next. */
export type NextStep = 'none' | 'publish' | 'run' | 'mend' | 'trial' | 'decide' | 'return'

export const NEXT_STEPS: Readonly<Record<NextStep, Text>> = {
  none: { ar: 'لا شيء: الدولة عاملة', en: 'nothing: the state is live' },
  publish: { ar: 'نشر وثيقتي الثقة والسجل', en: 'publish its trust and registry documents' },
  run: { ar: 'إجراء اختبار المطابقة', en: 'run the conformance run' },
  mend: { ar: 'إصلاح ما لم يجتز ثم إعادة الاختبار', en: 'mend what did not pass, then run again' },
  trial: { ar: 'الانتقال إلى التجربة', en: 'go to trial' },
  decide: { ar: 'قرار اللجنة', en: "the committee's decision" },
  return: { ar: 'قرار بإعادتها إلى التجربة', en: 'a decision that lets it return to trial' },
}

/** Readiness of every state of the directory, in its order. `reports` are verified; of each state the newest counts. */
export const readinessBoard = (
  view: DirectoryView,
  reports: readonly ConformanceReport[],
  now: number,
): readonly BoardRow[] =>
  [...view.states.values()].map(({ code, name, stage }) => {
    const count = (records: Iterable<{ readonly state: string }>): number =>
      [...records].filter(({ state }) => state === code).length
    const gateways = count(view.gateways.values())
    const newest = reports.filter(({ state }) => state === code).sort((a, b) => b.ended - a.ended)[0]
    return {
      state: code,
      name,
      stage,
      gateways,
      members: count(view.members.values()),
      services: [...view.services.keys()].filter((id) => id.startsWith(`${code}/`)).length,
      report:
        newest === undefined
          ? null
          : {
              partner: newest.partner,
              ended: newest.ended,
              expires: newest.expires,
              passed: newest.passed,
              open: newest.checks.flatMap((check) => (check.result === 'pass' ? [] : [check.code])),
            },
      next: nextStep(stage, gateways > 0, newest, now),
    }
  })

const nextStep = (stage: Stage, published: boolean, report: ConformanceReport | undefined, now: number): NextStep => {
  if (stage === 'live') return 'none'
  if (stage === 'suspended') return 'return'
  if (!published) return 'publish'
  if (report === undefined || report.expires <= now) return 'run'
  if (!report.passed) return 'mend'
  return stage === 'candidate' ? 'trial' : 'decide'
}
