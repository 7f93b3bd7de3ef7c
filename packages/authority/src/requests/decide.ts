import { inTransaction, type Queries } from '@rabt/database'
import { RabtError } from '@rabt/protocol'
import { recordAct } from '../audit/record.ts'
import { checkRegister } from '../register/check.ts'
import { changeFor, setRevision } from '../register/store.ts'
import { baseOf } from './base.ts'
import { type Desk, lockFor, mustHold } from './desk.ts'
import { DECIDED_BY, takeBack } from './emergency.ts'
import { requestKind } from './kinds.ts'
import { after, MOVERS, type RequestEvent, type RequestState } from './machine.ts'
import { addStep, type ChangeRequest, findRequest, openOn, type RequestPatch, setState, undoableOn } from './store.ts'

/** What a person may do with a request. */
export const DECISIONS = ['approve', 'reject', 'withdraw', 'confirm', 'lift'] as const
export type Decision = (typeof DECISIONS)[number]

export interface Decided {
  readonly id: number
  readonly act: Decision
  /** SHA-256 (hex) of what the person read (digest.ts). */
  readonly digest: string
  readonly comment: string | null
}

/** A refusal that leaves a trace: it is thrown when its audit row is committed. */
interface Refused {
  readonly refused: RabtError
}

/**
 * Moves a request by a person. One act at a time, by the locks of its document and its row: of two approvals, or an approval and a
 * withdrawal, the second finds the state that the first left. Throws NOT_FOUND, REQUEST_STATE, FOUR_EYES, FORBIDDEN,
 * REQUEST_DIFFERS, REQUEST_SUPERSEDED, and what the kind refuses now.
 */
export async function decide(desk: Desk, person: string, decided: Decided, now: number): Promise<ChangeRequest> {
  const seen = await findRequest(desk.pool, decided.id)
  const report = seen.kind === 'stage' && decided.act === 'approve' ? await desk.report() : null
  const outcome = await inTransaction(desk.pool, async (tx): Promise<ChangeRequest | Refused> => {
    const { revision: before } = await lockFor(tx, seen)
    const request = await findRequest(tx, decided.id, 'FOR UPDATE')
    const refusal = await refusalOf(tx, request, person, decided, now)
    if (refusal !== null) {
      await record(tx, request, person, 'request.refused', now, { act: decided.act, code: refusal.code })
      return { refused: refusal }
    }
    const context = {
      code: desk.code,
      view: desk.view(),
      report,
      decision: request.decision,
      revision: before + 1,
      now,
      certifySeal: desk.certifySeal,
      isTrial: false,
    }
    switch (decided.act) {
      case 'approve':
        if (await isStale(tx, request)) {
          await move(tx, request, 'supersede', null, now)
          return { refused: new RabtError('REQUEST_SUPERSEDED', { request: String(request.id) }) }
        }
        await apply(tx, desk, request, context)
        await supersedeOthers(tx, request, now)
        await settleActs(tx, request, person, now)
        await move(tx, request, 'approve', person, now, decided.comment, { revision: context.revision })
        if (request.document === 'local') await move(tx, { ...request, state: 'applied' }, 'publish', null, now)
        break
      case 'lift':
        await move(
          tx,
          request,
          'lift',
          person,
          now,
          decided.comment,
          (await undo(tx, request, context.revision, now)) ?? {},
        )
        break
      default:
        await move(tx, request, decided.act, person, now, decided.comment)
    }
    return findRequest(tx, request.id)
  })
  if ('refused' in outcome) throw outcome.refused
  return outcome
}

/** Whether and why a person may not do this to the request as it is. */
async function refusalOf(
  tx: Queries,
  request: ChangeRequest,
  person: string,
  { act, digest }: Decided,
  now: number,
): Promise<RabtError | null> {
  const { id, state, due } = request
  const number = { request: String(id) }
  try {
    const mover = MOVERS[act]
    const isOwn = request.askedBy === person
    // The same person is the same person with another token, and in another role.
    if (mover === 'second' && isOwn) return new RabtError('FOUR_EYES', number)
    const { asks, decides } = requestKind(request.kind)
    await mustHold(tx, person, mover === 'second' ? decides : asks)
    if (mover === 'asker' && !isOwn) return new RabtError('FORBIDDEN')
  } catch (error) {
    if (error instanceof RabtError && error.code === 'FORBIDDEN') return error
    throw error
  }
  // The clock's own step may not have run yet.
  const isOver = state === 'open' && due !== null && due <= now
  if (after(state, act) === null || isOver) {
    return new RabtError('REQUEST_STATE', { ...number, state: isOver ? 'expired' : state, act })
  }
  return digest === request.digest ? null : new RabtError('REQUEST_DIFFERS', number)
}

async function isStale(tx: Queries, request: ChangeRequest): Promise<boolean> {
  const base = await baseOf(tx, requestKind(request.kind).touches(request.content))
  return Object.entries(base).some(([key, revision]) => request.base[key] !== revision)
}

async function apply(
  tx: Queries,
  desk: Desk,
  request: ChangeRequest,
  context: Parameters<ReturnType<typeof requestKind>['apply']>[2],
): Promise<void> {
  await changeFor(tx, request.id)
  const applied = await requestKind(request.kind).apply(tx, request.content, context)
  await checkRegister(tx, desk.code, request.document, applied)
  await setRevision(tx, request.document, context.revision)
}

/** What else waits for a decision on the same objects was made from what is no more. */
export async function supersedeOthers(
  tx: Queries,
  request: Pick<ChangeRequest, 'id' | 'base'>,
  now: number,
): Promise<void> {
  for (const other of await openOn(tx, Object.keys(request.base), request.id)) {
    await move(tx, other, 'supersede', null, now, `request ${request.id}`)
  }
}

/** What one person did at once and two now decided on is not taken back any more. */
async function settleActs(tx: Queries, request: ChangeRequest, person: string, now: number): Promise<void> {
  for (const act of await undoableOn(tx, Object.keys(request.base))) {
    if (act.undo === null || DECIDED_BY[act.undo.undo] !== request.kind) continue
    await setState(tx, act.id, act.state, { undo: null })
    await record(tx, act, person, 'request.settled', now, { by: `request ${request.id}` })
  }
}

/** Takes an act at once back, which is to be published anew; null: two people decided on it since, so nothing changes. */
export async function undo(
  tx: Queries,
  request: ChangeRequest,
  revision: number,
  now: number,
): Promise<RequestPatch | null> {
  if (request.undo === null) return null
  await changeFor(tx, request.id)
  await takeBack(tx, request.undo, revision)
  await setRevision(tx, request.document, revision)
  return { revision, publishedAt: request.document === 'local' ? now : null }
}

/** Moves a request and keeps the step and the audit row. `person` null: the clock, or the authority itself. */
export async function move(
  tx: Queries,
  request: ChangeRequest,
  event: RequestEvent,
  person: string | null,
  now: number,
  comment: string | null = null,
  patch: RequestPatch = {},
): Promise<void> {
  const state = after(request.state, event)
  if (state === null) {
    throw new RabtError('REQUEST_STATE', { request: String(request.id), state: request.state, act: event })
  }
  const second = MOVERS[event] === 'second' && person !== null ? { decidedBy: person, decidedAt: now, comment } : {}
  await setState(tx, request.id, state, { ...second, ...(event === 'publish' ? { publishedAt: now } : {}), ...patch })
  await addStep(tx, request.id, { event, before: request.state, after: state, person, at: now, comment })
  await record(tx, request, person, `request.${event}`, now, {
    state: state satisfies RequestState,
    ...(patch.revision === undefined ? {} : { revision: patch.revision }),
  })
}

async function record(
  tx: Queries,
  { id, kind, digest, document, decision }: ChangeRequest,
  person: string | null,
  action: string,
  now: number,
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  await recordAct(tx, now, {
    actor: person ?? 'authority',
    action,
    subject: `request ${id}`,
    details: { kind, digest, decision, document, ...more },
  })
}
