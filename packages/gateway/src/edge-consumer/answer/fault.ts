import { CATALOGUE, type ErrorCode } from '@rabt/protocol'
import { element } from '../metadata/xml.ts'
import type { FaultFormat } from './accept.ts'

/** Fault names of X-Road up to 7.7 (`classic`) or from 7.8 (`modern`). */
export type Spelling = 'classic' | 'modern'

/** Where a fault arose: `client` when what came was no HTTP call at all, else the gateway that failed. */
export type Origin = 'client' | 'consumer' | 'provider'

const PREFIX: Readonly<Record<Spelling, Readonly<Record<Origin, string>>>> = {
  classic: { client: 'Client.', consumer: 'Server.ClientProxy.', provider: 'Server.ServerProxy.' },
  modern: { client: 'client.', consumer: 'server.clientproxy.', provider: 'server.serverproxy.' },
}

/** PR-REST §4.6 names one fault of the caller's own, for what cannot be read as a request. */
const BAD_REQUEST = { xroad: 'BadRequest', modern: 'bad_request' } as const

/** A gateway error, ready to be written. */
export interface Fault {
  /** Code of our catalogue; null when a newer peer sent one that this version does not know. */
  readonly code: ErrorCode | null
  /** `type` of the body and `X-Road-Error`. */
  readonly type: string
  readonly message: string
  /** UUID that also stands in the log. */
  readonly detail: string
  /** Seconds after which the same call may go through, where that is known. */
  readonly retryAfter?: string | undefined
}

export function faultType(code: ErrorCode, origin: Origin, spelling: Spelling): string {
  const names = origin === 'client' ? BAD_REQUEST : CATALOGUE[code]
  return PREFIX[spelling][origin] + (spelling === 'classic' ? names.xroad : names.modern)
}

/** [C] a fault code that starts with `Server.` is 500, everything else 400. */
export function faultStatus(type: string): 400 | 500 {
  return /^server\./i.test(type) ? 500 : 400
}

/** Body and Content-Type of a fault: three members in this order, compact. */
export function faultBody(fault: Fault, format: FaultFormat): { readonly contentType: string; readonly body: string } {
  const { type, message, detail } = fault
  if (format === 'application/json') return { contentType: format, body: JSON.stringify({ type, message, detail }) }
  const body = `<error>${element('type', type)}${element('message', message)}${element('detail', detail)}</error>`
  return { contentType: `${format};charset=utf-8`, body }
}
