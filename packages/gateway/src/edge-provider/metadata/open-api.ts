import { hash } from 'node:crypto'
import { formatId, RabtError } from '@rabt/protocol'
import type { IncomingCall } from '../../exchange.ts'
import type { ServiceSetting } from '../../registry/local-registry.ts'
import type { ProvideDeps } from '../deps.ts'
import type { Question } from '../question.ts'
import { PROVIDER_LIMITS } from '../service/limits.ts'
import type { ServiceAnswer } from '../service/service-call.ts'
import { replaceServers } from './replace-servers.ts'

/**
 * Reads the description registered for a service and answers it with the gateway's address in place of the inner ones.
 * The texts of these errors are compared literally by clients in the field.
 * @throws RabtError SERVICE_CODE_MISSING, SERVICE_NOT_FOUND, SERVICE_NOT_DESCRIBED, DESCRIPTION_UNREADABLE
 */
export async function getOpenApi(
  deps: ProvideDeps,
  call: IncomingCall,
  question: Question,
  timeoutMs: number,
): Promise<ServiceAnswer> {
  const code = serviceCodeParameter(question.query)
  if (code === null) throw new RabtError('SERVICE_CODE_MISSING')
  const service = findService(deps, call.provider, code)
  // [C] the message says REST whatever else is missing.
  if (service.type !== 'OPENAPI' || service.descriptionUrl === null) throw new RabtError('SERVICE_NOT_DESCRIBED')
  const url = service.descriptionUrl
  try {
    const { type, text } = await readDescription(deps, service, url, timeoutMs)
    const body = Buffer.from(replacedOnce(text, isJson(type, url), service, url))
    return { status: 200, reason: 'OK', headers: [['content-type', type ?? 'text/plain']], body }
  } catch (cause) {
    if (cause instanceof RabtError && cause.code === 'OVERLOADED') throw cause
    throw new RabtError(
      'DESCRIPTION_UNREADABLE',
      { url },
      { detail: cause instanceof RabtError ? cause.code : String(cause), cause },
    )
  }
}

/** [C] the parameter's name is matched without case; of several the last one wins. A plus stays one, as in identifiers. */
function serviceCodeParameter(query: string | null): string | null {
  let found: string | null = null
  for (const [name, value] of new URLSearchParams(query?.replaceAll('+', '%2B') ?? '')) {
    if (name.toLowerCase() === 'servicecode') found = value
  }
  return found === '' ? null : found
}

function findService(deps: ProvideDeps, provider: string, code: string): ServiceSetting {
  const service = deps.registry.service(`${provider}/${formatId([code])}`)
  if (service === undefined) throw new RabtError('SERVICE_NOT_FOUND', { service: `SERVICE:${provider}/${code}` })
  return service
}

async function readDescription(deps: ProvideDeps, service: ServiceSetting, url: string, timeoutMs: number) {
  const { origin, pathname, search } = new URL(url)
  const answer = await deps.caller.call({
    service: service.id,
    origin,
    target: pathname + search,
    method: 'GET',
    headers: [['accept', 'application/json, application/yaml, application/x-yaml, text/yaml, */*']],
    body: null,
    verifyTls: service.verifyTls,
    timeoutMs: Math.min(service.timeoutMs, timeoutMs),
  })
  if (answer.status !== 200 || answer.body === null) throw new Error(`status ${answer.status}`)
  if (answer.body.length > (deps.limits ?? PROVIDER_LIMITS).descriptionBytes) throw new Error('description too large')
  return {
    type: answer.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null,
    text: new TextDecoder('utf-8', { fatal: true }).decode(answer.body),
  }
}

/** Replacing holds the event loop for up to a second, so that whoever asks again and again must not make us do it again. */
const CACHED = 64
const cache = new Map<string, string>()

function replacedOnce(text: string, json: boolean, service: ServiceSetting, url: string): string {
  const key = hash('sha256', JSON.stringify([service.id, service.url, url, json, text]))
  const known = cache.get(key)
  if (known !== undefined) return known
  const replaced = replaceServers(text, json, `/r1/${service.id}`, innerAddresses(service.url, url))
  if (cache.size >= CACHED) cache.delete(cache.keys().next().value as string)
  cache.set(key, replaced)
  return replaced
}

/** [C] told by the Content-Type, then by the ending of the address, else it is YAML. */
function isJson(type: string | null, url: string): boolean {
  if (type !== null && /json/i.test(type)) return true
  if (type !== null && /yaml/i.test(type)) return false
  return new URL(url).pathname.toLowerCase().endsWith('.json')
}

function innerAddresses(...urls: readonly string[]): string[] {
  const all = urls.flatMap((url) => [url.replace(/\/$/, ''), new URL(url).origin])
  return [...new Set(all)].sort((a, b) => b.length - a.length)
}
