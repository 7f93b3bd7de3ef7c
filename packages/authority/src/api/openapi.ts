import { z } from 'zod'
import { type ApiErrorCode, problemSchema, statusOf } from './problem.ts'
import type { Route } from './route.ts'

type Json = Readonly<Record<string, unknown>>

/** What any route may answer. */
const COMMON: readonly ApiErrorCode[] = [
  'INVALID_REQUEST',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'INTERNAL_ERROR',
  'REGISTER_BUSY',
]

/** OpenAPI 3.1.1, whose schemas are JSON Schema 2020-12: as they are checked, for they are made of the same. */
export function openApi(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const row of routes) {
    paths[row.path] ??= {}
    ;(paths[row.path] as Record<string, Json>)[row.method] = operation(row)
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Rabt: the admin API of a state authority',
      version: '1',
      description: 'docs/operate/authority.md; what each code of a problem says is in docs/reference/errors.md',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      securitySchemes: { person: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
    },
    security: [{ person: [] }],
  }
}

function operation(row: Route): Json {
  const codes = [...COMMON, ...(row.body === null ? [] : (['BODY_TOO_LARGE'] as const)), ...row.errors]
  const byStatus = new Map<number, ApiErrorCode[]>()
  for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code])
  const responses: Record<string, Json> = {
    [row.status]: { description: row.en, content: { 'application/json': { schema: schemaOf(row.answer, 'output') } } },
  }
  for (const [status, of] of byStatus) {
    responses[status] = {
      description: of.join(', '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }
  }
  return {
    operationId: row.id,
    summary: row.en,
    description: `${row.ar}\n\n${row.roles === null ? 'Every person of the authority.' : `Roles: ${row.roles.join(', ')}.`}`,
    parameters: [...parameters(row.params, 'path'), ...parameters(row.query, 'query')],
    ...(row.body === null
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(row.body, 'input') } } } }),
    responses,
  }
}

function parameters(schema: z.ZodObject, place: 'path' | 'query'): Json[] {
  return Object.entries(schema.shape).map(([name, of]) => ({
    name,
    in: place,
    required: place === 'path',
    schema: schemaOf(of as z.ZodType, 'input'),
  }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' })
  return rest
}
