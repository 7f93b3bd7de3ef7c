import { type AgreementRecord, coversConsumer, type DirectoryView, inForce } from '@rabt/directory'
import { formatId } from '@rabt/protocol'
import type { Findings } from '../report/statement.ts'
import { isoTime, type JudgedItem } from './judged.ts'

/**
 * Says under which agreement a request stood, by the directory version that its entry names (docs/spec/agreements.md §4): who had
 * accepted the very text, and that it was in force at `created` between the two. Nothing of it refuses a bundle: what was sent was sent,
 * with or without leave. Method and path are the gateways' to judge.
 */
export function stateAgreement({ entry, number, view }: JudgedItem, findings: Findings): void {
  const { agreement: named, sender, receiver, service, created } = entry
  if (named === null) {
    findings.miss('NO_AGREEMENT', number)
    return
  }
  const agreement = view.agreements.get(named)
  if (agreement === undefined) {
    findings.miss('AGREEMENT_NOT_SHOWN', number, { agreement: named })
    return
  }
  const asked = `${receiver}/${formatId([service ?? ''])}`
  const reason = isBetween(view, agreement, sender, asked)
    ? inForce(view, agreement, sender, asked, created)
    : 'parties'
  const params = { agreement: named, digest: agreement.digest }
  if (reason !== null) {
    findings.warn('AGREEMENT_NOT_IN_FORCE', number, { ...params, reason })
    return
  }
  findings.prove('AGREED', number, {
    ...params,
    purpose: agreement.purpose.code,
    ...positionOf(agreement, 'consumer', sender),
    ...positionOf(agreement, 'provider', receiver),
  })
}

const isBetween = (view: DirectoryView, agreement: AgreementRecord, consumer: string, service: string): boolean =>
  view.agreementsFor(service).includes(agreement) && coversConsumer(view, agreement, consumer)

/** Code of a party's state, since when it accepts the text, and by which decision. */
function positionOf({ positions }: AgreementRecord, side: 'consumer' | 'provider', party: string) {
  const state = party.slice(0, party.indexOf('/'))
  const held = positions.get(state)
  return {
    [`${side}State`]: state,
    [`${side}Since`]: isoTime(held?.from ?? 0),
    [`${side}Decision`]: held?.decision ?? '-',
  }
}
