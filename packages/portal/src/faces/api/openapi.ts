import { z } from 'zod'
import { record } from '../../record/record.ts'
import { problemSchema } from '../http/problem.ts'
import { OPERATIONS } from './operations.ts'
import { facetsSchema, itemPageSchema, itemSchema, rankingSchema, readinessSchema } from './schemas.ts'

type Json = Readonly<Record<string, unknown>>

/** Schemas that have a name in the description; what refers to one of them does so by it. */
const named = z.registry<{ id: string }>()
named.add(record, { id: 'Record' })
named.add(itemSchema, { id: 'Item' })
named.add(itemPageSchema, { id: 'ItemPage' })
named.add(facetsSchema, { id: 'Facets' })
named.add(rankingSchema, { id: 'Ranking' })
named.add(readinessSchema, { id: 'Readiness' })
named.add(problemSchema, { id: 'Problem' })

const reference = (id: string): string => `#/components/schemas/${id}`

/** OpenAPI 3.1.1 of the read API, made of the schemas that its requests are read by and its answers are checked against. */
export function openApi(server: string): Json {
  const { schemas } = z.toJSONSchema(named, { io: 'output', unrepresentable: 'any', uri: reference })
  return {
    openapi: '3.1.1',
    info: {
      title: 'Unified Gulf Portal: read API',
      version: '1',
      description:
        'What the six states hand out over the network, with the proof of it. docs/reference/machine-faces.md',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: server }],
    paths: Object.fromEntries(OPERATIONS.map((operation) => [operation.path, { get: described(operation) }])),
    components: {
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
      ),
    },
  }
}

function described({ id, en, ar, params, query, answer }: (typeof OPERATIONS)[number]): Json {
  const refusals = [...(query || params ? ['400'] : []), ...(params ? ['404'] : []), '406']
  return {
    operationId: id,
    summary: en,
    description: ar,
    parameters: [...parameters(params, 'path'), ...parameters(query, 'query')],
    responses: {
      200: {
        description: en,
        content: { 'application/json': { schema: { $ref: reference(named.get(answer)?.id ?? '') } } },
      },
      304: { description: 'Not changed since the entity tag of If-None-Match' },
      ...Object.fromEntries(
        refusals.map((status) => [
          status,
          {
            description: 'Refused',
            content: { 'application/problem+json': { schema: { $ref: reference('Problem') } } },
          },
        ]),
      ),
    },
  }
}

function parameters(schema: z.ZodObject | null, place: 'path' | 'query'): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, of]) => {
    const { $schema: _, ...json } = z.toJSONSchema(of as z.ZodType, { io: 'input', unrepresentable: 'any' })
    return {
      name,
      in: place,
      required: place === 'path' || !(of as z.ZodType).safeParse(undefined).success,
      schema: json,
    }
  })
}
