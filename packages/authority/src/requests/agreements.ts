import type { Queries } from '@rabt/database'
import { type AgreementText, agreementDigest, canonicalJson, type DirectoryView, type Json } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { isParty } from '../register/parties.ts'
import { changeRefused } from '../register/refuse.ts'
import { findItem } from '../register/store.ts'

type Content = Readonly<Record<string, unknown>>

export interface AgreementContext {
  readonly code: string
  readonly now: number
  readonly decision: string | null
  readonly view: DirectoryView | null
}

/** A text as this state knows it now: its own of the register, another's of the directory. */
export interface KnownText {
  readonly text: Pick<AgreementText, 'consumer' | 'provider' | 'until'>
  /** SHA-256 (hex). */
  readonly digest: string
}

/** Throws NOT_FOUND. */
export async function knownText(
  tx: Queries,
  id: string,
  { code, view }: Pick<AgreementContext, 'code' | 'view'>,
): Promise<KnownText> {
  if (id.startsWith(`${code}/`)) {
    const own = await findItem(tx, 'text', id)
    if (own === null) throw new RabtError('NOT_FOUND', { what: id })
    const text = own.content as unknown as AgreementText
    return { text, digest: agreementDigest(text) }
  }
  const record = view?.agreements.get(id)
  if (record === undefined) throw new RabtError('NOT_FOUND', { what: id })
  return { text: record, digest: record.digest }
}

/**
 * Checks a text of this state before it is put. It may be changed while it is negotiated; once another state has accepted
 * it, only a new text that replaces it changes anything; without a directory nobody knows whether one has. Throws
 * CHANGE_REFUSED, NOT_FOUND, DIRECTORY_UNREACHABLE.
 */
export async function checkText(tx: Queries, value: Content, context: AgreementContext): Promise<void> {
  const text = value as unknown as AgreementText
  const { code, now, view } = context
  if (text.until <= now) throw changeRefused(`${text.id} would have ended already`, `تكون ${text.id} قد انتهت`)
  const present = await findItem(tx, 'text', text.id)
  if (present === null) await refuseUsedNumber(tx, text.id)
  else if (agreementDigest(present.content as unknown as AgreementText) !== agreementDigest(text)) {
    if (view === null) {
      throw new RabtError('DIRECTORY_UNREACHABLE', { place: 'directory', reason: 'none was read yet' })
    }
    const accepted = [...(view.agreements.get(text.id)?.positions ?? [])].find(
      ([state, { position }]) => state !== code && position === 'accepted',
    )
    if (accepted !== undefined) {
      throw changeRefused(
        `${accepted[0]} has accepted ${text.id} as it is: write a new text that replaces it`,
        `قبلت ${accepted[0]} الاتفاقية ${text.id} كما هي: اكتب نصاً جديداً يحل محلها`,
      )
    }
  }
  if (text.replaces !== null) {
    const { text: before } = await knownText(tx, text.replaces, context)
    if (parties(before) !== parties(text)) {
      throw changeRefused(
        `${text.id} has other parties than ${text.replaces}, which it would replace`,
        `أطراف ${text.id} غير أطراف ${text.replaces} التي تحل محلها`,
      )
    }
  }
}

const parties = ({ consumer, provider }: KnownText['text']): string =>
  canonicalJson({ consumer, provider } as unknown as Json)

/** What was signed and recorded under a number stays what the number means. */
async function refuseUsedNumber(tx: Queries, id: string): Promise<void> {
  const { rows } = await tx.query(`SELECT 1 FROM item_history WHERE kind = 'text' AND id = $1 LIMIT 1`, [id])
  if (rows.length > 0) throw changeRefused(`the number of ${id} was used before`, `رقم ${id} مستعمل من قبل`)
}

/**
 * Checks a position on a text, and gives it the decision of its request. What is accepted is the very text that the
 * digest names, which must be the one that stands now. Throws CHANGE_REFUSED, NOT_FOUND.
 */
export async function settledPosition(tx: Queries, value: Content, context: AgreementContext): Promise<Content> {
  const id = String(value.agreement)
  const { text, digest } = await knownText(tx, id, context)
  if (!isParty(text, context.code)) {
    throw changeRefused(`${context.code} is no party to ${id}`, `${context.code} ليست طرفاً في ${id}`)
  }
  if (Buffer.from(digest, 'hex').toString('base64') !== value.digest) {
    throw changeRefused(
      `${id} now has another text than the one of this digest`,
      `نص ${id} الآن غير النص الذي له هذه البصمة`,
    )
  }
  if (value.position === 'accepted' && text.until <= context.now) {
    throw changeRefused(`${id} has ended`, `انتهت ${id}`)
  }
  if (value.decision !== null && value.decision !== context.decision) {
    throw changeRefused(
      `the position on ${id} names another decision than the request`,
      `يذكر الموقف من ${id} قراراً غير قرار الطلب`,
    )
  }
  return { ...value, decision: context.decision }
}
