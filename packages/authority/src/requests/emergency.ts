import { type AgreementText, agreementDigest, type DirectoryView, registrySchema } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import type { Queries } from '../database/transaction.ts'
import type { DocumentName } from '../register/kinds.ts'
import { findItem, putItem, removeItem } from '../register/store.ts'
import type { ObjectRef } from './changes.ts'

const registry = registrySchema.shape

/** A member with its systems, or one agreement: taken out at once, and able to come back. */
export const suspensionContent = z.union([
  z.strictObject({ member: registry.members.element.shape.id }),
  z.strictObject({ agreement: z.string().regex(/^[A-Z]{2,3}\/\d{4}\/[1-9]\d{0,5}$/) }),
])
export type Suspension = z.output<typeof suspensionContent>

/** Trust that is not to come back: a gateway, keys, a certification authority. */
export const revocationContent = z
  .strictObject({
    gateways: registry.revoked.shape.gateways.max(16).default([]),
    tlsKeys: z.array(z.base64().length(44)).max(64).default([]),
    keys: z.array(z.base64().length(44)).max(64).default([]),
    cas: z.array(z.base64().length(44)).max(16).default([]),
  })
  .refine((lists) => Object.values(lists).some((list) => list.length > 0), 'revokes nothing')
export type Revocation = z.output<typeof revocationContent>

/** What takes back an act that was in force at once. Only what the act itself did. */
export type Undo =
  | { readonly undo: 'stage'; readonly member: string; readonly stage: string }
  | {
      readonly undo: 'position'
      readonly agreement: string
      readonly content: Readonly<Record<string, unknown>> | null
    }
  | { readonly undo: 'revocation'; readonly ids: readonly string[] }

export const suspensionDocument = (content: Suspension): DocumentName =>
  'member' in content ? 'registry' : 'agreements'

export const suspensionTouches = (content: Suspension): readonly ObjectRef[] =>
  'member' in content ? [{ kind: 'member', id: content.member }] : [{ kind: 'position', id: content.agreement }]

export const revocationTouches = (content: Revocation): readonly ObjectRef[] =>
  revocationItems(content).map(({ id }) => ({ kind: 'revocation', id }))

const revocationItems = (content: Revocation) =>
  Object.entries(content).flatMap(([list, values]) =>
    (values as readonly string[]).map((value) => ({ id: `${list}:${value}`, content: { list, value } })),
  )

/** Throws NOT_FOUND for what is not of this state, CONFLICT for what is suspended already. */
export async function suspend(
  tx: Queries,
  content: Suspension,
  context: {
    readonly revision: number
    readonly now: number
    readonly decision: string | null
    readonly view: DirectoryView | null
  },
): Promise<Undo> {
  const { revision, now, decision, view } = context
  if ('member' in content) {
    const member = await findItem(tx, 'member', content.member)
    if (member === null) throw new RabtError('NOT_FOUND', { what: content.member })
    const stage = String(member.content.stage ?? 'live')
    if (stage === 'suspended') throw new RabtError('CONFLICT', { what: content.member })
    await putItem(tx, 'registry', { ...member, content: { ...member.content, stage: 'suspended' } }, revision)
    return { undo: 'stage', member: content.member, stage }
  }
  const { agreement } = content
  const held = await findItem(tx, 'position', agreement)
  if (held?.content.position === 'suspended') throw new RabtError('CONFLICT', { what: agreement })
  const digest = held === null ? await digestOf(tx, agreement, view) : held.content.digest
  const position = { agreement, digest, position: 'suspended', from: now, decision }
  await putItem(tx, 'agreements', { kind: 'position', id: agreement, content: position }, revision)
  return { undo: 'position', agreement, content: held?.content ?? null }
}

async function digestOf(tx: Queries, agreement: string, view: DirectoryView | null): Promise<string> {
  const text = await findItem(tx, 'text', agreement)
  const hex =
    text === null ? view?.agreements.get(agreement)?.digest : agreementDigest(text.content as unknown as AgreementText)
  if (hex === undefined) throw new RabtError('NOT_FOUND', { what: agreement })
  return Buffer.from(hex, 'hex').toString('base64')
}

/** What is revoked already stays so and is not this act's to take back. */
export async function revoke(tx: Queries, content: Revocation, revision: number): Promise<Undo> {
  const ids: string[] = []
  for (const item of revocationItems(content)) {
    if ((await findItem(tx, 'revocation', item.id)) !== null) continue
    await putItem(tx, 'registry', { kind: 'revocation', ...item }, revision)
    ids.push(item.id)
  }
  if (ids.length === 0) throw new RabtError('CONFLICT', { what: 'revocation' })
  return { undo: 'revocation', ids }
}

/** Takes an act back, as far as nobody changed since what it did. */
export async function takeBack(tx: Queries, undo: Undo, revision: number): Promise<void> {
  switch (undo.undo) {
    case 'stage': {
      const member = await findItem(tx, 'member', undo.member)
      if (member?.content.stage !== 'suspended') return
      await putItem(tx, 'registry', { ...member, content: { ...member.content, stage: undo.stage } }, revision)
      return
    }
    case 'position': {
      const position = await findItem(tx, 'position', undo.agreement)
      if (position?.content.position !== 'suspended') return
      if (undo.content === null) await removeItem(tx, 'position', undo.agreement)
      else await putItem(tx, 'agreements', { ...position, content: undo.content }, revision)
      return
    }
    case 'revocation':
      for (const id of undo.ids) {
        if ((await findItem(tx, 'revocation', id)) !== null) await removeItem(tx, 'revocation', id)
      }
  }
}
