import {
  type CheckedView,
  FEDERATION_ISSUER,
  NOTHING_REVOKED,
  type RevocationContent,
  type Stage,
} from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { CliError, EXIT } from '../error.ts'

export const KINDS = ['gateway', 'member', 'state', 'agreement'] as const
export type Kind = (typeof KINDS)[number]

/** What is taken out, and by whom. */
export interface Target {
  readonly kind: Kind
  readonly id: string
  /** Code of the issuer; `*`: the threshold of states. */
  readonly issuer: string
  readonly revoked: RevocationContent['revoked']
}

/**
 * Finds what a command names in the directory. `as` is the state that withdraws its acceptance of an agreement; without it
 * the author withdraws the text. @throws CliError USAGE, NOT_LISTED, STATE_UNKNOWN, ALREADY_WITHDRAWN; STAGE_REFUSED
 */
export function findTarget(view: CheckedView, kind: string, id: string, as: string | null): Target {
  if (!(KINDS as readonly string[]).includes(kind)) {
    throw usage(`"${kind}" is none of ${KINDS.join(', ')}`, `"${kind}" ليس من ${KINDS.join('، ')}`)
  }
  if (as !== null && kind !== 'agreement') {
    throw usage('--as is for agreements alone', 'الخيار ‎--as‎ للاتفاقيات وحدها')
  }
  const of = id.split('/')[0] as string
  switch (kind as Kind) {
    case 'gateway':
      return target('gateway', id, of, view.gateways.has(id), { gateways: [id] })
    case 'member':
      refuseSuspended(id, view.members.get(id)?.stage)
      return target('member', id, of, view.members.has(id), { members: [id] })
    case 'state':
      refuseSuspended(id, view.states.get(id)?.stage)
      return target('state', id, FEDERATION_ISSUER, view.states.has(id), { states: [id] })
    case 'agreement':
      if (as !== null) refuseWithdrawn(view, id, as)
      return target('agreement', id, as ?? of, view.agreements.has(id), { agreements: [id] })
  }
}

/** Nothing is signed for what the directory says already: each revocation uses up a number. */
function refuseSuspended(party: string, stage: Stage | undefined): void {
  if (stage !== 'suspended') return
  const [reason, reasonAr] = ['it is taken out already', 'سُحبت من قبل']
  throw new RabtError('STAGE_REFUSED', { party, from: stage, to: stage, reason, reasonAr })
}

function refuseWithdrawn(view: CheckedView, id: string, as: string): void {
  if (!view.states.has(as)) {
    throw new CliError('STATE_UNKNOWN', {
      en: `${as} is no state of the federation: it has accepted nothing.`,
      ar: `${as} ليست دولة في الاتحاد: لم تقبل شيئا.`,
    })
  }
  if (view.agreements.get(id)?.positions.get(as)?.position !== 'suspended') return
  throw new CliError('ALREADY_WITHDRAWN', {
    en: `${as} has withdrawn its acceptance of ${id} already.`,
    ar: `سحبت ${as} قبولها للاتفاقية ${id} من قبل.`,
  })
}

function target(kind: Kind, id: string, issuer: string, listed: boolean, revoked: Partial<Target['revoked']>): Target {
  if (listed) return { kind, id, issuer, revoked: { ...NOTHING_REVOKED, ...revoked } }
  throw new CliError('NOT_LISTED', {
    en: `The directory lists no ${kind} ${id}: there is nothing to take out. Check the identifier.`,
    ar: `لا يذكر الدليل ${id}: لا شيء يُسحب. تحقق من المعرّف.`,
  })
}

function usage(en: string, ar: string): CliError {
  return new CliError('USAGE', { en, ar }, { exit: EXIT.usage })
}
