import type { Queries } from '@rabt/database'
import { type Actor, recordAct } from '../content/in-tenant.ts'
import { PortalError } from '../error/portal-error.ts'
import { date } from '../record/common.ts'
import { text } from '../record/text.ts'
import { isStage, isSubject } from './subjects.ts'

/** Within `inTenant` of an administrator of the General Secretariat; SQL holds to it. */
function requireSecretariat({ tenant, roles }: Actor): void {
  if (tenant !== 'GCC' || !roles.includes('administrator')) {
    throw new PortalError('ROLE_MISSING', { role: 'administrator' })
  }
}

export interface StageDecision {
  readonly subject: string
  readonly stage: string
  /** Of the decision that allows it. */
  readonly number: string
  /** RFC 3339 full-date. */
  readonly on: string
}

/** Moves a section or state to another stage. Throws ROLE_MISSING, STAGE_DECISION, STAGE_SAME. */
export async function decideStage(client: Queries, actor: Actor, decision: StageDecision): Promise<void> {
  requireSecretariat(actor)
  const { subject, stage, number, on } = decision
  if (!isSubject(subject) || !isStage(stage)) throw new PortalError('FIELD_CHOICE')
  if (!/^[\p{L}\p{N}/. -]{1,60}$/u.test(number) || !date.safeParse(on).success) throw new PortalError('STAGE_DECISION')
  await client.query('INSERT INTO launch_decision (subject, stage, number, decided_on) VALUES ($1, $2, $3, $4)', [
    subject,
    stage,
    number,
    on,
  ])
  await recordAct(client, actor, `launch.${stage}`, subject, { number, on })
}

export interface NewPromise {
  readonly subject: string
  readonly ar: string
  readonly en: string
  readonly due: string
}

/** Says what is missing and when it comes. Throws ROLE_MISSING, PROMISE_WRONG. */
export async function addPromise(client: Queries, actor: Actor, promise: NewPromise): Promise<void> {
  requireSecretariat(actor)
  const missing = text(300).required().safeParse({ ar: promise.ar, en: promise.en })
  if (!isSubject(promise.subject) || !missing.success || !date.safeParse(promise.due).success) {
    throw new PortalError('PROMISE_WRONG')
  }
  const { rows } = await client.query<{ id: string }>(
    'INSERT INTO launch_promise (subject, missing) VALUES ($1, $2) RETURNING id',
    [promise.subject, JSON.stringify(missing.data)],
  )
  await client.query('INSERT INTO launch_due (promise, due) VALUES ($1, $2)', [rows[0]?.id, promise.due])
  await recordAct(client, actor, 'promise.add', promise.subject, { due: promise.due })
}

/** Moves the day, or says that it came on it (`kept`); days that were given before stay. Throws ROLE_MISSING, PROMISE_WRONG. */
export async function movePromise(
  client: Queries,
  actor: Actor,
  moved: { readonly promise: number; readonly due: string; readonly kept: boolean },
): Promise<void> {
  requireSecretariat(actor)
  if (!date.safeParse(moved.due).success) throw new PortalError('PROMISE_WRONG')
  const { rowCount } = await client.query(
    `INSERT INTO launch_due (promise, due, kept) SELECT id, $2, $3 FROM launch_promise
     WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM launch_due WHERE promise = $1 AND kept)`,
    [moved.promise, moved.due, moved.kept],
  )
  if (rowCount === 0) throw new PortalError('PROMISE_WRONG')
  await recordAct(client, actor, moved.kept ? 'promise.kept' : 'promise.move', String(moved.promise), {
    due: moved.due,
  })
}
