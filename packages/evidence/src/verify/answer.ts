import { type Correlation, KIND, sameBytes } from '@rabt/protocol'
import { refuse } from '../refuse.ts'
import type { Findings } from '../report/statement.ts'
import { placeOf } from './item.ts'
import { isoTime, type JudgedItem } from './judged.ts'

/** What the request says: who asked whom for what. */
export function stateRequest({ entry, number }: JudgedItem, findings: Findings): void {
  findings.prove('ASKED', number, {
    consumer: entry.sender,
    provider: entry.receiver,
    service: entry.service ?? '',
    method: entry.method ?? '',
    time: isoTime(entry.created),
  })
}

/**
 * Checks that an item answers this request and no other: its correlation names the request's lane, index and leaf, it came
 * back over the same two gateways, and its parties are the request's, mirrored.
 * @throws RabtError BUNDLE_CORRELATION, BUNDLE_FORMAT
 */
export function verifyAnswer(request: JudgedItem, answer: JudgedItem, findings: Findings): void {
  const { entry, lane, number } = answer
  const place = placeOf(number)
  const asked = request.entry
  if (lane.sender !== request.lane.receiver || lane.receiver !== request.lane.sender) {
    refuse('BUNDLE_CORRELATION', place, 'PARTIES_DIFFER')
  }
  if (entry.kind === KIND.response) {
    requireAnswers(request, entry.correlation, place)
    if (entry.sender !== asked.receiver || entry.receiver !== asked.sender) {
      refuse('BUNDLE_CORRELATION', place, 'PARTIES_DIFFER')
    }
    if ((entry.service ?? asked.service) !== asked.service || (entry.method ?? asked.method) !== asked.method) {
      refuse('BUNDLE_CORRELATION', place, 'SUBJECT_DIFFERS')
    }
    const params = { provider: entry.sender, status: String(entry.status ?? ''), time: isoTime(entry.created) }
    if (entry.outcome === null) findings.prove('ANSWERED', number, params)
    else findings.prove('ANSWERED_BY_NETWORK', number, { ...params, code: entry.outcome })
    if (entry.created > asked.deadline) findings.warn('ANSWER_LATE', number, { deadline: isoTime(asked.deadline) })
  } else if (entry.control?.name === 'outcome') {
    requireAnswers(request, entry.correlation, place)
    findings.prove('OUTCOME', number, { gateway: lane.sender, code: entry.control.code, time: isoTime(entry.created) })
  } else if (entry.control?.name === 'refused') {
    const { origin, items } = entry.control
    const refusal = items.find((one) => answers(request, { origin, index: one.index, leaf: one.leaf }))
    if (refusal === undefined) refuse('BUNDLE_CORRELATION', place, 'ANSWERS_OTHER')
    findings.prove('REFUSED', number, { gateway: lane.sender, code: refusal.code, time: isoTime(entry.created) })
  } else {
    refuse('BUNDLE_FORMAT', place, 'ITEM_ORDER')
  }
  findings.prove('ANSWER_FITS', number)
}

function requireAnswers(request: JudgedItem, correlation: Correlation | null, place: string): void {
  if (correlation === null || !answers(request, correlation)) refuse('BUNDLE_CORRELATION', place, 'ANSWERS_OTHER')
}

const answers = ({ checkpoint, item, leaf }: JudgedItem, correlation: Correlation): boolean =>
  correlation.origin === checkpoint.origin && correlation.index === item.index && sameBytes(correlation.leaf, leaf)
