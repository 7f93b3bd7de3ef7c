import type { DocumentKind } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import { contentOf } from '../register/document.ts'
import { EXPIRING_KINDS, expiriesOf, LEVELS } from '../register/expiries.ts'
import { KIND_NAMES } from '../register/kinds.ts'
import { documentState, findItem, historyOf, itemsIn, pageOf } from '../register/store.ts'
import { type Route, route } from './route.ts'
import { content, none, pageById, pageByNumber, time } from './shapes.ts'

const entry = z.strictObject({
  kind: z.enum(KIND_NAMES),
  id: z.string(),
  content,
  /** Of its document, when it was changed last. */
  revision: z.int(),
})

const ofKind = z.strictObject({ kind: z.enum(KIND_NAMES) })
const one = ofKind.extend({ id: z.string().min(1).max(512) })

const documentParam = z.strictObject({ document: z.enum(['trust', 'registry', 'agreements']) })
const DOCUMENTS: readonly DocumentKind[] = ['trust', 'registry', 'agreements']

export const REGISTER_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/authority/v1/register/{kind}',
    id: 'listEntries',
    ar: 'قيود السجل من نوع واحد',
    en: 'Entries of the register of one kind',
    roles: null,
    params: ofKind,
    query: pageById.extend({ under: z.string().max(512).optional() }),
    body: null,
    answer: z.strictObject({ entries: z.array(entry) }),
    status: 200,
    errors: [],
    run: async ({ deps, params, query }) => {
      const found = await pageOf(deps.pool, params.kind, query)
      return { entries: found.map((item) => ({ ...item, kind: params.kind, content: { ...item.content } })) }
    },
  }),
  route({
    method: 'get',
    path: '/authority/v1/register/{kind}/{id}',
    id: 'getEntry',
    ar: 'قيد في السجل',
    en: 'An entry of the register',
    roles: null,
    params: one,
    query: none,
    body: null,
    answer: entry,
    status: 200,
    errors: [],
    run: async ({ deps, params: { kind, id } }) => {
      const item = await findItem(deps.pool, kind, id)
      if (item === null) throw new RabtError('NOT_FOUND', { what: `${kind} ${id}` })
      return { kind, id, content: { ...item.content }, revision: item.revision }
    },
  }),
  route({
    method: 'get',
    path: '/authority/v1/register/{kind}/{id}/history',
    id: 'getHistory',
    ar: 'ما كان عليه القيد، والطلب الذي غيّره',
    en: 'What an entry was, and which request changed it',
    roles: null,
    params: one,
    query: pageByNumber,
    body: null,
    answer: z.strictObject({
      history: z.array(
        z.strictObject({
          number: z.int(),
          at: time,
          /** What it became; null: taken out. */
          content: content.nullable(),
          revision: z.int().nullable(),
          /** Null: read from the published directory. */
          request: z.int().nullable(),
        }),
      ),
    }),
    status: 200,
    errors: [],
    run: async ({ deps, params: { kind, id }, query }) => {
      const history = await historyOf(deps.pool, kind, id, query)
      return { history: history.map((row) => ({ ...row, content: row.content === null ? null : { ...row.content } })) }
    },
  }),
  route({
    method: 'get',
    path: '/authority/v1/documents',
    id: 'listDocuments',
    ar: 'وثائق الدولة وما لم يُنشر منها بعد',
    en: "The state's documents, and which hold what is not published yet",
    roles: null,
    params: none,
    query: none,
    body: null,
    answer: z.strictObject({
      documents: z.array(
        z.strictObject({
          document: documentParam.shape.document,
          revision: z.int(),
          publishedRevision: z.int(),
          publishedVersion: z.int(),
        }),
      ),
    }),
    status: 200,
    errors: [],
    run: async ({ deps }) => ({
      documents: await Promise.all(
        DOCUMENTS.map(async (document) => {
          const { kind: _kind, ...state } = await documentState(deps.pool, document)
          return { document, ...state }
        }),
      ),
    }),
  }),
  route({
    method: 'get',
    path: '/authority/v1/documents/{document}',
    id: 'getDocument',
    ar: 'محتوى الوثيقة كما في السجل، يُحمل إلى مراسم التوقيع',
    en: 'What the document holds by the register: the content that is brought to a ceremony',
    roles: null,
    params: documentParam,
    query: none,
    body: null,
    answer: content,
    status: 200,
    errors: [],
    run: async ({ deps, params: { document } }) => ({
      ...(contentOf(document, await itemsIn(deps.pool, document)) as unknown as Record<string, unknown>),
    }),
  }),
  route({
    method: 'get',
    path: '/authority/v1/expiries',
    id: 'listExpiries',
    ar: 'ما ينتهي قريباً أو انتهى: اتفاقيات وشهادات وتقارير وطلبات ورموز',
    en: 'What ends soon or has ended: agreements, certificates, reports, requests, tokens',
    roles: null,
    params: none,
    query: none,
    body: null,
    answer: z.strictObject({
      expiries: z.array(
        z.strictObject({ kind: z.enum(EXPIRING_KINDS), subject: z.string(), expires: time, level: z.enum(LEVELS) }),
      ),
    }),
    status: 200,
    errors: [],
    run: async ({ deps, now }) => ({ expiries: (await expiriesOf(deps, now)).map((each) => ({ ...each })) }),
  }),
]
