import type { PortalRecord } from '../record/record.ts'
import { type Answer, answer, type Question } from './engine/answer.ts'
import { openInverted } from './engine/inverted.ts'
import { analyse } from './index/analyse.ts'

/** The same search over records at hand, without a database: for measuring and trying out. `now`: milliseconds since the epoch. */
export function searchIn(records: Iterable<PortalRecord>, now: number): (question: Question) => Answer {
  const index = openInverted()
  for (const record of records) index.put(analyse(record), '')
  return (question) => answer(index, question, now)
}
