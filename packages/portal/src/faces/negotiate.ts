import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { PublishedItem } from '../content/published.ts'
import { preferred } from '../http/language.ts'
import { isComplete } from '../http/security-headers.ts'
import { TENANTS, type Tenant } from '../record/common.ts'
import { kindsAt } from '../record/place.ts'
import { pathOf } from './address.ts'
import { addressesOf, type FacesContext, MAX_AGE_SECONDS, openWorld } from './context.ts'
import { describeRecord } from './describe/record.ts'
import { GRAPH_TYPES, type GraphForm, writeGraph } from './graph-routes.ts'
import { chosen } from './http/accept.ts'
import { answer } from './http/answer.ts'
import { problem } from './http/problem.ts'

const OFFERED = ['text/html', 'text/turtle', 'application/ld+json'] as const
const PAGE = /^\/(?:ar|en)\/([a-z]+)\/([a-z]{2,3})(?:\/([a-z0-9-]{1,80}))?$/

/**
 * A record's page in the form that the reader accepts: HTML is left to the page, Turtle and JSON-LD are answered here, anything else is refused
 * with 406. Stands before any cache of pages, whose addresses do not tell the forms apart.
 */
export function negotiated(context: FacesContext): MiddlewareHandler {
  return async (c, next) => {
    const match = PAGE.exec(c.req.path)
    const kinds = match === null ? [] : kindsAt(match[1] as string)
    const tenant = match?.[2]?.toUpperCase() as Tenant
    const isGet = c.req.method === 'GET' || c.req.method === 'HEAD'
    if (match === null || kinds.length === 0 || !isGet || !TENANTS.includes(tenant)) return next()
    const type = chosen(c.req.header('accept'), OFFERED)
    if (type === undefined) return problem(c, 'NOT_ACCEPTABLE', { offered: OFFERED.join(', ') })
    if (type === 'text/html') {
      await next()
      if (!isComplete(c.res)) c.res.headers.append('vary', 'Accept')
      return
    }
    const item = await find(context, kinds, tenant, match[3])
    if (item === null) return problem(c, 'NOT_FOUND', { what: c.req.path })
    return graphOf(c, context, item, type === 'text/turtle' ? 'ttl' : 'jsonld')
  }
}

/** `/id/KW/service/x`, the name of the thing itself: sends the reader to its page, and a machine to its description (303, RFC 9110 §15.4.4). */
export function thingRoutes(context: FacesContext): Hono {
  return new Hono().get('/id/:tenant/:kind/:slug', async (c) => {
    const { tenant, kind, slug } = c.req.param()
    const type = chosen(c.req.header('accept'), OFFERED)
    if (type === undefined) return problem(c, 'NOT_ACCEPTABLE', { offered: OFFERED.join(', ') })
    const item = await context.published.get(`${tenant}/${kind}/${slug}`)
    if (item === null) return problem(c, 'NOT_FOUND', { what: c.req.path })
    if (type !== 'text/html') return graphOf(c, context, item, type === 'text/turtle' ? 'ttl' : 'jsonld')
    const location = pathOf(item.record.id, preferred(c.req.header('accept-language')))
    return new Response(null, { status: 303, headers: { location, vary: 'Accept, Accept-Language' } })
  })
}

async function find(
  context: FacesContext,
  kinds: ReturnType<typeof kindsAt>,
  tenant: Tenant,
  slug: string | undefined,
): Promise<PublishedItem | null> {
  for (const kind of kinds) {
    const item =
      kind === 'state'
        ? ((await context.published.list({ kind, tenant, limit: 1 })).items[0] ?? null)
        : await context.published.get(`${tenant}/${kind}/${slug}`)
    if (item !== null && (kind === 'state') === (slug === undefined)) return item
  }
  return null
}

async function graphOf(c: Context, context: FacesContext, item: PublishedItem, form: GraphForm): Promise<Response> {
  const world = await openWorld(context)
  let body = ''
  for await (const piece of writeGraph(form, describeRecord(world, item), addressesOf(context).context)) body += piece
  return answer(c, body, {
    type: `${GRAPH_TYPES[form]}; charset=utf-8`,
    maxAgeSeconds: MAX_AGE_SECONDS,
    vary: 'Accept',
    headers: { 'access-control-allow-origin': '*' },
  })
}
