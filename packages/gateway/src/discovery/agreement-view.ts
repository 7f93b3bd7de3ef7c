import { type AgreementRecord, coversConsumer, type DirectoryView, inForce, type NotInForce } from '@rabt/directory'
import { stateOf } from '../authorise/refusal.ts'
import { sortedOf } from './question.ts'

export type AgreementState = 'in-force' | NotInForce

/** An agreement as lists show it. `state` is null where its text names groups and the question names no party. */
export interface ShownAgreement extends Omit<AgreementRecord, 'positions'> {
  readonly positions: Readonly<Record<string, { readonly position: string; readonly from: number }>>
  readonly state: AgreementState | null
}

/** `time` is Unix ms; `consumer` and `service` where the question names them. */
export function showAgreement(
  view: DirectoryView,
  agreement: AgreementRecord,
  time: number,
  asked: { readonly consumer?: string; readonly service?: string } = {},
): ShownAgreement {
  const consumer = asked.consumer ?? ('subsystem' in agreement.consumer ? agreement.consumer.subsystem : undefined)
  const service = asked.service ?? ('group' in agreement.provider ? undefined : agreement.provider.service)
  const state =
    consumer === undefined || service === undefined
      ? null
      : (inForce(view, agreement, consumer, service, time) ?? 'in-force')
  return {
    ...agreement,
    positions: Object.fromEntries(agreement.positions),
    state,
  }
}

/** Whether an agreement is about a state: it wrote it, one of its systems or groups is a side, or it has a position on it. */
export function concernsState(view: DirectoryView, agreement: AgreementRecord, state: string): boolean {
  const { author, consumer, provider, positions } = agreement
  if (author === state || positions.has(state)) return true
  const sides = ['subsystem' in consumer ? consumer.subsystem : consumer.group, partyOf(provider)]
  return sides.some((id) => stateOf(id) === state) || sides.some((group) => hasSystemIn(view, group, state))
}

const partyOf = (provider: AgreementRecord['provider']): string =>
  'group' in provider ? provider.group : provider.service

/** The states whose systems are in a group; made once for each version. */
const groupStates = new WeakMap<DirectoryView['subsystems'], ReadonlyMap<string, ReadonlySet<string>>>()

function hasSystemIn(view: DirectoryView, group: string, state: string): boolean {
  let index = groupStates.get(view.subsystems)
  if (index === undefined) {
    const pairs = [...view.subsystems.values()].flatMap(({ id, groups }) =>
      groups.map((one) => [one, stateOf(id)] as const),
    )
    const byGroup = Map.groupBy(pairs, ([one]) => one)
    index = new Map([...byGroup].map(([one, list]) => [one, new Set(list.map(([, code]) => code))]))
    groupStates.set(view.subsystems, index)
  }
  return index.get(group)?.has(state) ?? false
}

/**
 * What a consumer may ask of whom: agreements that name it, itself or by group, and a service if the question names one; in the order of
 * their identifiers.
 */
export function agreementsAbout(
  view: DirectoryView,
  { consumer, service }: { readonly consumer?: string | undefined; readonly service?: string | undefined },
): readonly AgreementRecord[] {
  const list =
    service === undefined
      ? sortedOf(view.agreements)
      : view.agreementsFor(service).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return consumer === undefined ? list : list.filter((one) => coversConsumer(view, one, consumer))
}
