import { RabtError } from '@rabt/protocol'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { hasRole, type Person } from '../people/roles.ts'
import { personOfToken } from '../people/store.ts'
import type { AuthorityApiDeps } from './deps.ts'
import { checked, readJson } from './input.ts'
import { openApi } from './openapi.ts'
import { languageOf, problemOf } from './problem.ts'
import type { Route } from './route.ts'
import { ROUTES } from './routes.ts'

/** Largest body: two hundred changes, each of an agreement with its endpoints. */
const BODY_BYTES = 512 * 1024

export const BASE = '/authority/v1'

/**
 * The admin API of one state's authority, under `/authority/v1` (docs/operate/authority.md): a fetch handler that holds no
 * state of its own. It belongs behind TLS 1.3. Every route but the description of the API needs the token of a person.
 */
export function createAuthorityApi(deps: AuthorityApiDeps): Hono {
  const app = new Hono()
  let description: ReturnType<typeof openApi> | undefined

  const problem = (c: Context, error: unknown): Response => {
    const document = problemOf(error, languageOf(c.req.header('Accept-Language')))
    if (document.status === 401) c.header('WWW-Authenticate', 'Bearer')
    c.header('Content-Type', 'application/problem+json')
    c.header('Content-Language', document.title === document.message.ar ? 'ar' : 'en')
    return c.body(JSON.stringify(document), document.status as 400)
  }
  app.onError((error, c) => {
    const response = problem(c, error)
    if (response.status === 500) deps.failed(error)
    return response
  })
  app.notFound((c) => problem(c, new RabtError('NOT_FOUND', { what: c.req.path })))
  app.use(async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
    c.header('X-Content-Type-Options', 'nosniff')
  })
  app.get(`${BASE}/openapi.json`, (c) => {
    description ??= openApi(ROUTES)
    return c.json(description)
  })

  const signedIn = async (c: Context): Promise<Person> => {
    const token = /^Bearer +([A-Za-z0-9_-]{1,128})$/i.exec(c.req.header('Authorization') ?? '')?.[1]
    const person = token === undefined ? null : await personOfToken(deps.pool, token, deps.clock())
    if (person === null) throw new RabtError('UNAUTHENTICATED')
    return person
  }
  const limit = bodyLimit({
    maxSize: BODY_BYTES,
    onError: (c) => problem(c, new RabtError('BODY_TOO_LARGE', { limit: String(BODY_BYTES) })),
  })
  for (const row of ROUTES) mount(app, row, deps, signedIn, limit)
  return app
}

function mount(
  app: Hono,
  row: Route,
  deps: AuthorityApiDeps,
  signedIn: (c: Context) => Promise<Person>,
  limit: MiddlewareHandler,
): void {
  app.on(row.method.toUpperCase(), row.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    // Who asks first: a stranger learns nothing of what is well formed, and nothing that a stranger sends is read.
    const person = await signedIn(c)
    if (row.roles !== null && !hasRole(person, row.roles)) throw new RabtError('FORBIDDEN')
    // No text of PostgreSQL can hold a null character.
    if (c.req.url.includes('%00')) throw new RabtError('NOT_FOUND', { what: c.req.path })
    const params = checked(row.params, c.req.param())
    const query = checked(row.query, c.req.query())
    const tooLarge = row.body === null ? undefined : await limit(c, async () => undefined)
    if (tooLarge !== undefined) return tooLarge
    const sent = row.body === null ? null : readJson(new Uint8Array(await c.req.arrayBuffer()))
    const body = row.body === null ? null : checked(row.body, sent)
    const call = { deps, person, now: deps.clock(), params, query, body, sent }
    return c.json((await row.run(call as never)) as object, row.status)
  })
}
