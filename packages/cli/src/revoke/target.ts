import { type CheckedView, FEDERATION_ISSUER, NOTHING_REVOKED, type RevocationContent } from '@rabt/directory'
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
 * the author withdraws the text. @throws CliError USAGE, NOT_LISTED
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
      return target('member', id, of, view.members.has(id), { members: [id] })
    case 'state':
      return target('state', id, FEDERATION_ISSUER, view.states.has(id), { states: [id] })
    case 'agreement':
      return target('agreement', id, as ?? of, view.agreements.has(id), { agreements: [id] })
  }
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
