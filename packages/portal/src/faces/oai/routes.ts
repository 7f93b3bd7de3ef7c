import { type Context, Hono } from 'hono'
import { addressesOf, type FacesContext } from '../context.ts'
import { element, seconds, XML_HEAD, xml } from '../xml.ts'
import { OaiError, readRequest } from './request.ts'
import { respond } from './respond.ts'

const NAMESPACE = 'http://www.openarchives.org/OAI/2.0/'
/** Bytes of a form and number of arguments that are read. */
const LIMITS = { formBytes: 4_096, args: 10 } as const

/** `/oai`: OAI-PMH 2.0 by GET and POST (§3.1.1). Refusals are answers of the protocol with status 200; only a form that is too large is not. */
export function oaiRoutes(context: FacesContext): Hono {
  const at = addressesOf(context)
  const repository = { at, source: context.source, stageOf: context.launch.stageOf }

  const handle = async (args: readonly (readonly [string, string])[]): Promise<Response> => {
    let body: string
    // §3.6: a request with a bad verb or argument is not repeated in its answer.
    let repeated: Readonly<Record<string, string>> = Object.fromEntries(args)
    try {
      body = await respond(repository, readRequest(args))
    } catch (thrown) {
      if (!(thrown instanceof OaiError)) throw thrown
      if (thrown.code === 'badVerb' || thrown.code === 'badArgument') repeated = {}
      body = element('error', { code: thrown.code }, xml(thrown.message))
    }
    const document = element(
      'OAI-PMH',
      {
        xmlns: NAMESPACE,
        'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
        'xsi:schemaLocation': `${NAMESPACE} ${NAMESPACE}OAI-PMH.xsd`,
      },
      [
        element('responseDate', {}, seconds(new Date(context.clock()))),
        element('request', repeated, xml(`${at.base}/oai`)),
        body,
      ],
    )
    return new Response(`${XML_HEAD}${document}\n`, {
      headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-cache' },
    })
  }

  return new Hono()
    .get('/oai', (c) => handle([...new URL(c.req.url).searchParams].slice(0, LIMITS.args)))
    .post('/oai', async (c) => {
      const form = await readForm(c)
      return form === undefined ? new Response(null, { status: 413 }) : handle([...form].slice(0, LIMITS.args))
    })
}

/** The form of a POST; undefined when it is larger than any request is. */
async function readForm(c: Context): Promise<URLSearchParams | undefined> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? '')) return new URLSearchParams()
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of c.req.raw.body ?? []) {
    text += decoder.decode(piece as Uint8Array, { stream: true })
    if (text.length > LIMITS.formBytes) return undefined
  }
  return new URLSearchParams(text)
}
