import { makeContent, type SampleContent } from '../content/content.ts'
import { sha256 } from '../content/digest.ts'
import type { StateCode } from '../federation/states.ts'
import {
  type AgencyAnswer,
  type AgencyRequest,
  type AgencySystem,
  bounded,
  invalid,
  methodNotAllowed,
  notFound,
  Refusal,
} from './answer.ts'
import { openApi } from './openapi.ts'

/** docs/spec/portal-feed.md F2. */
const DEFAULT_LIMIT = 100
const MOST = 200
/** Of a page's JSON; F7 allows 2 MiB. */
const PAGE_BYTES = 1_500_000
const CURSOR = /^([0-9a-f]{12})-(\d{1,7})$/

/** The feed of one state's programme: its sample content, in one order for as long as it is the same. */
export function contentSystem(state: StateCode): AgencySystem {
  let made: (SampleContent & { readonly edition: string }) | undefined
  // Made when it is first asked for: a start has other things to do.
  const content = () => {
    if (made === undefined) {
      const fresh = makeContent(state)
      const edition = sha256(fresh.items.map(({ digest }) => digest).join('\n')).slice(0, 12)
      made = { ...fresh, edition }
    }
    return made
  }

  const changes = ({ query, ifNoneMatch }: AgencyRequest): AgencyAnswer => {
    const { items, edition } = content()
    const limit = bounded(query, 'limit', 1, MOST, DEFAULT_LIMIT)
    const from = positionOf(query.get('after'), edition, items.length)
    const page = []
    let bytes = 0
    for (const item of items.slice(from, from + limit)) {
      bytes += Buffer.byteLength(JSON.stringify(item))
      if (page.length > 0 && bytes > PAGE_BYTES) break
      page.push(item)
    }
    const next = from + page.length
    const headers = { etag: `"${edition}-${from}-${limit}"` }
    if (ifNoneMatch === headers.etag) return { status: 304, body: {}, headers }
    const body = { format: 'rabt-feed/1', state, items: page, next: `${edition}-${next}`, more: next < items.length }
    return { status: 200, body, headers }
  }

  const file = (digest: string): AgencyAnswer => {
    const bytes = content().files.get(digest)
    if (bytes === undefined) throw notFound({ ar: 'الملف', en: 'file' })
    return { status: 200, body: bytes, headers: { 'content-type': 'application/octet-stream', etag: `"${digest}"` } }
  }

  return {
    handle: (request) => {
      if (request.method !== 'GET') throw methodNotAllowed(['GET'])
      const [what, digest, ...rest] = request.path
      if (what === 'changes' && digest === undefined) return changes(request)
      if (what === 'files' && digest !== undefined && rest.length === 0) return file(digest)
      throw notFound({ ar: 'العنوان', en: 'address' })
    },
    describe: describeContent,
  }
}

/** F3: a cursor of another edition is not known any more. */
function positionOf(after: string | null, edition: string, items: number): number {
  if (after === null) return 0
  const [, of, at] = CURSOR.exec(after) ?? []
  if (of === undefined) {
    throw invalid('after', { ar: 'مؤشر من هذه الخدمة', en: 'a cursor of this service' })
  }
  if (of !== edition || Number(at) > items) {
    throw new Refusal(410, 'cursor-gone', { ar: 'ابدأ من أول القائمة', en: 'Begin at the beginning of the list' })
  }
  return Number(at)
}

function describeContent(server: string): Readonly<Record<string, unknown>> {
  return openApi({ ar: 'محتوى البوابة الموحّدة', en: 'Content of the unified portal' }, server, {
    '/changes': {
      get: {
        summary: { ar: 'ما تغيّر بعد مؤشر', en: 'What changed after a cursor' },
        query: [
          { name: 'after', schema: { type: 'string', maxLength: 200 } },
          { name: 'limit', schema: { type: 'integer', minimum: 1, maximum: MOST, default: DEFAULT_LIMIT } },
        ],
        answers: {
          type: 'object',
          required: ['format', 'state', 'items', 'next', 'more'],
          properties: {
            format: { const: 'rabt-feed/1' },
            state: { type: 'string' },
            items: { type: 'array', maxItems: MOST, items: { type: 'object' } },
            next: { type: 'string', maxLength: 200 },
            more: { type: 'boolean' },
          },
        },
      },
    },
    '/files/{digest}': {
      get: {
        summary: { ar: 'ملف ببصمته', en: 'A file by its digest' },
        path: [{ name: 'digest', schema: { type: 'string', pattern: '^[0-9a-f]{64}$' } }],
        answers: { type: 'string' },
      },
    },
  })
}
