import {
  DROPPED_HEADERS,
  type Header,
  parseGatewayId,
  parseRepresentedParty,
  RabtError,
  splitServicePath,
  subsystemOf,
} from '@rabt/protocol'
import type { Choice } from '../authorise/choose-agreement.ts'
import type { Edge, Turn } from './turn.ts'

/** PR-REST §4.3 and [C]: the methods that X-Road's gateways take. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])

/** Headers of a single value: of repeated ones the last wins [C], and only that one travels, so that nobody behind us reads another. */
const SINGLE: ReadonlySet<string> = new Set([
  'x-road-client',
  'x-road-id',
  'x-road-represented-party',
  'x-road-security-server',
  'x-rabt-agreement',
  'x-rabt-purpose',
])

/** Set by gateways alone: a consumer's own value never travels. */
const GATEWAYS_OWN: ReadonlySet<string> = new Set(['x-road-request-id', 'x-road-request-hash', 'x-road-service'])

/**
 * Step: reads request line and headers.
 *
 * @throws RabtError URL_TOO_LONG, MALFORMED_URL, UNSUPPORTED_METHOD, MALFORMED_REQUEST, MALFORMED_IDENTIFIER
 */
export function parseCall(turn: Turn, edge: Edge): void {
  const method = turn.req.method as string
  if (turn.target.length > edge.limits.urlBytes) {
    throw new RabtError('URL_TOO_LONG', { limit: String(edge.limits.urlBytes) })
  }
  if (!METHODS.has(method)) throw new RabtError('UNSUPPORTED_METHOD', { method })
  const { service, servicePath } = splitServicePath(turn.target)
  const sorted = sortHeaders(turn.req.rawHeaders)
  checkFraming(sorted, turn.req.httpVersion)
  const single = sorted.single
  const party = single.get('x-road-represented-party')
  if (party !== undefined) parseRepresentedParty(party)
  const wanted = single.get('x-road-security-server')
  turn.call = {
    service,
    subsystem: subsystemOf(service),
    client: single.get('x-road-client') || null,
    xroadId: single.get('x-road-id') || null,
    wanted: wanted === undefined ? null : parseGatewayId(wanted).id,
    path: servicePath,
    choice: choiceOf(single),
    headers: sorted.travelling,
    contentLength: sorted.contentLength,
    chunked: sorted.encoding !== null,
  }
}

const NO_CHOICE: Choice = { agreement: null, purpose: null }

/** Neither name can be mistaken: what has another form names nothing that there is (docs/spec/agreements.md). */
function choiceOf(single: ReadonlyMap<string, string>): Choice {
  const agreement = single.get('x-rabt-agreement')
  const purpose = single.get('x-rabt-purpose')
  if (agreement === undefined && purpose === undefined) return NO_CHOICE
  return { agreement: agreement || null, purpose: purpose || null }
}

interface SortedHeaders {
  readonly travelling: readonly Header[]
  readonly single: ReadonlyMap<string, string>
  readonly hosts: number
  readonly contentLength: number | null
  readonly encoding: string | null
}

/** One walk over the raw headers; most of a call's headers are met exactly once here. */
function sortHeaders(raw: readonly string[]): SortedHeaders {
  const travelling: Header[] = []
  const single = new Map<string, string>()
  let hosts = 0
  let contentLength: number | null = null
  let encoding: string | null = null
  let connection = ''
  let repeated = false
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string
    const value = raw[i + 1] as string
    const lower = name.toLowerCase()
    if (DROPPED_HEADERS.has(lower)) {
      if (lower === 'host') hosts++
      else if (lower === 'content-length') contentLength = Number(value)
      else if (lower === 'transfer-encoding') encoding = encoding === null ? value : `${encoding},${value}`
      else if (lower === 'connection') connection += `,${value}`
      continue
    }
    if (GATEWAYS_OWN.has(lower)) continue
    if (SINGLE.has(lower)) {
      if (single.has(lower)) repeated = true
      single.set(lower, value)
    }
    travelling.push([name, value])
  }
  const kept = withoutConnectionNamed(repeated ? keepLast(travelling) : travelling, single, connection)
  return { travelling: kept, single, hosts, contentLength, encoding }
}

/** Of each single-valued header the last line, at its place. An empty `X-Road-Id` is none. */
function keepLast(headers: readonly Header[]): Header[] {
  const seen = new Set<string>()
  const kept: Header[] = []
  for (let i = headers.length - 1; i >= 0; i--) {
    const header = headers[i] as Header
    const lower = header[0].toLowerCase()
    if (SINGLE.has(lower)) {
      if (seen.has(lower)) continue
      seen.add(lower)
    }
    kept.push(header)
  }
  return kept.reverse()
}

/** RFC 9110 §7.6.1: what `Connection` names belongs to this connection. Ours to read it may be; it does not travel. */
function withoutConnectionNamed(headers: Header[], single: Map<string, string>, connection: string): Header[] {
  if (connection === '' || /^,(?:keep-alive|close)$/i.test(connection)) return dropEmptyId(headers, single)
  const named = new Set(connection.split(',').map((option) => option.trim().toLowerCase()))
  for (const name of named) single.delete(name)
  return dropEmptyId(
    headers.filter(([name]) => !named.has(name.toLowerCase())),
    single,
  )
}

function dropEmptyId(headers: Header[], single: ReadonlyMap<string, string>): Header[] {
  if (single.get('x-road-id') !== '') return headers
  return headers.filter(([name]) => name.toLowerCase() !== 'x-road-id')
}

/** What Node's parser lets pass although the length of the message, or the host meant, could be read in two ways. */
function checkFraming(headers: SortedHeaders, httpVersion: string): void {
  // RFC 9112 §3.2: a request without Host, or with two, is refused (HTTP/1.0 knew none).
  if (headers.hosts > 1 || (headers.hosts === 0 && httpVersion === '1.1')) throw malformed('Host missing or repeated')
  if (headers.encoding === null) return
  // RFC 9112 §6.1: an unknown coding would travel without its label; HTTP/1.0 has no codings.
  if (headers.encoding.trim().toLowerCase() !== 'chunked') throw malformed('transfer coding other than chunked')
  if (httpVersion !== '1.1') throw malformed('transfer coding in HTTP/1.0')
}

function malformed(detail: string): RabtError {
  return new RabtError('MALFORMED_REQUEST', {}, { detail })
}
