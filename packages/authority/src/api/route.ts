import type { z } from 'zod'
import type { Person, Role } from '../people/roles.ts'
import type { AuthorityApiDeps } from './deps.ts'
import type { ApiErrorCode } from './problem.ts'

/** What the handler of a route is given: everything checked against the schemas of its row. */
export interface Call<P, Q, B> {
  readonly deps: AuthorityApiDeps
  /** Who asks. */
  readonly person: Person
  readonly now: number
  readonly params: P
  readonly query: Q
  readonly body: B
  /** The body as it was sent: what a schema of the directory decodes is registered in this form. */
  readonly sent: unknown
}

/** One route of the API. The application and the OpenAPI description are made of the same rows. */
export interface Route {
  readonly method: 'get' | 'post'
  /** OpenAPI form: `/authority/v1/requests/{id}`. */
  readonly path: string
  readonly id: string
  readonly ar: string
  readonly en: string
  /** Who may; null: every person of the authority. */
  readonly roles: readonly Role[] | null
  readonly params: z.ZodObject
  readonly query: z.ZodObject
  readonly body: z.ZodType | null
  readonly answer: z.ZodType
  readonly status: 200 | 201
  /** Refusals besides those that every route knows. */
  readonly errors: readonly ApiErrorCode[]
  readonly run: (call: Call<never, never, never>) => Promise<unknown>
}

/** A row whose handler is typed by its schemas. */
export function route<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType | null, A extends z.ZodType>(
  row: Omit<Route, 'params' | 'query' | 'body' | 'answer' | 'run'> & {
    readonly params: P
    readonly query: Q
    readonly body: B
    readonly answer: A
    readonly run: (
      call: Call<z.output<P>, z.output<Q>, B extends z.ZodType ? z.output<B> : null>,
    ) => Promise<z.input<A>>
  },
): Route {
  return row as unknown as Route
}
