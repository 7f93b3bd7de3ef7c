import type { StateCode } from '../federation/states.ts'
import type { Text } from '../federation/text.ts'
import {
  type AgencyRequest,
  type AgencySystem,
  invalid,
  methodNotAllowed,
  notFound,
  Refusal,
  required,
  sample,
} from './answer.ts'
import { localOf, type Money, money, total } from './local.ts'
import { answerSchema, MONEY_SCHEMA, openApi, TEXT_SCHEMA } from './openapi.ts'
import { seeded } from './seeded.ts'

interface Violation {
  readonly id: string
  readonly plate: string
  readonly offence: { readonly code: string; readonly title: Text }
  readonly place: Text
  readonly at: string
  readonly fine: Money
  readonly points: number
}

const OFFENCES: readonly {
  readonly code: string
  readonly title: Text
  readonly riyals: number
  readonly points: number
}[] = [
  {
    code: 'SPEED-20',
    title: { ar: 'تجاوز السرعة بأقل من 20 كم/س', en: 'Speeding, below 20 km/h over' },
    riyals: 300,
    points: 1,
  },
  {
    code: 'SPEED-40',
    title: { ar: 'تجاوز السرعة بأقل من 40 كم/س', en: 'Speeding, below 40 km/h over' },
    riyals: 600,
    points: 3,
  },
  { code: 'RED-LIGHT', title: { ar: 'قطع الإشارة الحمراء', en: 'Crossing a red light' }, riyals: 3000, points: 6 },
  {
    code: 'PHONE',
    title: { ar: 'استخدام الهاتف أثناء القيادة', en: 'Phone use while driving' },
    riyals: 500,
    points: 2,
  },
  { code: 'BELT', title: { ar: 'عدم ربط حزام الأمان', en: 'No seat belt' }, riyals: 200, points: 1 },
  { code: 'PARKING', title: { ar: 'الوقوف في مكان ممنوع', en: 'Parking where forbidden' }, riyals: 150, points: 0 },
]

const COUNT = 300
/** This plate has violations in every state, so that a first call has something to show. */
const KNOWN_PLATE = '12345'
const PLATE = /^[0-9A-Z]{1,8}$/
const PLATE_RULE: Text = { ar: 'من 1 إلى 8 أرقام أو أحرف لاتينية كبيرة', en: '1 to 8 digits or Latin capitals' }

function makeViolations(state: StateCode): readonly Violation[] {
  const draw = seeded(state, 'traffic')
  return Array.from({ length: COUNT }, (_, index) => {
    const offence = draw.pick(OFFENCES)
    const at = Date.UTC(2026, 0, 1) + draw.whole(0, 300 * 24 * 60) * 60_000
    const plate = draw.digits(draw.whole(4, 6))
    return {
      id: `${state}-TV-${String(index + 1).padStart(6, '0')}`,
      plate: index % 100 === 0 ? KNOWN_PLATE : plate,
      offence: { code: offence.code, title: offence.title },
      place: draw.pick(localOf(state).cities),
      at: new Date(at).toISOString(),
      fine: money(state, offence.riyals),
      points: offence.points,
    }
  })
}

/** Traffic violations of one state: look-up by plate or number, payment and objection (kept until the process ends). */
export function trafficSystem(state: StateCode): AgencySystem {
  const violations = makeViolations(state)
  const byId = new Map(violations.map((violation) => [violation.id, violation]))
  const settled = new Map<
    string,
    { readonly status: 'paid' | 'objected'; readonly at: string; readonly reference: string }
  >()
  const show = (violation: Violation) => ({ ...violation, ...(settled.get(violation.id) ?? { status: 'unpaid' }) })

  const list = ({ query }: AgencyRequest) => {
    const plate = required(query, 'plate', PLATE, PLATE_RULE)
    const found = violations.filter((violation) => violation.plate === plate)
    const owed = found.filter((violation) => settled.get(violation.id)?.status !== 'paid').map(({ fine }) => fine)
    return sample({ state, plate, count: found.length, owed: total(state, owed), violations: found.map(show) })
  }

  const settle = (violation: Violation, action: string, { body, now }: AgencyRequest) => {
    if (settled.has(violation.id)) {
      throw new Refusal(409, 'already-settled', {
        ar: 'سبق دفع المخالفة أو الاعتراض عليها',
        en: 'Already paid or objected to',
      })
    }
    const fields = (body ?? {}) as Readonly<Record<string, unknown>>
    const at = new Date(now).toISOString()
    if (action === 'payments') {
      if (fields.amount !== violation.fine.amount || fields.currency !== violation.fine.currency) {
        throw invalid('amount', {
          ar: 'يجب أن يساوي مبلغ المخالفة وعملتها',
          en: 'must equal the fine and its currency',
        })
      }
      settled.set(violation.id, { status: 'paid', at, reference: `${violation.id}-P` })
    } else {
      const reason = fields.reason
      if (typeof reason !== 'string' || reason.trim().length < 5 || reason.length > 2000) {
        throw invalid('reason', { ar: 'نص من 5 إلى 2000 حرف', en: 'a text of 5 to 2000 characters' })
      }
      settled.set(violation.id, { status: 'objected', at, reference: `${violation.id}-O` })
    }
    return sample({ violation: show(violation) }, 201)
  }

  return {
    handle: (request) => {
      const [id, action, ...rest] = request.path
      if (id === undefined) {
        if (request.method !== 'GET') throw methodNotAllowed(['GET'])
        return list(request)
      }
      const violation = byId.get(id)
      if (violation === undefined || rest.length > 0) throw notFound({ ar: 'المخالفة', en: 'violation' })
      if (action === undefined) {
        if (request.method !== 'GET') throw methodNotAllowed(['GET'])
        return sample({ violation: show(violation) })
      }
      if (action !== 'payments' && action !== 'objections') throw notFound({ ar: 'العنوان', en: 'address' })
      if (request.method !== 'POST') throw methodNotAllowed(['POST'])
      return settle(violation, action, request)
    },
    describe: (server) => describeTraffic(server),
  }
}

function describeTraffic(server: string): Readonly<Record<string, unknown>> {
  const violation = {
    type: 'object',
    required: ['id', 'plate', 'offence', 'place', 'at', 'fine', 'points', 'status'],
    properties: {
      id: { type: 'string' },
      plate: { type: 'string' },
      offence: { type: 'object', properties: { code: { type: 'string' }, title: TEXT_SCHEMA } },
      place: TEXT_SCHEMA,
      at: { type: 'string', format: 'date-time' },
      fine: MONEY_SCHEMA,
      points: { type: 'integer' },
      status: { enum: ['unpaid', 'paid', 'objected'] },
    },
  }
  const one = answerSchema({ violation })
  const path = [{ name: 'id', schema: { type: 'string' }, example: 'QA-TV-000001' }]
  return openApi({ ar: 'المخالفات المرورية', en: 'Traffic violations' }, server, {
    '/': {
      get: {
        summary: { ar: 'مخالفات لوحة', en: 'Violations of a plate' },
        query: [
          { name: 'plate', required: true, schema: { type: 'string', pattern: PLATE.source }, example: KNOWN_PLATE },
        ],
        answers: answerSchema({
          state: { type: 'string' },
          plate: { type: 'string' },
          count: { type: 'integer' },
          owed: MONEY_SCHEMA,
          violations: { type: 'array', items: violation },
        }),
      },
    },
    '/{id}': { get: { summary: { ar: 'مخالفة برقمها', en: 'One violation' }, path, answers: one } },
    '/{id}/payments': {
      post: {
        summary: { ar: 'دفع مخالفة', en: 'Pay a violation' },
        path,
        body: MONEY_SCHEMA,
        answers: one,
        status: 201,
      },
    },
    '/{id}/objections': {
      post: {
        summary: { ar: 'اعتراض على مخالفة', en: 'Object to a violation' },
        path,
        body: {
          type: 'object',
          required: ['reason'],
          properties: { reason: { type: 'string', minLength: 5, maxLength: 2000 } },
        },
        answers: one,
        status: 201,
      },
    },
  })
}
