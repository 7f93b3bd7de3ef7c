import { hash } from 'node:crypto'
import { asBuffer } from '../bytes.ts'
import type { ErrorCode } from '../error/catalogue.ts'
import { RabtError } from '../error/rabt-error.ts'
import { LIMITS } from '../limits.ts'
import { type Header, isHeaderValue, isToken } from './header.ts'

/** What a request says beside its body (docs/spec/heads.md). Texts are latin1: one character an octet. */
export interface RequestHead {
  readonly method: string
  /** Raw path, with `?query` if there is one. */
  readonly target: string
  readonly headers: readonly Header[]
}

export interface ResponseHead {
  readonly status: number
  /** May be empty. */
  readonly reason: string
  readonly headers: readonly Header[]
}

const CRLF = '\r\n'
const TARGET = /^\/[\x21-\x7e\x80-\xff]*$/
const STATUS_LINE = /^([1-9][0-9]{2}) ([\t\x20-\x7e\x80-\xff]*)$/

interface Codes {
  readonly invalid: ErrorCode
  readonly tooLarge: ErrorCode
}
const REQUEST: Codes = { invalid: 'MALFORMED_REQUEST', tooLarge: 'HEAD_TOO_LARGE' }
// Written at the provider's side from what its system answered; read at the consumer's from what the peer sent.
const RESPONSE_OUT: Codes = { invalid: 'SERVICE_GARBAGE', tooLarge: 'SERVICE_ANSWER_TOO_LARGE' }
const RESPONSE_IN: Codes = { invalid: 'INCONSISTENT_RESPONSE', tooLarge: 'INCONSISTENT_RESPONSE' }

// Never with the line itself: it may hold personal data.
const invalid = (codes: Codes, detail: string): RabtError => new RabtError(codes.invalid, {}, { detail })

const serialise = (start: string, headers: readonly Header[], codes: Codes): Buffer => {
  let text = start
  for (const [name, value] of headers) {
    if (!isToken(name)) throw invalid(codes, 'header name is not a token')
    if (!isHeaderValue(value)) throw invalid(codes, 'header value with a control character or one beyond latin1')
    text += `${name}:${value}${CRLF}`
  }
  if (text.length > LIMITS.headBytes) throw tooLarge(codes)
  return Buffer.from(text, 'latin1')
}

const tooLarge = (codes: Codes): RabtError => new RabtError(codes.tooLarge, { limit: String(LIMITS.headBytes) })

/** Lines of a head, each of which must end with CRLF. */
const linesOf = (bytes: Uint8Array, codes: Codes): string[] => {
  if (bytes.length > LIMITS.headBytes) throw tooLarge(codes)
  const lines = asBuffer(bytes).toString('latin1').split(CRLF)
  if (lines.pop() !== '') throw invalid(codes, 'last line without CRLF')
  return lines
}

const parseHeaders = (lines: readonly string[], codes: Codes): Header[] =>
  lines.map((line) => {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0))
    const value = line.slice(colon + 1)
    if (!isToken(name)) throw invalid(codes, 'header name is not a token')
    if (!isHeaderValue(value)) throw invalid(codes, 'header value with a control character')
    return [name, value]
  })

const checkRequestLine = (method: string | undefined, target: string | undefined): void => {
  if (method === undefined || !isToken(method)) throw invalid(REQUEST, 'method is not a token')
  if (target === undefined || !TARGET.test(target)) throw invalid(REQUEST, 'target')
}

/** Bytes of a request head. Throws MALFORMED_REQUEST or HEAD_TOO_LARGE. */
export const serialiseRequestHead = ({ method, target, headers }: RequestHead): Buffer => {
  checkRequestLine(method, target)
  return serialise(method + CRLF + target + CRLF, headers, REQUEST)
}

/** Reads a request head. Throws MALFORMED_REQUEST or HEAD_TOO_LARGE. */
export const parseRequestHead = (bytes: Uint8Array): RequestHead => {
  const lines = linesOf(bytes, REQUEST)
  const [method, target] = lines
  checkRequestLine(method, target)
  return { method: method as string, target: target as string, headers: parseHeaders(lines.slice(2), REQUEST) }
}

/** Bytes of a response head. Throws SERVICE_GARBAGE or SERVICE_ANSWER_TOO_LARGE. */
export const serialiseResponseHead = ({ status, reason, headers }: ResponseHead): Buffer => {
  const line = `${status} ${reason}`
  if (!STATUS_LINE.test(line)) throw invalid(RESPONSE_OUT, 'status line')
  return serialise(line + CRLF, headers, RESPONSE_OUT)
}

/** Reads a response head. Throws INCONSISTENT_RESPONSE. */
export const parseResponseHead = (bytes: Uint8Array): ResponseHead => {
  const lines = linesOf(bytes, RESPONSE_IN)
  const line = STATUS_LINE.exec(lines[0] ?? '')
  if (line === null) throw invalid(RESPONSE_IN, 'status line')
  return { status: Number(line[1]), reason: line[2] as string, headers: parseHeaders(lines.slice(1), RESPONSE_IN) }
}

/**
 * `X-Road-Request-Hash`: base64 of SHA-512(head) without a body, else of SHA-512(SHA-512(head) || SHA-512(body)).
 * An empty body counts as none: nothing was read (x-road-rest §6).
 */
export const requestHash = (head: Uint8Array, body: Uint8Array | null): string => {
  if (body === null || body.length === 0) return hash('sha512', head, 'base64')
  const digests = Buffer.from(hash('sha512', head, 'binary') + hash('sha512', body, 'binary'), 'latin1')
  return hash('sha512', digests, 'base64')
}
