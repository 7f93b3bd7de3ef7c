import { z } from 'zod'
import { createAuthorityApi } from '../src/api/app.ts'
import type { AuthorityApiDeps } from '../src/api/deps.ts'
import { NOW, type Office, tokenOf } from './office.ts'

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: { readonly Problem: object } }
}
interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >
}

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the tests name what they look at
  readonly body: any
  readonly headers: Headers
}

/** Calls the API as a person, and holds each answer against the description that the API itself serves. */
export interface Caller {
  get(person: string, path: string): Promise<Answer>
  post(person: string, path: string, body: unknown): Promise<Answer>
  send(path: string, init: RequestInit): Promise<Answer>
  /** Operations that were answered, by method and path. */
  readonly seen: Set<string>
  readonly failures: unknown[]
  readonly described: Described
  now: number
  publish: AuthorityApiDeps['publish']
}

export async function openCaller(office: Office): Promise<Caller> {
  const failures: unknown[] = []
  const api = createAuthorityApi({
    code: office.code,
    pool: office.pool,
    view: () => office.view(),
    report: () => office.report(),
    clock: () => caller.now,
    publish: (document) => caller.publish(document),
    failed: (error) => failures.push(error),
  })
  const described = (await (await api.request('/authority/v1/openapi.json')).json()) as Described
  const seen = new Set<string>()
  const schemas = new Map<object, z.ZodType>()

  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await api.request(path, init)
    const body = (await response.json()) as unknown
    hold(String(init.method ?? 'GET').toLowerCase(), path, response, body)
    return { status: response.status, body, headers: response.headers }
  }

  /** Throws for an answer that the description does not allow. */
  function hold(method: string, path: string, response: Response, body: unknown): void {
    const [bare = ''] = path.split('?', 1)
    const template = Object.keys(described.paths).find(
      (one) =>
        described.paths[one]?.[method] !== undefined &&
        new RegExp(`^${one.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(bare),
    )
    if (template === undefined) {
      if (response.status !== 404 && response.status !== 413) throw new Error(`${method} ${path} is not described`)
      return
    }
    seen.add(`${method} ${template}`)
    const described_ = described.paths[template]?.[method]?.responses[response.status]
    if (described_ === undefined) throw new Error(`${method} ${template}: ${response.status} is not described`)
    const type = response.headers.get('content-type')?.split(';', 1)[0] ?? ''
    const media = described_.content[type]
    if (media === undefined) throw new Error(`${method} ${template}: ${type} is not described`)
    const schema = '$ref' in media.schema ? described.components.schemas.Problem : media.schema
    let check = schemas.get(schema)
    if (check === undefined) {
      check = z.fromJSONSchema(schema as never)
      schemas.set(schema, check)
    }
    check.parse(body)
  }

  const authorization = (person: string) => ({ Authorization: `Bearer ${tokenOf(person)}` })
  const caller: Caller = {
    seen,
    failures,
    described,
    now: NOW,
    publish: async () => {},
    send,
    get: (person, path) => send(`/authority/v1${path}`, { headers: authorization(person) }),
    post: (person, path, body) =>
      send(`/authority/v1${path}`, {
        method: 'POST',
        headers: { ...authorization(person), 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
  }
  return caller
}
