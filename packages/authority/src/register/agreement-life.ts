import type { Queries } from '@rabt/database'
import {
  type AgreementRecord,
  type AgreementText,
  agreementDigest,
  type DirectoryView,
  ORGANISATION,
} from '@rabt/directory'
import type { Item } from './document.ts'
import { isParty } from './parties.ts'
import { itemsIn } from './store.ts'

/** Where an agreement stands, as this state sees it; docs/design/authority.md draws it. */
export const LIFE = ['draft', 'offered', 'agreed', 'in-force', 'suspended', 'ended'] as const
export type Life = (typeof LIFE)[number]

export interface Position {
  readonly state: string
  readonly position: 'accepted' | 'suspended'
  readonly from: number
  readonly decision: string | null
}

export interface AgreementStanding {
  readonly id: string
  readonly author: string
  /** SHA-256 in base64, as a position names it. */
  readonly digest: string
  readonly text: AgreementText
  readonly life: Life
  /** Whether this state is asked to accept it and has no position on this very text. */
  readonly asked: boolean
  readonly positions: readonly Position[]
  /** The text that names this one as what it replaces, if that one is agreed. */
  readonly replacedBy: string | null
}

export interface AgreementQuestion {
  readonly code: string
  readonly view: DirectoryView | null
  /** Unix ms. */
  readonly now: number
}

/**
 * Every text that concerns this state: its own as the register has them, published or not, and those of others in the
 * directory to which it is a party; by identifier.
 */
export async function agreementsOf(
  queries: Queries,
  question: AgreementQuestion,
): Promise<readonly AgreementStanding[]> {
  const { code, view } = question
  const items = await itemsIn(queries, 'agreements')
  const held = new Map(items.filter(({ kind }) => kind === 'position').map((item) => [item.id, item.content]))
  const own = items
    .filter(({ kind }) => kind === 'text')
    .map(({ content }) => standingOf(question, content as unknown as AgreementText, held))
  const others = [...(view?.agreements.values() ?? [])]
    .filter((record) => record.author !== code && isParty(record, code))
    .map((record) => standingOf(question, textOf(record), held))
  const all = [...own, ...others].sort((a, b) => (a.id < b.id ? -1 : 1))
  return all.map((one) => ({ ...one, replacedBy: successorOf(one, all) }))
}

const successorOf = ({ id }: AgreementStanding, all: readonly AgreementStanding[]): string | null =>
  all.find(({ text, life }) => text.replaces === id && (life === 'agreed' || life === 'in-force'))?.id ?? null

/** The text alone, as its digest is made. */
function textOf(record: AgreementRecord): AgreementText {
  const { digest: _digest, author: _author, positions: _positions, ...text } = record
  return text as AgreementText
}

function standingOf(
  { code, view, now }: AgreementQuestion,
  text: AgreementText,
  held: ReadonlyMap<string, Item['content']>,
): AgreementStanding {
  const hex = agreementDigest(text)
  const digest = Buffer.from(hex, 'hex').toString('base64')
  const published = view?.agreements.get(text.id)
  const isPublished = published?.digest === hex
  const own = held.get(text.id)
  // A suspension holds whatever the text; an acceptance is of one text.
  const counts = own !== undefined && (own.position === 'suspended' || own.digest === digest)
  const positions = [
    ...(counts ? [{ ...(own as unknown as Position), state: code }] : []),
    ...[...(isPublished ? published.positions : [])]
      .filter(([state]) => state !== code)
      .map(([state, position]) => ({ state, ...position })),
  ].map(({ state, position, from, decision }) => ({ state, position, from, decision }))
  const life = lifeOf(text, positions, { code, now, isPublished })
  const asked = isPublished && life !== 'ended' && isParty(text, code) && !counts
  const author = text.id.slice(0, text.id.indexOf('/'))
  return { id: text.id, author, digest, text, life, asked, positions, replacedBy: null }
}

function lifeOf(
  text: AgreementText,
  positions: readonly Position[],
  { code, now, isPublished }: { readonly code: string; readonly now: number; readonly isPublished: boolean },
): Life {
  if (now >= text.until) return 'ended'
  if (!isPublished) return 'draft'
  const named = statesOf(text)
  const isStopped = positions.some(
    ({ state, position }) => position === 'suspended' && (state === code || named.includes(state)),
  )
  if (isStopped) return 'suspended'
  const accepted = positions.filter(({ position }) => position === 'accepted')
  const by = new Set(accepted.map(({ state }) => state))
  // A text for a group of the federation lives between any two that accepted it; one for named states when all of them did.
  const isAgreed = named.length === 0 ? by.has(code) && by.size > 1 : named.every((state) => by.has(state))
  if (!isAgreed) return 'offered'
  const begins = Math.max(text.from, ...accepted.filter(({ state }) => state === code).map(({ from }) => from))
  return now < begins ? 'agreed' : 'in-force'
}

/** States that a text names by their own parties; groups of the federation name none. */
function statesOf({ consumer, provider }: AgreementText): readonly string[] {
  const parties = [
    'group' in consumer ? consumer.group : consumer.subsystem,
    'group' in provider ? provider.group : provider.service,
  ]
  return [...new Set(parties.map((party) => party.slice(0, party.indexOf('/'))))].filter(
    (code) => code !== ORGANISATION,
  )
}
