import type { Text } from '../federation/text.ts'

type Json = Readonly<Record<string, unknown>>

export interface Operation {
  readonly summary: Text
  readonly query?: readonly Parameter[]
  readonly path?: readonly Parameter[]
  readonly body?: Json
  /** Status and schema of the good answer. */
  readonly answers: Json
  readonly status?: number
}

interface Parameter {
  readonly name: string
  readonly required?: boolean
  readonly schema: Json
  readonly example?: string | number
}

export const TEXT_SCHEMA: Json = {
  type: 'object',
  required: ['ar', 'en'],
  properties: { ar: { type: 'string' }, en: { type: 'string' } },
}

export const MONEY_SCHEMA: Json = {
  type: 'object',
  required: ['amount', 'currency'],
  properties: {
    amount: { type: 'string', pattern: '^\\d+\\.\\d{2,3}$' },
    currency: { type: 'string', minLength: 3, maxLength: 3 },
  },
}

const PROBLEM: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'text'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    text: TEXT_SCHEMA,
  },
}

/** An answer's schema: the mark of samples and the given members. */
export function answerSchema(properties: Json): Json {
  return {
    type: 'object',
    required: ['sample', 'note', ...Object.keys(properties)],
    properties: { sample: { const: true }, note: TEXT_SCHEMA, ...properties },
  }
}

/** Builds an OpenAPI 3.1 document; `paths` is keyed by path, then by method. */
export function openApi(
  title: Text,
  server: string,
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>,
): Json {
  const described = Object.entries(paths).map(([path, methods]) => [
    path,
    Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, describeOperation(operation)])),
  ])
  return {
    openapi: '3.1.0',
    info: {
      title: `${title.ar} · ${title.en}`,
      version: '1.0.0',
      description: 'بيانات تجريبية · Sample data',
    },
    servers: [{ url: server }],
    paths: Object.fromEntries(described) as Json,
    components: { schemas: { Problem: PROBLEM } },
  }
}

function describeOperation(operation: Operation): Json {
  const { summary, query = [], path = [], body, answers, status = 200 } = operation
  const refusal = {
    description: 'Refused',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  return {
    summary: `${summary.ar} · ${summary.en}`,
    parameters: [
      ...query.map((parameter) => ({ in: 'query', ...parameter })),
      ...path.map((parameter) => ({ in: 'path', ...parameter, required: true })),
    ],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      [status]: { description: 'OK', content: { 'application/json': { schema: answers } } },
      400: refusal,
      404: refusal,
    },
  }
}
