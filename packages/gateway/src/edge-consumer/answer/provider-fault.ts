import { CATALOGUE, type ErrorCode, messageOf, RabtError } from '@rabt/protocol'
import type { Edge, Turn } from '../turn.ts'
import { uuid4 } from '../uuid4.ts'
import { type Fault, faultType } from './fault.ts'
import { languageOf, sendFault } from './write-fault.ts'

/** Longest text that a peer may put into our answer, in characters. */
const MESSAGE_CHARACTERS = 2_000
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const FAULT_TYPE = /^[A-Za-z][A-Za-z0-9_.]{0,99}$/

/** Texts that clients compare literally: never in another language (docs/spec/x-road-rest.md §10). */
const LITERAL: ReadonlySet<ErrorCode> = new Set([
  'SERVICE_CODE_MISSING',
  'SERVICE_NOT_FOUND',
  'SERVICE_NOT_DESCRIBED',
  'DESCRIPTION_UNREADABLE',
])

/**
 * Writes a fault of the provider's gateway: it keeps its code, and gets this caller's format, spelling and, where nothing is lost by it,
 * language. Its `detail` stays, as it stands in that gateway's log.
 */
export function writeProviderFault(turn: Turn, edge: Edge, outcome: string): void {
  const told = readFaultBody(turn.answer?.body ?? null)
  const code = Object.hasOwn(CATALOGUE, outcome) ? (outcome as ErrorCode) : null
  const fault: Fault = {
    code,
    type: code === null ? unknownType(told.type) : faultType(code, 'provider', edge.deps.spelling),
    message: messageFor(turn, code, told.message),
    detail: told.detail ?? uuid4(edge.deps.random),
    retryAfter: retryAfterOf(turn),
  }
  const fields = { detail: fault.detail, code: outcome, service: turn.call?.service, requestId: turn.requestId }
  edge.deps.log.info(fields, "a call failed at the provider's gateway")
  sendFault(turn, edge, fault)
}

/** RFC 9110 §10.2.3, seconds: what the peer's fault says, if it is a number of days at most. */
function retryAfterOf({ reply }: Turn): string | undefined {
  const told = reply?.headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1]
  return told !== undefined && /^[1-9]\d{0,6}$/.test(told) ? told : undefined
}

/** A code of a newer version: the peer's own words for it, if they have the form of a fault code. */
function unknownType(told: string | null): string {
  return told !== null && FAULT_TYPE.test(told) ? told : 'Server.ServerProxy.InternalError'
}

function messageFor(turn: Turn, code: ErrorCode | null, told: string | null): string {
  if (code === null) return told ?? ''
  const language = languageOf(turn)
  if (told !== null && (language === 'en' || LITERAL.has(code))) return told
  const call = turn.call as NonNullable<Turn['call']>
  const params = { client: turn.client, member: turn.client, service: call.service, method: turn.req.method as string }
  // A text with gaps would say less than the peer's own words.
  const gaps = told !== null && placeholders(CATALOGUE[code][language]).some((name) => !Object.hasOwn(params, name))
  return gaps ? told : messageOf(new RabtError(code, params), language)
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{([A-Za-z]+)\}/g)].map((match) => match[1] as string)
}

interface Told {
  readonly type: string | null
  readonly message: string | null
  readonly detail: string | null
}

/** What the peer's body says, each member only if it is what it should be. */
function readFaultBody(body: Uint8Array | null): Told {
  const value = parseJson(body)
  const text = (name: string): string | null => {
    const member: unknown = Object.hasOwn(value, name) ? value[name] : null
    return typeof member === 'string' ? member.slice(0, MESSAGE_CHARACTERS).toWellFormed() : null
  }
  const detail = text('detail')
  return { type: text('type'), message: text('message'), detail: detail !== null && UUID.test(detail) ? detail : null }
}

function parseJson(body: Uint8Array | null): Record<string, unknown> {
  if (body === null) return {}
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    // The fault stands without the peer's words.
    return {}
  }
}
