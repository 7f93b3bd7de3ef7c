import type { Queries } from '@rabt/database'
import { type ConformanceReport, checkTransition, registrySchema, type Stage } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import type { Applied } from '../register/check.ts'
import { findItem, putItem } from '../register/store.ts'
import type { AgreementContext } from './agreements.ts'

/** Moves a member of this state one stage on or back (docs/design/joining.md). */
export const stageContent = z.strictObject({
  member: registrySchema.shape.members.element.shape.id,
  stage: z.enum(['candidate', 'trial', 'live', 'suspended']),
})
export type StageContent = z.output<typeof stageContent>

export interface StageContext extends AgreementContext {
  readonly revision: number
  /** The newest verified conformance report of this state; null: none. */
  readonly report: ConformanceReport | null
}

/** Throws NOT_FOUND, and STAGE_REFUSED for a move whose conditions do not hold now. */
export async function moveStage(
  tx: Queries,
  { member: id, stage }: StageContent,
  context: StageContext,
): Promise<Applied> {
  const member = await findItem(tx, 'member', id)
  if (member === null) throw new RabtError('NOT_FOUND', { what: id })
  const { rows } = await tx.query(`SELECT 1 FROM item WHERE kind = 'subsystem' AND parent_id = $1 LIMIT 1`, [id])
  const { now, decision, report, view } = context
  checkTransition(id, (member.content.stage ?? 'live') as Stage, stage, {
    now,
    decision,
    report,
    published: rows.length > 0,
    partnerStage: report === null ? undefined : view?.states.get(report.partner)?.stage,
  })
  const put = { ...member, content: { ...member.content, stage } }
  await putItem(tx, 'registry', put, context.revision)
  return { put: [put], removed: [] }
}
