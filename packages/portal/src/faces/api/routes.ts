import { type Context, Hono } from 'hono'
import { addressesOf, type FacesContext, MAX_AGE_SECONDS } from '../context.ts'
import { chosen } from '../http/accept.ts'
import { answer } from '../http/answer.ts'
import { problem } from '../http/problem.ts'
import { readQuery } from '../http/query.ts'
import { openApi } from './openapi.ts'
import { OPERATIONS } from './operations.ts'

const JSON_TYPE = 'application/json'
const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'ETag' } as const

/** `/api/v1/…`: reading alone, for everybody, from any page (CORS). */
export function apiRoutes(context: FacesContext): Hono {
  const app = new Hono()
  const send = (c: Context, body: object) =>
    answer(c, `${JSON.stringify(body)}\n`, {
      type: JSON_TYPE,
      maxAgeSeconds: MAX_AGE_SECONDS,
      vary: 'Accept',
      headers: CORS,
    })

  app.use('/api/v1/*', async (c, next) => {
    if (c.req.method === 'OPTIONS') {
      return new Response(null, {
        status: 204,
        headers: {
          ...CORS,
          'access-control-allow-methods': 'GET, HEAD',
          'access-control-allow-headers': 'If-None-Match',
          'access-control-max-age': '86400',
        },
      })
    }
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { ...CORS, allow: 'GET, HEAD, OPTIONS' } })
    }
    if (chosen(c.req.header('accept'), [JSON_TYPE]) === undefined)
      return problem(c, 'NOT_ACCEPTABLE', { offered: JSON_TYPE })
    return next()
  })
  const description = openApi(addressesOf(context).api)
  app.get('/api/v1/openapi.json', (c) => send(c, description))
  for (const { path, params, query, handle } of OPERATIONS) {
    app.get(`/api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, async (c) => {
      const named = params?.safeParse(c.req.param())
      if (named?.success === false) return problem(c, 'NOT_FOUND', { what: c.req.path })
      const asked = query === null ? {} : readQuery(c, query)
      if (asked instanceof Response) return asked
      const body = await handle(context, { ...named?.data, ...asked }, c)
      return body instanceof Response ? body : send(c, body)
    })
  }
  app.all('/api/v1/*', (c) => problem(c, 'NOT_FOUND', { what: c.req.path }))
  return app
}
