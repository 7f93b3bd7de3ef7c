import { inTransaction } from '@rabt/database'
import { RabtError } from '@rabt/protocol'
import { recordAct } from '../audit/record.ts'
import { checkRegister } from '../register/check.ts'
import { changeFor, setRevision } from '../register/store.ts'
import { baseOf } from './base.ts'
import { supersedeOthers } from './decide.ts'
import { type Desk, lockFor, mustHold } from './desk.ts'
import { requestDigest } from './digest.ts'
import { REQUEST_LIFE_MS, type RequestKindName, requestKind } from './kinds.ts'
import { type ChangeRequest, findRequest, insertRequest, setState } from './store.ts'

export interface Asked {
  readonly kind: RequestKindName
  /** As it was sent, after the kind's schema has accepted it: its digest is that of what people read. */
  readonly content: unknown
  readonly decision: string | null
  readonly reason: string
}

/**
 * Makes a change request. It is tried first, so that only what can be done waits for a second person; what is in force at
 * once is done. Throws FORBIDDEN, DECISION_MISSING, and what a kind refuses.
 */
export async function askFor(desk: Desk, person: string, asked: Asked, now: number): Promise<ChangeRequest> {
  const { kind: name, content, decision, reason } = asked
  const kind = requestKind(name)
  if (kind.decision && !/\S/.test(decision ?? '')) throw new RabtError('DECISION_MISSING', { kind: name })
  const document = kind.document(content)
  const touched = kind.touches(content)
  const report = name === 'stage' ? await desk.report() : null
  return inTransaction(desk.pool, async (tx) => {
    const { revision: before } = await lockFor(tx, { kind: name, document })
    await mustHold(tx, person, kind.asks)
    const base = await baseOf(tx, touched)
    const { atOnce } = kind
    const revision = before + 1
    const context = {
      code: desk.code,
      view: desk.view(),
      report,
      decision,
      revision,
      now,
      certifySeal: desk.certifySeal,
      isTrial: atOnce === null,
    }
    const content_ = { kind: name, content, base, decision, reason, askedBy: person }
    const digest = requestDigest(content_)
    const id = await insertRequest(tx, {
      ...content_,
      digest,
      document,
      state: atOnce === null ? 'open' : 'provisional',
      askedAt: now,
      due: now + (atOnce?.confirmWithinMs ?? REQUEST_LIFE_MS),
      revision: null,
      undo: null,
    })
    if (atOnce === null) await tx.query('SAVEPOINT trial')
    await changeFor(tx, id)
    const applied = await kind.apply(tx, content, context)
    await checkRegister(tx, desk.code, document, applied)
    if (atOnce === null) await tx.query('ROLLBACK TO SAVEPOINT trial')
    else {
      await setRevision(tx, document, revision)
      await setState(tx, id, 'provisional', {
        revision,
        undo: applied.undo ?? null,
        ...(document === 'local' ? { publishedAt: now } : {}),
      })
      await supersedeOthers(tx, { id, base }, now)
    }
    await recordAct(tx, now, {
      actor: person,
      action: atOnce === null ? 'request.ask' : 'request.do',
      subject: `request ${id}`,
      details: { kind: name, digest, decision, document, ...(atOnce === null ? {} : { revision }) },
    })
    return findRequest(tx, id)
  })
}
