import { type Header, RabtError } from '@rabt/protocol'
import type { IncomingCall } from '../../exchange.ts'
import type { ProvideDeps } from '../deps.ts'
import type { Question } from '../question.ts'
import type { ServiceAnswer } from '../service/service-call.ts'
import { allowedMethods, listMethods } from './methods.ts'
import { getOpenApi } from './open-api.ts'

type Answerer = (
  deps: ProvideDeps,
  call: IncomingCall,
  question: Question,
  timeoutMs: number,
) => ServiceAnswer | Promise<ServiceAnswer>

/** X-Road PR-MREST: services that a gateway answers itself. */
const SERVICES: Readonly<Record<string, Answerer>> = {
  listMethods: (deps, call) => json(listMethods(deps.registry, call.provider)),
  allowedMethods: (deps, call) => json(allowedMethods(deps.directory(), deps.registry, call.provider, call.consumer)),
  getOpenAPI: getOpenApi,
}

/** [C] only GET is treated so; another method is an ordinary call to a service of that name. */
export function isMetadataCall(call: IncomingCall): boolean {
  return call.method === 'GET' && Object.hasOwn(SERVICES, call.serviceCode)
}

/** Any registered client may call. @throws RabtError as the services do. */
export async function answerMetadata(
  deps: ProvideDeps,
  call: IncomingCall,
  question: Question,
  timeoutMs: number,
): Promise<ServiceAnswer> {
  const { subsystems, members } = deps.directory()
  if (!subsystems.has(call.consumer) && !members.has(call.consumer))
    throw new RabtError('UNKNOWN_MEMBER', { member: call.consumer })
  return (SERVICES[call.serviceCode] as Answerer)(deps, call, question, timeoutMs)
}

const JSON_HEADERS: readonly Header[] = [['content-type', 'application/json']]

function json(value: unknown): ServiceAnswer {
  return { status: 200, reason: 'OK', headers: JSON_HEADERS, body: Buffer.from(JSON.stringify(value)) }
}
