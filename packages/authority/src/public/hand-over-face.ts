import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { HAND_OVER_BYTES, type Taken } from '@rabt/directory'
import { type ErrorCode, messageOf, RabtError } from '@rabt/protocol'
import type { Door } from '../publish/door.ts'

export interface HandOverFaceOptions {
  readonly door: Door
  /** Called with what is no refusal. */
  readonly failed: (error: unknown) => void
}

/** Base64 makes four bytes of three; some for the frame. */
const BODY_BYTES = Math.ceil((HAND_OVER_BYTES * 4) / 3) + 64 * 1024
/** Strangers may send here: more are asked to come again. */
const AT_A_TIME = 4

const STATUS: Partial<Record<ErrorCode, number>> = {
  NOT_FOUND: 404,
  CONFLICT: 409,
  CEREMONY_STALE: 409,
  CEREMONY_INVALID: 422,
  CEREMONY_REFUSED: 422,
  CEREMONY_SIGNATURE: 422,
  CEREMONY_EXPIRED: 422,
  HAND_OVER_REFUSED: 422,
  BODY_TOO_LARGE: 413,
  DIRECTORY_INVALID: 502,
  DIRECTORY_UNREACHABLE: 503,
  NOT_THE_WRITER: 503,
  REGISTER_BUSY: 503,
}

/**
 * `POST /directory/v1/roles` and `POST /directory/v1/ceremonies` (docs/spec/directory.md §12). What is handed over carries its own
 * signatures, so that no one else's word is needed for it.
 */
export function createHandOverFace({ door, failed }: HandOverFaceOptions): RequestListener {
  const takes = new Map<string, (body: Uint8Array) => Promise<Taken>>([
    ['/directory/v1/roles', door.takeRole],
    ['/directory/v1/ceremonies', door.takeCeremony],
  ])
  let now = 0

  const answer = async (request: IncomingMessage): Promise<Taken> => {
    const take = takes.get((request.url ?? '').split('?', 1)[0] ?? '')
    if (take === undefined || request.method !== 'POST') throw new RabtError('NOT_FOUND', { what: 'hand-over' })
    if (now >= AT_A_TIME) throw new RabtError('REGISTER_BUSY')
    now++
    try {
      return await take(await readBody(request))
    } finally {
      now--
    }
  }

  return (request, response) => {
    answer(request).then(
      (taken) => send(response, 200, 'application/json', taken),
      (error: unknown) => {
        const typed = error instanceof RabtError ? error : new RabtError('INTERNAL_ERROR')
        const status = STATUS[typed.code] ?? 500
        if (status === 500) failed(error)
        // What was not read to its end must not be taken for the next request.
        if (!request.complete) response.setHeader('connection', 'close')
        request.resume()
        send(response, status, 'application/problem+json', {
          type: `urn:rabt:error:${typed.code}`,
          title: messageOf(typed, 'en'),
          status,
          code: typed.code,
          params: typed.params,
          message: { ar: messageOf(typed, 'ar'), en: messageOf(typed, 'en') },
        })
      },
    )
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_BYTES) throw new RabtError('BODY_TOO_LARGE', { limit: String(BODY_BYTES) })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function send(response: ServerResponse, status: number, type: string, value: object): void {
  if (response.destroyed) return
  const body = Buffer.from(JSON.stringify(value))
  response.writeHead(status, { 'content-type': type, 'content-length': body.length, 'cache-control': 'no-store' })
  response.end(body)
}
