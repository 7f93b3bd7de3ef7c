import {
  extractSecrets,
  type Header,
  LIMITS,
  requestHash,
  serialiseRequestHead,
  uuid7,
  uuidToString,
} from '@rabt/protocol'
import type { Call } from './call.ts'
import { idempotencyOf } from './idempotency.ts'
import type { Edge, Turn } from './turn.ts'
import { uuid4 } from './uuid4.ts'

/** Random bytes that a UUIDv7 takes. */
const ID_BYTES = 10
/** Bytes of the salt that goes before a blob is hashed (docs/spec/link-log.cddl). */
const SALT_BYTES = 32
/** A service that is not in the directory, such as listMethods: the default of the network. */
const DEFAULT_TIMEOUT_MS = 60_000

/**
 * Step: makes the request head (docs/spec/heads.md) and what the link needs beside it.
 *
 * @throws RabtError HEAD_TOO_LARGE, MALFORMED_REQUEST
 */
export function makeHead(turn: Turn, edge: Edge): void {
  const { instance, random, clock } = edge.deps
  const call = turn.call as Call
  const created = clock()
  const noise = random(ID_BYTES + SALT_BYTES)
  const id = uuid7(created, noise.subarray(0, ID_BYTES))
  const headSalt = noise.subarray(ID_BYTES)
  turn.requestId = uuidToString(id)
  turn.xroadId = call.xroadId ?? `${instance}-${uuid4(random)}`
  const { headers, secrets } = extractSecrets(call.headers, 'request', headSalt)
  const generated: Header[] = [['x-road-request-id', turn.requestId]]
  if (call.xroadId === null) generated.push(['x-road-id', turn.xroadId])
  const method = turn.req.method as string
  const head = serialiseRequestHead({ method, target: turn.target, headers: [...headers, ...generated] })
  turn.requestHash = requestHash(head, turn.body)
  const timeout = turn.view?.services.get(call.service)?.timeoutMs ?? DEFAULT_TIMEOUT_MS
  turn.outgoing = {
    consumer: turn.client,
    service: call.service,
    agreement: turn.agreement?.id ?? null,
    method,
    gateway: turn.gateway,
    head,
    body: turn.body,
    headSalt,
    secrets,
    deadline: created + Math.min(timeout, LIMITS.requestLifeMs),
    id,
    created,
    idempotency: idempotencyOf(call.headers, method, turn.target, turn.body),
  }
}
