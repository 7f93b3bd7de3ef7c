import type { Queries } from '@rabt/database'
import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import type { Applied } from '../register/check.ts'
import type { Item } from '../register/document.ts'
import { type DocumentName, type KindName, kindOf, kindsOf } from '../register/kinds.ts'
import { changeRefused } from '../register/refuse.ts'
import { findItem, putItem, removeItem } from '../register/store.ts'
import { type AgreementContext, checkText, settledPosition } from './agreements.ts'

/** One change of one object: it is put as a whole, or taken out. */
export type Change =
  | { readonly act: 'put'; readonly object: KindName; readonly value: Readonly<Record<string, unknown>> }
  | { readonly act: 'remove'; readonly object: KindName; readonly id: string }

export interface ChangeSet {
  readonly changes: readonly Change[]
}

/** Objects in one request: an agency with its systems and services, or the agreements of a sector. */
const MAX_CHANGES = 200

/** What is revoked is revoked, and given back, by requests of its own kind alone: none of these names it. */
const isOrdinary = (name: KindName): boolean => name !== 'revocation'

/** The body of a change request for a document. */
export function changeSet(document: DocumentName): z.ZodType<ChangeSet, ChangeSet> {
  const kinds = kindsOf(document).filter(isOrdinary)
  const put = kinds.map((name) =>
    z.strictObject({ act: z.literal('put'), object: z.literal(name), value: kindOf(name).schema }),
  )
  const remove = z.strictObject({
    act: z.literal('remove'),
    object: z.enum(kinds as [KindName, ...KindName[]]),
    id: z.string().min(1).max(512),
  })
  const puts = z.discriminatedUnion('object', put as [(typeof put)[number], ...typeof put])
  const changes = z
    .array(z.discriminatedUnion('act', [puts, remove]))
    .min(1)
    .max(MAX_CHANGES)
  return z.strictObject({ changes }) as unknown as z.ZodType<ChangeSet, ChangeSet>
}

/** An object of the register, as requests name it. */
export interface ObjectRef {
  readonly kind: KindName
  readonly id: string
}

/** What requests touch: an object, or a person. Of two open requests that touch the same the second is made from what is no more. */
export type Touched = ObjectRef | { readonly kind: 'person'; readonly id: string }

export const keyOf = ({ kind, id }: Touched): string => `${kind} ${id}`

export function refOf(change: Change): ObjectRef {
  const { object: kind } = change
  return { kind, id: change.act === 'put' ? kindOf(kind).idOf(change.value) : change.id }
}

/** Throws CONFLICT for an object that is named twice: the order of changes must not matter to who reads them. */
export function touchedBy({ changes }: ChangeSet): readonly ObjectRef[] {
  const seen = new Set<string>()
  return changes.map((change) => {
    const ref = refOf(change)
    if (seen.has(keyOf(ref))) throw new RabtError('CONFLICT', { what: keyOf(ref) })
    seen.add(keyOf(ref))
    return ref
  })
}

/**
 * Applies the changes to the register, in this transaction. Throws NOT_FOUND for what is to be taken out and is not there,
 * CHANGE_REFUSED for a revocation (a request may be older than the rule) and for a member that is suspended.
 */
export async function applyChanges(
  tx: Queries,
  document: DocumentName,
  { changes }: ChangeSet,
  context: AgreementContext & { readonly revision: number },
): Promise<Applied> {
  const put: Item[] = []
  const removed: string[] = []
  // Texts before the positions on them.
  const ordered = changes.toSorted((a, b) => Number(a.object === 'position') - Number(b.object === 'position'))
  for (const change of ordered) {
    const ref = refOf(change)
    if (!isOrdinary(ref.kind)) {
      throw changeRefused('a revocation is asked for by its own kind', 'يُطلب سحب الثقة بطلب من نوعه وحده')
    }
    if (change.act === 'remove') {
      if (ref.kind === 'member') await refuseSuspended(tx, ref.id)
      await removeItem(tx, ref.kind, ref.id)
      removed.push(ref.id)
    } else {
      const item = { ...ref, content: await settled(tx, change.value, ref, context) }
      await putItem(tx, document, item, context.revision)
      put.push(item)
    }
  }
  return { put, removed }
}

/** The entry as it will stand. Throws STAGE_REFUSED, CHANGE_REFUSED, NOT_FOUND. */
async function settled(tx: Queries, value: Item['content'], ref: ObjectRef, context: AgreementContext) {
  switch (ref.kind) {
    case 'member':
      return keptStage(tx, value, ref.id)
    case 'text':
      await checkText(tx, value, context)
      return value
    case 'position':
      return settledPosition(tx, value, context)
    case 'maintenance':
      if (Number(value.until) > context.now) return value
      throw changeRefused('the maintenance would be over already', 'تكون الصيانة قد انتهت')
    default:
      return value
  }
}

/** Taken out and put again it would be a candidate, without the decision by which a suspended member comes back. */
async function refuseSuspended(tx: Queries, id: string): Promise<void> {
  if ((await findItem(tx, 'member', id))?.content.stage !== 'suspended') return
  throw changeRefused(
    `${id} is suspended: first bring it back by a request of kind stage`,
    `${id} موقوفة: أعِدها أولاً بطلب من نوع stage`,
  )
}

/** A member's stage is not the registry's to change: it stays, and a new member begins as candidate. */
async function keptStage(tx: Queries, value: Item['content'], id: string) {
  const present = await findItem(tx, 'member', id)
  const from = present === null ? 'candidate' : String(present.content.stage ?? 'live')
  const to = String(value.stage ?? from)
  if (to !== from) {
    throw new RabtError('STAGE_REFUSED', {
      party: id,
      from,
      to,
      reason: 'a stage changes by a request of kind stage',
      reasonAr: 'تتغيّر المرحلة بطلب من نوع stage',
    })
  }
  return { ...value, stage: from }
}
