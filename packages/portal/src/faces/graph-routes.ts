import { type Context, Hono } from 'hono'
import type { Kind } from '../record/common.ts'
import { addressesOf, type FacesContext, MAX_AGE_SECONDS, openWorld } from './context.ts'
import { describeCatalogue } from './describe/catalogue.ts'
import { entryOf } from './describe/library.ts'
import { describeService } from './describe/service.ts'
import type { World } from './describe/shared.ts'
import { answer } from './http/answer.ts'
import { jsonLdContext, writeJsonLd } from './rdf/json-ld.ts'
import { eachOnce, type Node } from './rdf/node.ts'
import { writeTurtle } from './rdf/turtle.ts'

export const GRAPH_TYPES = { ttl: 'text/turtle', jsonld: 'application/ld+json' } as const
export type GraphForm = keyof typeof GRAPH_TYPES

/** Nodes in one of the two forms, in pieces. */
export function writeGraph(form: GraphForm, nodes: AsyncIterable<Node> | Iterable<Node>, context: string) {
  return form === 'ttl' ? writeTurtle(eachOnce(nodes)) : writeJsonLd(eachOnce(nodes), context)
}

const LIBRARY: readonly Kind[] = ['dataset', 'document']

/** `/catalog.ttl`, `/catalog.jsonld` (DCAT-AP), `/services.ttl`, `/services.jsonld` (CPSV-AP), and the context that both JSON-LD forms name. */
export function graphRoutes(context: FacesContext): Hono {
  const app = new Hono()
  const at = addressesOf(context)
  const whole =
    (
      form: GraphForm,
      kinds: readonly Kind[],
      describe: (world: World, modified: Date | null) => AsyncGenerator<Node>,
    ) =>
    async (c: Context) => {
      const [{ tag, modified }, agencies] = await Promise.all([
        context.source.mark(kinds),
        context.source.mark(['agency']),
      ])
      const world = await openWorld(context)
      return answer(c, () => writeGraph(form, describe(world, modified), at.context), {
        type: `${GRAPH_TYPES[form]}; charset=utf-8`,
        mark: `${tag} ${agencies.tag}`,
        maxAgeSeconds: MAX_AGE_SECONDS,
        headers: { 'access-control-allow-origin': '*' },
      })
    }
  for (const form of ['ttl', 'jsonld'] as const) {
    app.get(
      `/catalog.${form}`,
      whole(form, LIBRARY, (world, modified) => describeCatalogue(world, context.source.all(LIBRARY), modified)),
    )
    app.get(
      `/services.${form}`,
      whole(form, ['service'], async function* (world) {
        for await (const item of context.source.all(['service'])) {
          if (item.record.kind !== 'service') continue
          yield* describeService(world, item.record)
          yield* entryOf(world, item)
        }
      }),
    )
  }
  app.get('/context.jsonld', (c) =>
    answer(c, `${JSON.stringify(jsonLdContext(), null, 1)}\n`, {
      type: 'application/ld+json; charset=utf-8',
      maxAgeSeconds: 86_400,
      headers: { 'access-control-allow-origin': '*' },
    }),
  )
  return app
}
