import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AgreementRecord, DirectoryView } from '@rabt/directory'
import type { ResponseHead } from '@rabt/protocol'
import type { Answer, OutgoingCall } from '../exchange.ts'
import type { Router } from '../route/router.ts'
import type { Call } from './call.ts'
import type { EdgeDeps, EdgeLimits } from './deps.ts'

/** What the path asks for; each has its column in the table of steps. */
export type Endpoint = 'call' | 'clients' | 'directory' | 'verification' | 'asic' | 'soap'

/** One request and its answer, filled in by the steps. */
export class Turn {
  readonly endpoint: Endpoint
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** Request target in origin form, octets as they came. */
  readonly target: string
  readonly started: number
  /** `Expect: 100-continue` came and the body was not called for yet. */
  continueOwed: boolean
  view: DirectoryView | null = null
  call: Call | null = null
  /** Canonical identifier of the calling subsystem; empty until it is known to be registered here. */
  client = ''
  /** What carries the call; null for what a gateway answers itself. */
  agreement: AgreementRecord | null = null
  /** Gateway of the provider. */
  gateway = ''
  body: Uint8Array | null = null
  /** Taken from the edge's budget for bodies. */
  bodyReserved = 0
  /** Fails the reading of the body from outside, e.g. when its chunks are malformed. */
  abortBody: ((error: unknown) => void) | null = null
  /** Ends an answer that is written but waits for the rest of its request. */
  endLate: (() => void) | null = null
  /** `X-Road-Request-Id`; empty until the head is made. */
  requestId = ''
  xroadId = ''
  requestHash = ''
  outgoing: OutgoingCall | null = null
  answer: Answer | null = null
  /** Head of the answer, checked, secrets restored. */
  reply: ResponseHead | null = null
  /** The connection cannot be used after this answer. */
  mustClose = false

  constructor(
    endpoint: Endpoint,
    req: IncomingMessage,
    res: ServerResponse,
    target: string,
    started: number,
    continueOwed: boolean,
  ) {
    this.endpoint = endpoint
    this.req = req
    this.res = res
    this.target = target
    this.started = started
    this.continueOwed = continueOwed
  }
}

/** What all turns of an edge share. */
export interface Edge {
  readonly deps: EdgeDeps
  readonly limits: EdgeLimits
  readonly router: Router
  /** Calls under way. */
  calls: number
  /** Bytes of their bodies. */
  bodies: number
  draining: boolean
}

export type Step = (turn: Turn, edge: Edge) => void | Promise<void>
