import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { PARTIES, type PartyCode, partyOf } from '../federation/states.ts'
import { peoplePage } from './page.ts'
import { PORTAL_PEOPLE } from './people.ts'
import { createProvider } from './provider.ts'

export interface IdentityOptions {
  /** `http://127.0.0.1:8060` */
  readonly origin: string
  /** `http://127.0.0.1:8000` */
  readonly portal: string
  /** The portal's secret at each provider. */
  readonly secrets: Readonly<Record<string, string>>
}

const FORM_BYTES = 4_096
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

export const issuerOf = (origin: string, code: PartyCode): string => `${origin}/${code.toLowerCase()}`

/** The identity providers of the six states and the General Secretariat, each under its code. It listens nowhere yet. */
export function createIdentityServer({ origin, portal, secrets }: IdentityOptions): Server {
  const faces = new Map(
    PARTIES.map(({ code }) => {
      const prefix = `/${code.toLowerCase()}`
      const redirect = `${portal}/staff/callback${prefix}`
      const provider = createProvider({ code, issuer: issuerOf(origin, code), redirect, secret: secrets[code] ?? '' })
      return [prefix, faceOf(code, provider)] as const
    }),
  )
  const server = createServer((request, response) => {
    const target = request.url ?? '/'
    if (target === '/healthz') return void response.end('ok')
    const prefix = /^\/[a-z]+(?=\/)/.exec(target)?.[0]
    const face = prefix === undefined ? undefined : faces.get(prefix)
    if (prefix === undefined || face === undefined) return void response.writeHead(404).end()
    face(request, response)
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  return server
}

function faceOf(code: PartyCode, provider: ReturnType<typeof createProvider>): RequestListener {
  const prefix = `/${code.toLowerCase()}`
  const inner = provider.callback()
  const people = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    await provider.interactionDetails(request, response)
    if (request.method === 'GET') return void response.writeHead(200, HEADERS).end(peoplePage(partyOf(code).authority))
    const person = new URLSearchParams(await readForm(request)).get('person')
    if (!PORTAL_PEOPLE.some(({ id }) => id === person)) return void response.writeHead(422).end()
    await provider.interactionFinished(request, response, { login: { accountId: person, remember: false } })
  }
  return (request, response) => {
    if (request.url?.startsWith(`${prefix}/people/`)) {
      people(request, response).catch(() => response.writeHead(400, HEADERS).end('<!doctype html><title>400</title>'))
      return
    }
    // What is mounted under a path finds its own addresses by this (oidc-provider, docs on mounting).
    Object.assign(request, { originalUrl: request.url })
    request.url = request.url?.slice(prefix.length)
    inner(request, response)
  }
}

async function readForm(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString('utf8')
    if (text.length > FORM_BYTES) throw new Error('the form is too large')
  }
  return text
}
