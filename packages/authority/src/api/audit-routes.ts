import { z } from 'zod'
import { readAudit, verifyAudit } from '../audit/record.ts'
import { InvalidInput } from './input.ts'
import { type Route, route } from './route.ts'
import { content, digest, none, numberParam, pageByNumber, time } from './shapes.ts'

export const AUDIT_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/authority/v1/audit',
    id: 'listActs',
    ar: 'سجل التدقيق',
    en: 'The audit log: who did what when, each row bound to all before it',
    roles: ['officer', 'security', 'auditor'],
    params: none,
    query: pageByNumber,
    body: null,
    answer: z.strictObject({
      acts: z.array(
        z.strictObject({
          id: z.int(),
          at: time,
          actor: z.string(),
          action: z.string(),
          subject: z.string(),
          details: content,
          hash: digest,
        }),
      ),
    }),
    status: 200,
    errors: [],
    run: async ({ deps, query }) => ({
      acts: (await readAudit(deps.pool, query)).map((act) => ({ ...act, details: { ...act.details } })),
    }),
  }),
  route({
    method: 'get',
    path: '/authority/v1/audit/verify',
    id: 'verifyAudit',
    ar: 'التحقق من السلسلة كلها، ومن صف حُفظ خارجها',
    en: 'Verifies the whole chain, and a row that was kept elsewhere',
    roles: ['officer', 'security', 'auditor'],
    params: none,
    query: z.strictObject({ id: numberParam.shape.id.optional(), hash: digest.optional() }),
    body: null,
    answer: z.strictObject({
      rows: z.int(),
      brokenAt: z.int().nullable(),
      hash: digest,
      kept: z.boolean().nullable(),
    }),
    status: 200,
    errors: [],
    run: async ({ deps, query: { id, hash } }) => {
      if ((id === undefined) !== (hash === undefined)) {
        const message = { ar: 'يُذكران معاً أو لا يُذكران', en: 'are given together or not at all' }
        throw new InvalidInput([{ path: '/id', code: 'rule', message }])
      }
      return { ...(await verifyAudit(deps.pool, id === undefined || hash === undefined ? null : { id, hash })) }
    },
  }),
]
