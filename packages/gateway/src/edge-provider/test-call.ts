import { extractSecrets, type Header, serialiseRequestHead, uuid7, uuidToString } from '@rabt/protocol'
import type { IncomingCall } from '../exchange.ts'

export interface CallWish {
  readonly method?: string
  readonly target?: string
  readonly headers?: readonly Header[]
  readonly body?: Uint8Array | null
  readonly consumer?: string
  readonly serviceCode?: string
  readonly deadline?: number
  readonly agreement?: string | null
}

/** What the agreement of these calls is named unless the wish says otherwise. */
export const AGREEMENT = 'KW/2026/7'

export const CONSUMER = 'KW/GOV/MOI/traffic'
export const PROVIDER = 'QA/GOV/MOI/traffic'
export const XROAD_ID = 'KW-3f1d0c6e-5c1e-4a7e-9d3f-0123456789ab'

/** A call as the link hands it over, its head made as the consumer's edge makes it. */
export function incomingCall(now: number, wish: CallWish = {}): IncomingCall {
  const { method = 'GET', serviceCode = 'violations', consumer = CONSUMER, body = null } = wish
  const id = uuid7(now, Buffer.alloc(10, 7))
  const headSalt = Buffer.alloc(32, 5)
  const { headers, secrets } = extractSecrets(
    [['X-Road-Client', consumer], ...(wish.headers ?? [])],
    'request',
    headSalt,
  )
  const head = serialiseRequestHead({
    method,
    target: wish.target ?? `/r1/${PROVIDER}/${serviceCode}`,
    headers: [...headers, ['x-road-request-id', uuidToString(id)], ['x-road-id', XROAD_ID]],
  })
  return {
    id,
    consumer,
    provider: PROVIDER,
    serviceCode,
    agreement: wish.agreement === undefined ? AGREEMENT : wish.agreement,
    method,
    head,
    headSalt,
    body,
    secrets,
    created: now,
    deadline: wish.deadline ?? now + 60_000,
    directory: { number: 1, hash: Buffer.alloc(32) },
    consumerGateway: 'KW/GOV/EGOV/gw1',
  }
}
