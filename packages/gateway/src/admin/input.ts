import type { Context } from 'hono'
import { z } from 'zod'
import { InvalidInput } from './problem.ts'

/** Checks a value against its schema. @throws InvalidInput with every field at fault. */
export function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new InvalidInput(result.error)
}

/** Reads a JSON body (RFC 8259) and checks it. @throws InvalidInput also for bytes that are no JSON in UTF-8. */
export async function checkedBody<T extends z.ZodType>(c: Context, schema: T): Promise<z.output<T>> {
  const bytes = await c.req.arrayBuffer()
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new InvalidInput(
      new z.ZodError([
        {
          code: 'custom',
          path: [],
          message: '',
          input: undefined,
          params: { en: 'is not JSON in UTF-8', ar: 'ليس JSON بترميز UTF-8' },
        },
      ]),
    )
  }
  return checked(schema, value)
}
