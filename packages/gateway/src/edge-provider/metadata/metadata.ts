import { type Header, RabtError } from '@rabt/protocol'
import { checkMayAsk } from '../../authorise/may-ask.ts'
import type { OwnService } from '../../authorise/own-services.ts'
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

const SERVICES: Readonly<Record<OwnService, Answerer>> = {
  listMethods: (deps, call) => json(listMethods(deps.directory(), deps.registry, call.provider, deps.clock())),
  allowedMethods: (deps, call) =>
    json(allowedMethods(deps.directory(), deps.registry, call.provider, call.consumer, deps.clock())),
  getOpenAPI: getOpenApi,
}

/** Any registered client may call, unless one side has not joined. @throws RabtError ACCESS_DENIED, and as the services do. */
export async function answerMetadata(
  deps: ProvideDeps,
  call: IncomingCall,
  question: Question,
  timeoutMs: number,
): Promise<ServiceAnswer> {
  const view = deps.directory()
  if (!view.subsystems.has(call.consumer) && !view.members.has(call.consumer))
    throw new RabtError('UNKNOWN_MEMBER', { member: call.consumer })
  checkMayAsk(view, call.consumer, call.provider, deps.clock())
  return SERVICES[call.serviceCode as OwnService](deps, call, question, timeoutMs)
}

const JSON_HEADERS: readonly Header[] = [['content-type', 'application/json']]

function json(value: unknown): ServiceAnswer {
  return { status: 200, reason: 'OK', headers: JSON_HEADERS, body: Buffer.from(JSON.stringify(value)) }
}
