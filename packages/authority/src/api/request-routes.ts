import type { DocumentKind } from '@rabt/directory'
import { z } from 'zod'
import { findPerson } from '../people/store.ts'
import { findItem } from '../register/store.ts'
import { askFor } from '../requests/ask.ts'
import { keyOf, type Touched } from '../requests/changes.ts'
import { DECISIONS, type Decision, decide } from '../requests/decide.ts'
import { requestKind } from '../requests/kinds.ts'
import { requestBody } from '../requests/request-body.ts'
import { type ChangeRequest, findRequest, listRequests, stepsOf } from '../requests/store.ts'
import type { AuthorityApiDeps } from './deps.ts'
import type { ApiErrorCode } from './problem.ts'
import { present, request, requestKindName, requestState, shownRequest, step } from './request-shapes.ts'
import { type Route, route } from './route.ts'
import { digest, none, numberParam, pageByNumber } from './shapes.ts'

/** What the register and the kinds refuse. */
const REFUSALS: readonly ApiErrorCode[] = [
  'DECISION_MISSING',
  'NAME_FOREIGN',
  'NAME_RESERVED',
  'NAME_LOOKS_ALIKE',
  'CHANGE_REFUSED',
  'STAGE_REFUSED',
  'PEOPLE_TOO_FEW',
  'CONFLICT',
  'CSR_INVALID',
  'DIRECTORY_UNREACHABLE',
  'DIRECTORY_EXPIRED',
]

/** The person's act stands whatever becomes of the publication, which is tried again. */
async function published(deps: AuthorityApiDeps, done: ChangeRequest): Promise<ChangeRequest> {
  if (done.document === 'local' || done.revision === null || done.publishedAt !== null) return done
  try {
    await deps.publish(done.document satisfies DocumentKind)
  } catch (error) {
    deps.failed(error)
  }
  return findRequest(deps.pool, done.id)
}

async function presentOf(deps: AuthorityApiDeps, one: Touched): Promise<z.input<typeof present>> {
  const found =
    one.kind === 'person'
      ? await findPerson(deps.pool, one.id)
      : ((await findItem(deps.pool, one.kind, one.id))?.content ?? null)
  return { object: keyOf(one), now: found === null ? null : { ...found } }
}

const WORDS: Readonly<Record<Decision, readonly [ar: string, en: string]>> = {
  approve: [
    'موافقة الشخص الثاني على المحتوى الذي له هذه البصمة',
    'The second person approves the content of this digest',
  ],
  reject: ['رفض الطلب', 'The second person rejects the request'],
  withdraw: ['سحب الطلب من مقدّمه', 'Its requester withdraws the request'],
  confirm: ['تأكيد ما نُفّذ فوراً', 'The second person confirms what was done at once'],
  lift: ['رفع ما نُفّذ فوراً', 'The second person takes back what was done at once'],
}

const decision = (act: Decision): Route =>
  route({
    method: 'post',
    path: `/authority/v1/requests/{id}/${act}`,
    id: `${act}Request`,
    ar: WORDS[act][0],
    en: WORDS[act][1],
    roles: null,
    params: numberParam,
    query: none,
    body: z.strictObject({ digest, comment: z.string().max(500).nullable().optional() }),
    answer: request,
    status: 200,
    errors: ['FOUR_EYES', 'REQUEST_STATE', 'REQUEST_DIFFERS', 'REQUEST_SUPERSEDED', ...REFUSALS],
    run: async ({ deps, person, now, params, body }) => {
      const decided = { id: params.id, act, digest: body.digest, comment: body.comment ?? null }
      return shownRequest(await published(deps, await decide(deps, person.id, decided, now)))
    },
  })

export const REQUEST_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: '/authority/v1/requests',
    id: 'askForChange',
    ar: 'طلب تغيير، أو تنفيذ إجراء عاجل يؤكَّد لاحقاً',
    en: 'Asks for a change, or does what is in force at once and confirmed afterwards',
    roles: null,
    params: none,
    query: none,
    body: requestBody,
    answer: request,
    status: 201,
    errors: REFUSALS,
    run: async ({ deps, person, now, body, sent }) => {
      // The content as it was sent: the schema accepted it, and its digest must be that of what people read.
      const { content } = sent as { readonly content: unknown }
      const asked = { kind: body.kind, content, decision: body.decision ?? null, reason: body.reason }
      return shownRequest(await published(deps, await askFor(deps, person.id, asked, now)))
    },
  }),
  route({
    method: 'get',
    path: '/authority/v1/requests',
    id: 'listRequests',
    ar: 'الطلبات بحالتها ونوعها',
    en: 'Requests, by state and kind',
    roles: null,
    params: none,
    query: pageByNumber.extend({ state: requestState.optional(), kind: requestKindName.optional() }),
    body: null,
    answer: z.strictObject({ requests: z.array(request) }),
    status: 200,
    errors: [],
    run: async ({ deps, query: { state, ...filter } }) => {
      const found = await listRequests(deps.pool, { ...filter, states: state === undefined ? undefined : [state] })
      return { requests: found.map(shownRequest) }
    },
  }),
  route({
    method: 'get',
    path: '/authority/v1/requests/{id}',
    id: 'getRequest',
    ar: 'طلب وخطواته وما سيغيّره كما هو الآن',
    en: 'A request with its steps, and what it would change as it is now',
    roles: null,
    params: numberParam,
    query: none,
    body: null,
    answer: z.strictObject({ request, steps: z.array(step), present: z.array(present) }),
    status: 200,
    errors: [],
    run: async ({ deps, params }) => {
      const found = await findRequest(deps.pool, params.id)
      const touched = requestKind(found.kind).touches(found.content)
      return {
        request: shownRequest(found),
        steps: (await stepsOf(deps.pool, found.id)).map((one) => ({ ...one, comment: one.comment ?? null })),
        present: await Promise.all(touched.map((one) => presentOf(deps, one))),
      }
    },
  }),
  ...DECISIONS.map(decision),
]
