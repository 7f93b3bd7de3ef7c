import { STATUS_CODES } from 'node:http'
import { CATALOGUE, type ErrorCode, type Language, messageOf, type RabtError } from '@rabt/protocol'
import { soapFault } from '../metadata/soap-fault.ts'
import type { Edge, Turn } from '../turn.ts'
import { uuid4 } from '../uuid4.ts'
import { type FaultFormat, faultFormat, preferredLanguage } from './accept.ts'
import { type Fault, faultBody, faultStatus, faultType, type Origin } from './fault.ts'
import { faultHeaders } from './fault-headers.ts'
import { headerOf } from './header-of.ts'
import { send } from './send.ts'

/** Answers a request with a gateway error, in the caller's format and language, and writes it to the log under `detail`. */
export function writeFault(turn: Turn, edge: Edge, error: RabtError): void {
  const { deps } = edge
  // Where the message ends is in doubt, so nothing behind it may be read as another.
  if (error.code === 'MALFORMED_REQUEST') turn.mustClose = true
  const origin = originOf(error)
  const message = messageOf(error, languageOf(turn))
  const fault: Fault = {
    code: error.code,
    type: faultType(error.code, origin, deps.spelling),
    message,
    detail: uuid4(deps.random),
    retryAfter: error.params.seconds,
  }
  logFault(turn, edge, fault, error)
  if (turn.endpoint === 'soap') sendSoapFault(turn, edge, fault)
  else sendFault(turn, edge, fault)
}

/** In X-Road these arise at the provider alone, and programs compare the whole name: it is theirs wherever they were found. */
const PROVIDERS_OWN: ReadonlySet<string> = new Set(['AccessDenied', 'UnknownService'])

/** A malformed message is the caller's; else `at` says which gateway failed. */
function originOf(error: RabtError): Origin {
  if (error.code === 'MALFORMED_REQUEST') return 'client'
  if (PROVIDERS_OWN.has(CATALOGUE[error.code].xroad)) return 'provider'
  return error.params.at === 'provider' ? 'provider' : 'consumer'
}

export function languageOf(turn: Turn): Language {
  return preferredLanguage(headerOf(turn.req, 'accept-language'))
}

/** Writes a fault that has its texts. What is known of the call goes along, so that its evidence can be found. */
export function sendFault(turn: Turn, edge: Edge, fault: Fault): void {
  const format: FaultFormat = faultFormat(headerOf(turn.req, 'accept'))
  const { body, contentType } = faultBody(fault, format)
  const headers = faultHeaders(fault, contentType, edge.deps.errorDocs)
  if (turn.requestId !== '') {
    headers.push('x-road-client', turn.client, 'x-road-service', (turn.call as NonNullable<Turn['call']>).service)
    headers.push(
      'x-road-id',
      turn.xroadId,
      'x-road-request-id',
      turn.requestId,
      'x-road-request-hash',
      turn.requestHash,
    )
  }
  const status = turn.endpoint === 'directory' ? directoryStatus(fault) : faultStatus(fault.type)
  send(turn, edge, status, STATUS_CODES[status] as string, headers, Buffer.from(body, 'utf8'))
}

/** A path of our own: clients of X-Road, who expect 500, do not know it. */
function directoryStatus({ code, type }: Fault): number {
  if (code === 'INVALID_REQUEST') return 400
  return code === 'NOT_FOUND' ? 404 : faultStatus(type)
}

/** [C] X-Road answers SOAP faults at HTTP 200. */
export function sendSoapFault(turn: Turn, edge: Edge, fault: Fault): void {
  const body = Buffer.from(soapFault(fault.type, fault.message, fault.detail), 'utf8')
  send(turn, edge, 200, 'OK', ['content-type', 'text/xml;charset=utf-8'], body)
}

function logFault(turn: Turn, edge: Edge, fault: Fault, error: RabtError): void {
  const fields = {
    detail: fault.detail,
    code: fault.code,
    fault: fault.type,
    cause: error.detail,
    client: turn.client || undefined,
    service: turn.call?.service,
    requestId: turn.requestId || undefined,
  }
  const { log } = edge.deps
  if (error.code === 'INTERNAL_ERROR') log.error({ ...fields, err: error.cause }, 'a call failed in this gateway')
  else if (isCallers(error.code)) log.info(fields, 'a call was refused')
  else log.warn(fields, 'a call failed')
}

function isCallers(code: ErrorCode): boolean {
  return CATALOGUE[code].side === 'client'
}
