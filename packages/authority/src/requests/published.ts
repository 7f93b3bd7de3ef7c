import type { Queries } from '@rabt/database'
import type { DocumentKind } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { type Applied, checkRegister } from '../register/check.ts'
import { changeFor, lockDocument } from '../register/store.ts'
import { move } from './decide.ts'
import type { Desk } from './desk.ts'
import { takeBack } from './emergency.ts'
import { requestKind } from './kinds.ts'
import { type ChangeRequest, setState, unpublished } from './store.ts'

/** Says of every request up to this revision of the document that the directory now holds its effect. The document is locked. */
export async function notePublished(tx: Queries, document: DocumentKind, upTo: number, now: number): Promise<void> {
  for (const request of await unpublished(tx, document, upTo)) {
    if (request.state === 'applied') await move(tx, request, 'publish', null, now)
    else await setState(tx, request.id, request.state, { publishedAt: now })
  }
}

/**
 * Applies again, on a register that was brought to what the directory holds, what was applied here and is not in it; one
 * revision more for each. What is not possible any more is superseded. The new revision; the document is locked.
 */
export async function replayUnpublished(
  tx: Queries,
  desk: Omit<Desk, 'pool'>,
  document: DocumentKind,
  from: number,
  now: number,
): Promise<number> {
  const { revision: last } = await lockDocument(tx, document)
  let revision = from
  for (const request of await unpublished(tx, document, Math.max(last, from))) {
    const report = request.kind === 'stage' ? await desk.report() : null
    const context = {
      code: desk.code,
      view: desk.view(),
      report,
      decision: request.decision,
      revision: revision + 1,
      now,
      certifySeal: desk.certifySeal,
      isTrial: false,
    }
    await tx.query('SAVEPOINT replay')
    try {
      await changeFor(tx, request.id)
      const isTakenBack = request.state === 'lifted' || request.state === 'lapsed'
      const applied = isTakenBack
        ? await takenBack(tx, request, revision + 1)
        : await requestKind(request.kind).apply(tx, request.content, context)
      await checkRegister(tx, desk.code, document, applied)
      revision++
      await setState(tx, request.id, request.state, { revision })
    } catch (error) {
      if (!(error instanceof RabtError)) throw error
      await tx.query('ROLLBACK TO SAVEPOINT replay')
      if (request.state === 'applied') await move(tx, request, 'supersede', null, now, error.code)
    }
  }
  return revision
}

async function takenBack(tx: Queries, { undo }: ChangeRequest, revision: number): Promise<Applied> {
  if (undo !== null) await takeBack(tx, undo, revision)
  return { put: [], removed: [] }
}
