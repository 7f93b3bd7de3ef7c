import { randomBytes } from 'node:crypto'
import { type CallerOptions, type Finding, sendOctets } from '@rabt/directory'
import { type HttpAnswer, send } from '../http/send.ts'
import type { Site } from './site.ts'

type Header = readonly [name: string, value: string]

const ASK_MS = 10_000

/** One request at the own gateway's consumer edge, byte for byte. */
function ask({ edge }: Site, path: string, headers: readonly Header[]): Promise<HttpAnswer> {
  return send({ url: edge, path, method: 'GET', headers, timeoutMs: ASK_MS })
}

/** Bad input is refused with a code of X-Road's, whatever it is. */
function judge(what: string, { status, headers }: HttpAnswer): Finding {
  if (status < 400) return { reason: 'BAD_INPUT_ACCEPTED', detail: what }
  return headers['x-road-error'] === undefined ? { reason: 'BAD_INPUT_UNTYPED', detail: what } : null
}

/** Paths and clients that are no identifiers of the network. */
export async function lookAtIdentifiers(site: Site, { client, service }: CallerOptions): Promise<Finding> {
  const as: Header = ['X-Road-Client', client]
  const bad: readonly (readonly [what: string, path: string, client: Header])[] = [
    ['no service', '/r1/', as],
    ['empty part', `/r1/${service.replace('/GOV/', '/GOV//')}`, as],
    ['broken encoding', `/r1/${service}%`, as],
    ['control character', `/r1/${service}%00`, as],
    ['another version', `/r9/${service}`, as],
    ['unknown state', `/r1/ZZ/GOV/EGOV/conformance/echo`, as],
    ['client without parts', `/r1/${service}`, ['X-Road-Client', 'nobody']],
    ['client of another state', `/r1/${service}`, ['X-Road-Client', `ZZ/GOV/EGOV/conformance`]],
  ]
  for (const [what, path, header] of bad) {
    const found = judge(what, await ask(site, path, [header]))
    if (found !== null) return found
  }
  return null
}

/** Headers that are missing, doubled or beyond their form. */
export async function lookAtHeaders(site: Site, { client, service }: CallerOptions): Promise<Finding> {
  const as: Header = ['X-Road-Client', client]
  const bad: readonly (readonly [what: string, headers: readonly Header[]])[] = [
    ['no client', []],
    // The last of repeated X-Road headers wins (docs/spec/x-road-rest.md): a good one before it does not help.
    ['a bad client after a good one', [as, ['X-Road-Client', 'KW/GOV']]],
    ['a represented party of three parts', [as, ['X-Road-Represented-Party', 'a/b/c']]],
    ['a gateway of three parts', [as, ['X-Road-Security-Server', 'QA/GOV/EGOV']]],
    ['an agreement that is none', [as, ['X-Rabt-Agreement', 'not an agreement']]],
  ]
  for (const [what, headers] of bad) {
    const found = judge(what, await ask(site, `/r1/${service}`, headers))
    if (found !== null) return found
  }
  return null
}

const OCTETS: readonly (() => Buffer)[] = [
  () => Buffer.concat([Buffer.from([0xff, 0x00]), randomBytes(2_046)]),
  // The beginning of TLS at a plain port.
  () => Buffer.concat([Buffer.from([22, 3, 1, 2, 0, 1]), randomBytes(512)]),
  // RFC 9112 §6.3: both lengths at once are an attempt to smuggle.
  () =>
    Buffer.from(
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1',
    ),
  () => Buffer.from(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`),
]

/** Hostile octets end their connection, and the port serves the next. */
export async function lookAtOctets(site: Site, signal: AbortSignal): Promise<Finding> {
  const { host, http } = site.node
  const ended = await sendOctets(
    { host, port: http },
    OCTETS.map((make) => make()),
    signal,
  )
  const after = await ask(site, '/r1/', []).catch(() => null)
  if (after === null) return { reason: 'BROKEN_AFTERWARDS' }
  return ended ? null : { reason: 'OCTETS_UNANSWERED' }
}
