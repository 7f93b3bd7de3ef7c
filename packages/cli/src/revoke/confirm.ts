import type { AgreementsContent, CheckedView, DocumentContent, DocumentKind, RegistryContent } from '@rabt/directory'
import type { Context } from '../context.ts'
import { CliError } from '../error.ts'
import { changeStage } from '../join/change-stage.ts'
import { changeDocument } from '../join/publish-own.ts'
import type { Target } from './target.ts'
import { type Withdrawal, withoutInAgreements, withoutInRegistry } from './withdraw.ts'

export interface Confirmation {
  readonly view: CheckedView
  readonly trustedRoot: Uint8Array
  readonly target: Target
  readonly number: number
  readonly decision: string
  /** Revocations of the issuer that are in force at the nodes. */
  readonly held: readonly Withdrawal[]
}

/**
 * Publishes in the directory what a revocation says, so that it stays when the revocation has ended. To count it is to count
 * all before it, so what those took away is published first: also of one whose own confirmation failed.
 */
export async function confirm(context: Context, confirmation: Confirmation): Promise<void> {
  const { target, view, trustedRoot, decision, number, held } = confirmation
  const { kind, id, issuer, revoked } = target
  if (kind === 'state') {
    const change = { view, trustedRoot, state: id, to: 'suspended', decision, report: null, published: true } as const
    // To confirm it is to confirm all before it: not as long as one of them stands alone, its own act having failed.
    const isSuspended = (code: string): boolean => code === id || view.states.get(code)?.stage === 'suspended'
    const isWhole = held.every((one) => one.number >= number || one.revoked.states.every(isSuspended))
    await changeStage(context, isWhole ? { ...change, revocationsTo: number } : change)
    return
  }
  const change = async <Content extends DocumentContent>(
    document: DocumentKind,
    make: (before: Content) => Content,
  ): Promise<void> => {
    await changeDocument(context, issuer, document, (before) => {
      if (before === null) throw nothing(issuer, document)
      return make(before as Content)
    })
  }
  const withdrawals = [...held.filter((one) => one.number <= number), { number, decision, revoked }]
  if (withdrawals.some((one) => one.revoked.agreements.length > 0)) {
    const about = { issuer, view, now: context.now() }
    await change<AgreementsContent>('agreements', (content) => withoutInAgreements(content, withdrawals, about))
  }
  // Last: it counts the state's revocations, whatever they take away.
  await change<RegistryContent>('registry', (content) => withoutInRegistry(content, withdrawals, number))
}

function nothing(state: string, document: string): CliError {
  return new CliError('NOT_PUBLISHED', {
    en: `${state} has published no ${document} document.`,
    ar: `لم تنشر ${state} الوثيقة ${document}.`,
  })
}
