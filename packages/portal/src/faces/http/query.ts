import type { Context } from 'hono'
import type { z } from 'zod'
import { problem } from './problem.ts'

/** Most members of a query that are read. */
const MAX_MEMBERS = 30

/** The query of a request by its schema, or the refusal that names each parameter that is unknown, doubled or not of its form. */
export function readQuery<T extends z.ZodObject>(c: Context, schema: T): z.output<T> | Response {
  const members = [...new URL(c.req.url).searchParams].slice(0, MAX_MEMBERS + 1)
  const names = members.map(([name]) => name)
  const doubled = names.filter((name, at) => names.indexOf(name) !== at)
  if (members.length > MAX_MEMBERS || doubled.length > 0) {
    return problem(
      c,
      'INVALID_REQUEST',
      {},
      doubled.slice(0, 1).map((name) => ({ name: name.slice(0, 60), reason: 'given twice' })),
    )
  }
  const parsed = schema.safeParse(Object.fromEntries(members))
  if (parsed.success) return parsed.data
  const invalid = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((name) => ({ name: name.slice(0, 60), reason: 'unknown' }))
      : [{ name: String(issue.path[0] ?? ''), reason: issue.message.slice(0, 200) }],
  )
  return problem(c, 'INVALID_REQUEST', {}, invalid)
}
