import type { AgreementRecord, DirectoryView, NotInForce, Stage } from '@rabt/directory'
import { memberOf, RabtError } from '@rabt/protocol'
import type { Wish } from './wish.ts'

/** What is told first when several agreements match a call and none is in force: what somebody can still change. */
export const GRAVITY: Readonly<Record<NotInForce, number>> = {
  suspended: 4,
  'not-accepted': 3,
  stage: 2,
  'not-yet': 1,
  expired: 0,
}

const ORDER: Readonly<Record<Stage, number>> = { suspended: 0, candidate: 1, trial: 2, live: 3 }

export const stateOf = (id: string): string => id.slice(0, id.indexOf('/'))

/** A moment as messages show it: ISO 8601 in UTC, to the second. */
export const moment = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`

/** Says why an agreement that matches a call does not carry it, and whose turn it is. */
export function notInForce(
  view: DirectoryView,
  agreement: AgreementRecord,
  wish: Pick<Wish, 'consumer' | 'service'>,
  reason: NotInForce,
  time: number,
): RabtError {
  const { id, positions } = agreement
  const states = [...new Set([stateOf(wish.consumer), stateOf(wish.service)])]
  switch (reason) {
    case 'expired':
      return new RabtError('AGREEMENT_EXPIRED', { agreement: id, until: moment(agreement.until) })
    case 'not-yet': {
      const starts = states.map((state) => positions.get(state)?.from ?? 0)
      const from = Math.max(agreement.from, ...starts)
      const seconds = String(Math.ceil((from - time) / 1_000))
      return new RabtError('AGREEMENT_NOT_YET', { agreement: id, from: moment(from), seconds })
    }
    case 'suspended': {
      const by = states.filter((state) => positions.get(state)?.position === 'suspended')
      const since = Math.min(...by.map((state) => positions.get(state)?.from ?? time))
      return new RabtError('AGREEMENT_SUSPENDED', { agreement: id, states: by.join(', '), since: moment(since) })
    }
    case 'not-accepted': {
      const missing = states.filter((state) => positions.get(state) === undefined)
      return new RabtError('AGREEMENT_NOT_ACCEPTED', { agreement: id, states: missing.join(', ') })
    }
    case 'stage':
      return new RabtError('AGREEMENT_STAGE', { agreement: id, stage: agreement.stage, ...lowest(view, wish) })
  }
}

/** The party of a call that has joined least far. */
function lowest(view: DirectoryView, { consumer, service }: Pick<Wish, 'consumer' | 'service'>) {
  const parties = [consumer, service].flatMap((id) => [stateOf(id), memberOf(id)])
  const reached = parties.map((party): { readonly party: string; readonly reached: Stage } => ({
    party,
    reached: (view.states.get(party) ?? view.members.get(party))?.stage ?? (party.includes('/') ? 'suspended' : 'live'),
  }))
  return reached.reduce((low, one) => (ORDER[one.reached] < ORDER[low.reached] ? one : low))
}
