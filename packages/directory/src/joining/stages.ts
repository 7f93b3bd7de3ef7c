import { RabtError } from '@rabt/protocol'
import type { Stage, Text } from '../view.ts'
import type { ConformanceReport } from './report.ts'

/** What the signers of a stage are shown, and what the rule judges. */
export interface StageFacts {
  /** Unix ms. */
  readonly now: number
  /** Number of the committee's decision that allows the act. */
  readonly decision: string | null
  /** A report of the party's state, verified (report.ts). */
  readonly report: ConformanceReport | null
  /** Whether clients accept what the party publishes: a state's trust and registry, a member's system. */
  readonly published: boolean
  /** Stage of the partner that the report names, by the directory of now. */
  readonly partnerStage: Stage | undefined
}

interface Condition extends Text {
  holds(facts: StageFacts, state: string): boolean
}

const condition = (ar: string, en: string, holds: Condition['holds']): Condition => ({ ar, en, holds })

const PUBLISHED = condition(
  'لم تُنشر وثائقه أو لا يقبلها القارئ',
  'its documents are not published, or clients do not accept them',
  ({ published }) => published,
)
const DECIDED = condition('ينقصه رقم قرار', 'the number of a decision is missing', ({ decision }) =>
  /\S/.test(decision ?? ''),
)
const PASSED = condition(
  'ينقصه تقرير مطابقة ناجح لا يزيد عمره على 30 يومًا ومع شريك عامل',
  'a passed conformance report, not older than 30 days and with a live partner, is missing',
  ({ now, report, partnerStage }, state) => isOf(report, state, now) && report.passed && partnerStage === 'live',
)
/** Who is taken out on the ground of a run that failed needs no meeting first. */
const DECIDED_OR_FAILED = condition(
  'ينقصه رقم قرار أو تقرير مطابقة راسب',
  'the number of a decision, or a conformance report that did not pass, is missing',
  (facts, state) =>
    DECIDED.holds(facts, state) || (isOf(facts.report, state, facts.now) && facts.report?.passed === false),
)

const isOf = (report: ConformanceReport | null, state: string, now: number): report is ConformanceReport =>
  report !== null && report.state === state && now < report.expires

/** Every move that there is, of states and of members alike, with its conditions (docs/design/joining.md). Founding makes states live without one. */
const TRANSITIONS: Readonly<Record<Stage, Partial<Record<Stage, readonly Condition[]>>>> = {
  candidate: { trial: [PUBLISHED], suspended: [DECIDED_OR_FAILED] },
  trial: { live: [PUBLISHED, DECIDED, PASSED], candidate: [DECIDED], suspended: [DECIDED_OR_FAILED] },
  live: { trial: [DECIDED], suspended: [DECIDED_OR_FAILED] },
  // Suspended documents are not read, so that no run is possible: it comes back to trial and proves itself from there.
  suspended: { trial: [DECIDED], candidate: [DECIDED] },
}

/** From where a party may move where. */
export const stagesAfter = (from: Stage): readonly Stage[] => Object.keys(TRANSITIONS[from]) as Stage[]

/**
 * Refuses a move that its conditions do not allow. `party` is a state's code or a member's identifier; for a member the
 * report is that of its state. Throws STAGE_REFUSED with the first condition that does not hold.
 */
export const checkTransition = (party: string, from: Stage, to: Stage, facts: StageFacts): void => {
  const conditions = TRANSITIONS[from][to]
  const refuse = ({ ar, en }: Text): RabtError =>
    new RabtError('STAGE_REFUSED', { party, from, to, reason: en, reasonAr: ar })
  if (conditions === undefined) throw refuse({ ar: 'لا انتقال كهذا', en: 'there is no such move' })
  const state = party.split('/')[0] as string
  const missing = conditions.find(({ holds }) => !holds(facts, state))
  if (missing !== undefined) throw refuse(missing)
}

/**
 * The authorities whose signatures count toward a change of a state's stage: all but the state itself, each once.
 * Throws STAGE_REFUSED if they are fewer than `threshold`.
 */
export const countVotes = (
  party: string,
  move: { readonly from: Stage; readonly to: Stage },
  voters: readonly string[],
  threshold: number,
): readonly string[] => {
  const counting = [...new Set(voters)].filter((code) => code !== party)
  if (counting.length >= threshold) return counting
  throw new RabtError('STAGE_REFUSED', {
    party,
    ...move,
    reason: `signed by ${counting.length} of the ${threshold} other authorities that it takes; its own signature does not count`,
    reasonAr: `وقّعت عليه ${counting.length} من ${threshold} هيئات أخرى لازمة؛ ولا يُحسب توقيعه لنفسه`,
  })
}
