import { memberOf } from '@rabt/protocol'
import { ORGANISATION } from './metadata/names.ts'
import type { AgreementRecord, DirectoryView, Stage } from './view.ts'

/** Why an agreement that matches a call does not carry it now. */
export type NotInForce = 'not-yet' | 'expired' | 'suspended' | 'not-accepted' | 'stage'

/** Whether the text names this consumer, itself or by a group that its state entered it into. */
export const coversConsumer = (view: DirectoryView, { consumer }: AgreementRecord, subsystem: string): boolean =>
  'group' in consumer
    ? (view.subsystems.get(subsystem)?.groups.includes(consumer.group) ?? false)
    : consumer.subsystem === subsystem

const RANK: Readonly<Record<Stage, number>> = { suspended: -1, candidate: 0, trial: 1, live: 2 }

const stateOf = (id: string): string => id.slice(0, id.indexOf('/'))

/** Parties whose stage is remembered for a view: every call asks for two, and finding one takes four look-ups. */
const REMEMBERED = 65_536
const stages = new WeakMap<DirectoryView, Map<string, number>>()

/** The lower stage of a party's state and member; a party that the directory does not know has none. */
const stageOf = (view: DirectoryView, id: string): number => {
  let known = stages.get(view)
  if (known === undefined) {
    known = new Map()
    stages.set(view, known)
  }
  const found = known.get(id)
  if (found !== undefined) return found
  const stage = findStage(view, id)
  if (known.size < REMEMBERED) known.set(id, stage)
  return stage
}

const findStage = (view: DirectoryView, id: string): number => {
  const code = stateOf(id)
  // The organisation is no state and has no stage: its members' own counts.
  const state = code === ORGANISATION ? 'live' : view.states.get(code)?.stage
  const member = view.members.get(memberOf(id))?.stage
  return state === undefined || member === undefined ? -1 : Math.min(RANK[state], RANK[member])
}

/**
 * docs/spec/agreements.md §4: whether an agreement that matches a call is in force for this consumer (subsystem) and
 * service at `time` (Unix ms). Null if it is, else the first reason against. That the text names them, the method and
 * the path is the caller's to check (`agreementsFor`, `coversConsumer`).
 */
export const inForce = (
  view: DirectoryView,
  agreement: AgreementRecord,
  consumer: string,
  service: string,
  time: number,
): NotInForce | null => {
  if (time < agreement.from) return 'not-yet'
  if (time >= agreement.until) return 'expired'
  const caller = agreement.positions.get(stateOf(consumer))
  const called = agreement.positions.get(stateOf(service))
  if (caller?.position === 'suspended' || called?.position === 'suspended') return 'suspended'
  if (caller === undefined || called === undefined) return 'not-accepted'
  if (time < caller.from || time < called.from) return 'not-yet'
  const stage = Math.min(stageOf(view, consumer), stageOf(view, service))
  return stage < RANK[agreement.stage] ? 'stage' : null
}
