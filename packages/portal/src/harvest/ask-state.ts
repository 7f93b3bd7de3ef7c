import { HarvestError } from './reasons.ts'

export interface FeedAnswer {
  readonly status: number
  readonly body: Buffer
  readonly etag: string | null
  /** UUIDv7 of the call: by it the evidence is found. */
  readonly requestId: string | null
  readonly requestHash: string | null
}

/** Asks a state's feed; `path` begins with `/`. @throws HarvestError if the network gave no answer of the state's system. */
export type AskState = (state: string, path: string, etag: string | null, maxBytes: number) => Promise<FeedAnswer>

export interface AskOptions {
  /** Consumer edge of the General Secretariat's node, `http://127.0.0.1:8700`. */
  readonly edge: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

export const PORTAL_CLIENT = 'GCC/GOV/SG/portal'

/** Calls through the network (docs/spec/x-road-rest.md), as the portal. */
export function askThrough({ edge, timeoutMs, signal }: AskOptions): AskState {
  return async (state, path, etag, maxBytes) => {
    const times = AbortSignal.timeout(timeoutMs)
    const url = `${edge}/r1/${state}/GOV/EGOV/portal/content${path}`
    const headers = { 'x-road-client': PORTAL_CLIENT, ...(etag === null ? {} : { 'if-none-match': etag }) }
    const response = await fetch(url, {
      headers,
      redirect: 'manual',
      signal: signal === undefined ? times : AbortSignal.any([times, signal]),
    }).catch((cause: unknown) => {
      signal?.throwIfAborted()
      throw new HarvestError('unreachable', times.aborted ? `no answer within ${timeoutMs} ms` : 'no connection', {
        cause,
      })
    })
    const body = await readBounded(response, maxBytes)
    const fault = response.headers.get('x-road-error')
    if (fault !== null) throw new HarvestError(reasonOf(fault), fault.slice(0, 120))
    return {
      status: response.status,
      body,
      etag: response.headers.get('etag'),
      requestId: response.headers.get('x-road-request-id'),
      requestHash: response.headers.get('x-road-request-hash'),
    }
  }
}

/** What the directory does not list, or lets nobody ask, has not joined; anything else is the way there. */
function reasonOf(fault: string): 'not-joined' | 'network' {
  return /UnknownMember|AccessDenied|ServiceDisabled|UnknownService/i.test(fault.replaceAll('_', ''))
    ? 'not-joined'
    : 'network'
}

async function readBounded(response: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length
      if (size > maxBytes) break
      chunks.push(chunk)
    }
  } catch (cause) {
    throw new HarvestError('network', 'the answer broke off', { cause })
  }
  if (size > maxBytes) throw new HarvestError('page-too-large', `more than ${maxBytes} bytes`)
  return Buffer.concat(chunks)
}
