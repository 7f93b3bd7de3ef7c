import { setTimeout as delay } from 'node:timers/promises'
import type { StateCode } from '../federation/states.ts'
import {
  type AgencyRequest,
  type AgencySystem,
  bounded,
  methodNotAllowed,
  notFound,
  Refusal,
  sample,
} from './answer.ts'
import { answerSchema, openApi } from './openapi.ts'

/** What `/slow` waits unless it is told, and at most, ms: longer than the directory gives the service. */
const SLOW = { usually: 8_000, longest: 20_000 } as const
const STATUS = { lowest: 400, highest: 599, usually: 500 } as const
const HERE = { ar: 'هذا المسار', en: 'this path' }

/** The service that a conformance run calls: it repeats what came, fails when it is asked to, and answers late when it is asked to. */
export function conformanceSystem(state: StateCode): AgencySystem {
  const handle = async ({ method, path, query, body, now }: AgencyRequest) => {
    const [first, ...more] = path
    if (more.length > 0) throw notFound(HERE)
    if (first === undefined) {
      if (method === 'GET') return sample({ state, service: 'echo', time: new Date(now).toISOString() })
      if (method === 'POST') return sample({ state, service: 'echo', echo: body ?? null })
      throw methodNotAllowed(['GET', 'POST'])
    }
    if (method !== 'GET') throw methodNotAllowed(['GET'])
    if (first === 'fault') {
      const status = bounded(query, 'status', STATUS.lowest, STATUS.highest, STATUS.usually)
      throw new Refusal(status, 'asked-for', { ar: 'خطأ مطلوب للاختبار', en: 'A fault that was asked for, as a test' })
    }
    if (first !== 'slow') throw notFound(HERE)
    const waitedMs = bounded(query, 'ms', 0, SLOW.longest, SLOW.usually)
    await delay(waitedMs)
    return sample({ state, service: 'echo', waitedMs })
  }
  return { handle, describe: (server) => describe(server) }
}

const IDENTITY = { state: { type: 'string' }, service: { const: 'echo' } }

function describe(server: string) {
  const time = { type: 'string', format: 'date-time' }
  return openApi({ ar: 'الصدى لاختبار المطابقة', en: 'Echo for conformance runs' }, server, {
    '/': {
      get: {
        summary: { ar: 'من يجيب ومتى', en: 'Who answers, and when' },
        answers: answerSchema({ ...IDENTITY, time }),
      },
      post: {
        summary: { ar: 'يعيد ما وصل', en: 'Repeats what came' },
        body: { type: 'object' },
        answers: answerSchema({ ...IDENTITY, echo: { type: ['object', 'null'] } }),
      },
    },
    '/fault': {
      get: {
        summary: { ar: 'خطأ من النظام نفسه', en: "A fault of the system's own" },
        query: [{ name: 'status', schema: { type: 'integer', minimum: STATUS.lowest, maximum: STATUS.highest } }],
        answers: answerSchema({}),
      },
    },
    '/slow': {
      get: {
        summary: { ar: 'جواب متأخر', en: 'A late answer' },
        query: [{ name: 'ms', schema: { type: 'integer', minimum: 0, maximum: SLOW.longest } }],
        answers: answerSchema({ ...IDENTITY, waitedMs: { type: 'integer' } }),
      },
    },
  })
}
