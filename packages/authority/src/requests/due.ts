import { inTransaction } from '@rabt/database'
import { recordAct } from '../audit/record.ts'
import type { DocumentName } from '../register/kinds.ts'
import { move, undo } from './decide.ts'
import { type Desk, lockFor } from './desk.ts'
import { requestKind } from './kinds.ts'
import { dueBefore, findRequest, setState } from './store.ts'

/**
 * The clock's part, to be run every few minutes: open requests past their time expire; acts at once that nobody confirmed
 * lapse where their kind says so, and else are said once in the audit log and go on. The documents that changed.
 */
export async function endOverdue(desk: Desk, now: number): Promise<ReadonlySet<DocumentName>> {
  const changed = new Set<DocumentName>()
  for (const seen of await dueBefore(desk.pool, ['open', 'provisional'], now)) {
    await inTransaction(desk.pool, async (tx) => {
      const { revision } = await lockFor(tx, seen)
      const request = await findRequest(tx, seen.id, 'FOR UPDATE')
      if (request.due === null || request.due > now) return
      if (request.state === 'open') return move(tx, request, 'expire', null, now)
      if (request.state !== 'provisional') return
      if (requestKind(request.kind).atOnce?.lapses === true) {
        const undone = await undo(tx, request, revision + 1, now)
        await move(tx, request, 'lapse', null, now, null, undone ?? {})
        if (undone !== null) changed.add(request.document)
        return
      }
      await setState(tx, request.id, 'provisional', { due: null })
      await recordAct(tx, now, {
        actor: 'authority',
        action: 'request.unconfirmed',
        subject: `request ${request.id}`,
        details: { kind: request.kind, digest: request.digest },
      })
    })
  }
  return changed
}
