import {
  type AgreementsContent,
  type CheckedView,
  type DocumentContent,
  type DocumentKind,
  ORGANISATION,
  type RegistryContent,
  readPublished,
} from '@rabt/directory'
import type { Context } from '../context.ts'
import { CliError } from '../error.ts'
import { changeStage } from '../join/change-stage.ts'
import { publishDocument, repositoryOf } from '../join/publish-own.ts'
import type { Target } from './target.ts'

export interface Confirmation {
  readonly view: CheckedView
  readonly trustedRoot: Uint8Array
  readonly target: Target
  readonly number: number
  readonly decision: string
}

/** Publishes in the directory what a revocation says, so that it stays when the revocation has ended. */
export async function confirm(context: Context, confirmation: Confirmation): Promise<void> {
  const { target, view, trustedRoot, decision, number } = confirmation
  const { kind, id, issuer } = target
  if (kind === 'state') {
    const change = { view, trustedRoot, state: id, to: 'suspended', decision, report: null, published: true } as const
    await changeStage(context, change)
    return
  }
  const change = async <Content extends DocumentContent>(
    document: DocumentKind,
    make: (before: Content) => Content,
  ): Promise<void> => {
    const before = await readPublished(repositoryOf(context), issuer, document)
    if (before === null) throw nothing(issuer, document)
    await publishDocument(context, issuer, document, make(before.content as Content))
  }
  // The registry counts the state's revocations, whatever they take away.
  const counted = (content: RegistryContent): RegistryContent => ({ ...content, revocationsTo: number })
  if (kind === 'agreement') {
    await change<AgreementsContent>('agreements', (content) => withdrawn(content, confirmation, context.now()))
    await change<RegistryContent>('registry', counted)
    return
  }
  await change<RegistryContent>('registry', (content) =>
    counted(kind === 'gateway' ? withoutGateway(content, id) : withSuspended(content, id)),
  )
}

/** The gateway joins the list of what is revoked, and no system is behind it any more. */
function withoutGateway(content: RegistryContent, id: string): RegistryContent {
  const { revoked, subsystems, maintenance } = content
  return {
    ...content,
    revoked: { ...revoked, gateways: [...new Set([...revoked.gateways, id])] },
    subsystems: subsystems.map((one) => ({ ...one, gateways: one.gateways.filter((gateway) => gateway !== id) })),
    ...(maintenance && { maintenance: maintenance.filter((one) => !('gateway' in one && one.gateway === id)) }),
  }
}

function withSuspended(content: RegistryContent, id: string): RegistryContent {
  const members = content.members.map((one) => (one.id === id ? { ...one, stage: 'suspended' as const } : one))
  return { ...content, members }
}

/** A state suspends what it accepted; the organisation, which accepts nothing, takes its text back. */
function withdrawn(
  content: AgreementsContent,
  { view, target: { id, issuer }, decision }: Confirmation,
  now: number,
): AgreementsContent {
  if (issuer === ORGANISATION) return { ...content, texts: content.texts.filter((text) => text.id !== id) }
  const digest = Buffer.from(view.agreements.get(id)?.digest ?? '', 'hex').toString('base64')
  const others = content.positions.filter(({ agreement }) => agreement !== id)
  return {
    ...content,
    positions: [...others, { agreement: id, digest, position: 'suspended', from: now, decision }],
  }
}

function nothing(state: string, document: string): CliError {
  return new CliError('NOT_PUBLISHED', {
    en: `${state} has published no ${document} document.`,
    ar: `لم تنشر ${state} الوثيقة ${document}.`,
  })
}
