import type { Endpoint } from './turn.ts'

const GET_ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map([
  ['/listClients', 'clients'],
  ['/verificationconf', 'verification'],
  ['/asic', 'asic'],
])

/** Below it the consumer's edge answers questions to the directory: a path that X-Road does not know. */
export const DIRECTORY_PATH = '/rabt/v1/directory/'

/**
 * Which handler takes a request: questions to the directory and REST first, then metadata and evidence, then SOAP as the catch-all (X-Road's order).
 * Everything under `/r` is REST, so that a wrong version is an error of a call and not a SOAP fault.
 */
export function endpointOf(method: string, target: string): Endpoint {
  if (method === 'GET' && target.startsWith(DIRECTORY_PATH)) return 'directory'
  if (target.startsWith('/r')) return 'call'
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  return (method === 'GET' ? GET_ENDPOINTS.get(path) : undefined) ?? 'soap'
}

/** RFC 9112 §3.2.2: a server takes the absolute form too; what is forwarded is the origin form. */
export function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const absolute = /^https?:\/\/[^/?#]*/i.exec(target)
  if (absolute === null) return target
  const rest = target.slice(absolute[0].length)
  return rest.startsWith('/') ? rest : `/${rest}`
}
