import type { AgreementRecord, Text } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { checkFields } from '../agreements/check-fields.ts'
import { checkAgreement } from '../authorise/check-agreement.ts'
import { isOwnService } from '../authorise/own-services.ts'
import type { AnswerDraft, IncomingCall, Provide } from '../exchange.ts'
import type { ServiceSetting } from '../registry/local-registry.ts'
import type { ProvideDeps } from './deps.ts'
import { draftAnswer } from './draft.ts'
import { draftFault } from './fault.ts'
import { answerMetadata } from './metadata/metadata.ts'
import { languageOf, type Question, readQuestion, serviceHeaders } from './question.ts'
import { parseBaseAddress, requestTarget } from './service/address.ts'
import { PROVIDER_LIMITS } from './service/limits.ts'
import type { ServiceAnswer } from './service/service-call.ts'

/** [C] a body goes to the service with these methods alone; with others it is sealed and kept, not forwarded. */
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** What is known of a call, step by step, so that a fault can say it. */
interface Progress {
  question: Question | null
  agreement: string | null
}

/**
 * Makes the provider's side: judges a call that is durable here, calls the agency's system, and drafts the answer. Never rejects.
 * The order of checks is X-Road's [C]: parse, service, type, right (here: agreement), not disabled, call.
 */
export function createProvide(deps: ProvideDeps): Provide {
  deps.registry.onChange(() => deps.caller.retain(originsOf(deps.registry.services())))
  return async (call) => {
    const progress: Progress = { question: null, agreement: null }
    try {
      return await answer(deps, call, progress)
    } catch (error) {
      return draftFault(deps, call, progress.question, error, progress.agreement)
    }
  }
}

async function answer(deps: ProvideDeps, call: IncomingCall, progress: Progress): Promise<AnswerDraft> {
  const question = readQuestion(call)
  progress.question = question
  const maintenance = deps.registry.maintenance()
  if (maintenance.active) throw withNotice('MAINTENANCE_MODE', maintenance.notice, question)
  if (isOwnService(call.method, call.serviceCode)) {
    return draftAnswer(
      call,
      question,
      await answerMetadata(deps, call, question, remainingMs(deps, call)),
      null,
      deps.random,
    )
  }
  const service = deps.registry.service(question.service)
  if (service === undefined) throw new RabtError('UNKNOWN_SERVICE', { service: question.service })
  deps.mayRun(call.method)
  const agreement = agreementOf(deps, call, question)
  progress.agreement = agreement.id
  if (service.disabled !== null) throw withNotice('SERVICE_DISABLED', service.disabled.notice, question)
  deps.usage.take(agreement, call.consumer, deps.clock())
  const reply = await callService(deps, call, question, service)
  checkFields(agreement, reply, 'provider')
  return draftAnswer(call, question, reply, agreement.id, deps.random)
}

function agreementOf(deps: ProvideDeps, call: IncomingCall, question: Question): AgreementRecord {
  const { consumer, method, agreement, directory } = call
  const wish = { consumer, service: question.service, method, path: question.servicePath }
  return checkAgreement(deps.directory(), wish, { agreement, purpose: question.purpose, directory }, deps.clock())
}

function callService(
  deps: ProvideDeps,
  call: IncomingCall,
  question: Question,
  service: ServiceSetting,
): Promise<ServiceAnswer> {
  const address = parseBaseAddress(service.url)
  return deps.caller.call({
    service: service.id,
    origin: address.origin,
    target: requestTarget(address, question.servicePath, question.query),
    method: call.method,
    headers: serviceHeaders(call, question),
    body: WITH_BODY.has(call.method) ? call.body : null,
    verifyTls: service.verifyTls,
    timeoutMs: Math.min(service.timeoutMs, remainingMs(deps, call)),
  })
}

/** Steps of the time left: timers of one length cost Node next to nothing, timers of a thousand lengths do. */
const STEP_MS = 64

/** @throws RabtError DEADLINE_PASSED when the answer could not reach the caller in time. */
function remainingMs(deps: ProvideDeps, call: IncomingCall): number {
  const left = call.deadline - (deps.limits ?? PROVIDER_LIMITS).returnMs - deps.clock()
  if (left <= 0) throw new RabtError('DEADLINE_PASSED')
  return left < STEP_MS ? left : left - (left % STEP_MS)
}

function withNotice(code: 'MAINTENANCE_MODE' | 'SERVICE_DISABLED', notice: Text | null, question: Question): RabtError {
  return new RabtError(code, { notice: notice?.[languageOf(question)] ?? '—' })
}

function originsOf(services: readonly ServiceSetting[]): Set<string> {
  const origins = new Set<string>()
  for (const { url, descriptionUrl } of services) {
    for (const address of [url, descriptionUrl]) {
      const origin = address === null ? undefined : URL.parse(address)?.origin
      if (origin !== undefined) origins.add(origin)
    }
  }
  return origins
}
