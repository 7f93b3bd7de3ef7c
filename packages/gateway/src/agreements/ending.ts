import type { AgreementRecord, DirectoryView } from '@rabt/directory'

const DAY_MS = 86_400_000
/** An agreement that ends within this time is said to: renewing takes two states. */
const ENDING_MS = 30 * DAY_MS

/** Under way, and not for long. `time` is Unix ms. */
export const isEnding = ({ from, until }: AgreementRecord, time: number): boolean =>
  from <= time && time < until && until - time < ENDING_MS

/** Whole days that are left. */
export const daysLeft = ({ until }: AgreementRecord, time: number): number => Math.floor((until - time) / DAY_MS)

/**
 * Agreements that a state accepted, that end soon and that no other takes over from without a gap: one that says it replaces this one, begins before it
 * ends, and is accepted by all who accepted this one (docs/spec/agreements.md §8).
 */
export function endingAgreements(view: DirectoryView, state: string, time: number): readonly AgreementRecord[] {
  const ending = [...view.agreements.values()].filter((one) => isEnding(one, time) && accepts(one, state))
  if (ending.length === 0) return ending
  const renewals = Map.groupBy(view.agreements.values(), ({ replaces }) => replaces)
  return ending.filter((one) => !renewals.get(one.id)?.some((renewal) => takesOver(renewal, one)))
}

const accepts = ({ positions }: AgreementRecord, state: string): boolean =>
  positions.get(state)?.position === 'accepted'

function takesOver(renewal: AgreementRecord, old: AgreementRecord): boolean {
  const states = [...old.positions.keys()].filter((state) => accepts(old, state))
  const begins = Math.max(renewal.from, ...states.map((state) => renewal.positions.get(state)?.from ?? Infinity))
  return states.every((state) => accepts(renewal, state)) && begins <= old.until && renewal.until > old.until
}

/** Days on which an end that comes closer is said again. */
const TOLD_DAYS = [30, 14, 7, 3, 2, 1, 0]

/** Says of each agreement that ends soon that it does, again as the end comes closer, and not at every look. */
export class EndingWatch {
  readonly #tell: (agreement: AgreementRecord, days: number) => void
  /** By agreement, the step of TOLD_DAYS that was told last. */
  #told = new Map<string, number>()

  constructor(tell: (agreement: AgreementRecord, days: number) => void) {
    this.#tell = tell
  }

  look(ending: readonly AgreementRecord[], time: number): void {
    const told = new Map<string, number>()
    for (const agreement of ending) {
      const days = daysLeft(agreement, time)
      const step = TOLD_DAYS.findLast((one) => days <= one) ?? 0
      if (this.#told.get(agreement.id) !== step) this.#tell(agreement, days)
      told.set(agreement.id, step)
    }
    this.#told = told
  }
}
