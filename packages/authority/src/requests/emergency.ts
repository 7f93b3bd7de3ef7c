import type { Queries } from '@rabt/database'
import { registrySchema } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import { setActive } from '../people/store.ts'
import type { Applied } from '../register/check.ts'
import type { Item } from '../register/document.ts'
import type { DocumentName } from '../register/kinds.ts'
import { isParty } from '../register/parties.ts'
import { changeRefused } from '../register/refuse.ts'
import { findItem, putItem, removeItem } from '../register/store.ts'
import { type AgreementContext, knownText } from './agreements.ts'
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
    gateways: z.array(registry.revoked.shape.gateways.element).min(1).max(16).optional(),
    tlsKeys: z.array(registry.revoked.shape.tlsKeys.element).min(1).max(64).optional(),
    keys: z.array(registry.revoked.shape.keys.element).min(1).max(64).optional(),
    cas: z.array(registry.revoked.shape.cas.element).min(1).max(16).optional(),
  })
  .refine((lists) => Object.keys(lists).length > 0, 'revokes nothing')
export type Revocation = z.input<typeof revocationContent>

/** What takes back an act that was in force at once. Only what the act itself did. */
export type Undo =
  | { readonly undo: 'stage'; readonly member: string; readonly stage: string }
  | {
      readonly undo: 'position'
      readonly agreement: string
      readonly content: Readonly<Record<string, unknown>> | null
    }
  | { readonly undo: 'revocation'; readonly ids: readonly string[] }
  | { readonly undo: 'dismissal'; readonly person: string }

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

export interface Emergency extends Applied {
  readonly undo: Undo
}

/** Throws NOT_FOUND for what is not of this state, CONFLICT for what is suspended already. */
export async function suspend(
  tx: Queries,
  content: Suspension,
  context: AgreementContext & { readonly revision: number },
): Promise<Emergency> {
  const { revision, now, decision } = context
  if ('member' in content) {
    const member = await findItem(tx, 'member', content.member)
    if (member === null) throw new RabtError('NOT_FOUND', { what: content.member })
    const stage = String(member.content.stage ?? 'live')
    if (stage === 'suspended') throw new RabtError('CONFLICT', { what: content.member })
    const put = { ...member, content: { ...member.content, stage: 'suspended' } }
    await putItem(tx, 'registry', put, revision)
    return { undo: { undo: 'stage', member: content.member, stage }, put: [put], removed: [] }
  }
  const { agreement } = content
  const { text, digest } = await knownText(tx, agreement, context)
  if (!isParty(text, context.code)) {
    throw changeRefused(`${context.code} is no party to ${agreement}`, `${context.code} ليست طرفاً في ${agreement}`)
  }
  const held = await findItem(tx, 'position', agreement)
  if (held?.content.position === 'suspended') throw new RabtError('CONFLICT', { what: agreement })
  const bytes = held?.content.digest ?? Buffer.from(digest, 'hex').toString('base64')
  const position = { agreement, digest: bytes, position: 'suspended', from: now, decision }
  const put = { kind: 'position', id: agreement, content: position } as const
  await putItem(tx, 'agreements', put, revision)
  return { undo: { undo: 'position', agreement, content: held?.content ?? null }, put: [put], removed: [] }
}

/** What is revoked already stays so and is not this act's to take back. Throws CONFLICT if nothing is left. */
export async function revoke(tx: Queries, content: Revocation, revision: number): Promise<Emergency> {
  const put: Item[] = []
  for (const item of revocationItems(content)) {
    if ((await findItem(tx, 'revocation', item.id)) !== null) continue
    const row = { kind: 'revocation', ...item } as const
    await putItem(tx, 'registry', row, revision)
    put.push(row)
  }
  if (put.length === 0) throw new RabtError('CONFLICT', { what: 'revocation' })
  return { undo: { undo: 'revocation', ids: put.map(({ id }) => id) }, put, removed: [] }
}

/**
 * The kind of request by which two people decide on what an act at once did: from then on what stands is their word, and
 * neither lapse nor `lift` of the act changes it. A revocation is decided on by its own review alone.
 */
export const DECIDED_BY: Readonly<Record<Undo['undo'], 'stage' | 'agreements' | 'people' | null>> = {
  stage: 'stage',
  position: 'agreements',
  revocation: null,
  dismissal: 'people',
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
      return
    case 'dismissal':
      await setActive(tx, undo.person, true)
  }
}
