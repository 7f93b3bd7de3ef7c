import type { DirectoryView } from '@rabt/directory'
import { LIMITS } from '@rabt/protocol'
import type { UsageMeter } from '../agreements/usage-meter.ts'
import type { Exchange } from '../exchange.ts'
import type { ClientSetting } from '../registry/local-registry.ts'
import type { Spelling } from './answer/fault.ts'

/** Key and certificate chain in PEM. */
export interface EdgeTls {
  readonly key: string | Buffer
  readonly cert: string | Buffer
}

/** The part of pino that the edge uses. */
export interface EdgeLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** One call that ended. `outcome` is null for the service's own answer, else a code of the catalogue. */
export interface ExchangeObserved {
  readonly outcome: string | null
  readonly ms: number
  /** Canonical service identifier as far as the directory knows it: a caller cannot make new label values. */
  readonly service: string | null
}

export interface EdgeHooks {
  onExchange(observed: ExchangeObserved): void
}

/** Bounds of the consumer's edge, each with what it stops. Sizes in bytes, times in milliseconds. */
export interface EdgeLimits {
  /** Request line. PR-REST allows a cap, not below about 2 000 characters. */
  readonly urlBytes: number
  /** Header floods; the serialised head has to fit too. */
  readonly headBytes: number
  /** Bodies until transfers exist. */
  readonly bodyBytes: number
  /** Bodies of all calls under way: a crowd of large uploads that fills the memory. */
  readonly bodiesBytes: number
  /** Calls under way, pipelined ones too: a crowd of small ones. */
  readonly calls: number
  /** Connections to each of the two ports; what comes beyond is closed. */
  readonly connections: number
  /** Slow senders: time for a request's headers, and for a connection that sends none. */
  readonly headersMs: number
  /** Slow senders: time for a whole request. */
  readonly requestMs: number
  /** Slow readers: time without progress while an answer is being taken. */
  readonly stallMs: number
  /** How often the two times for senders are looked at. */
  readonly checkMs: number
  /** Idle connections between requests; 0: never closed, as X-Road clients keep pools. */
  readonly idleMs: number
  readonly handshakeMs: number
  /** Rest of a refused body that is read and thrown away, so that its sender can read the answer. */
  readonly discardBytes: number
  /** How long a connection stays after its last answer, to the same end. */
  readonly lingerMs: number
  /** How long `close` waits for calls under way. */
  readonly closeMs: number
}

export const EDGE_LIMITS: EdgeLimits = Object.freeze({
  urlBytes: LIMITS.urlBytes,
  headBytes: LIMITS.headBytes,
  bodyBytes: LIMITS.bodyBytes,
  bodiesBytes: 128 * 1024 * 1024,
  calls: 5_000,
  connections: 5_000,
  headersMs: 20_000,
  requestMs: 120_000,
  stallMs: 60_000,
  checkMs: 5_000,
  idleMs: 0,
  handshakeMs: 20_000,
  discardBytes: 32 * 1024 * 1024,
  lingerMs: 1_000,
  closeMs: 5_000,
})

export interface EdgeDeps {
  /** Ports; 0 takes a free one. */
  readonly listen: { readonly host: string; readonly http: number; readonly https: number }
  readonly tls: EdgeTls
  /** Own instance, e.g. `KW`: prefix of generated `X-Road-Id` values and default of `/listClients`. */
  readonly instance: string
  /** Canonical identifier of this gateway. */
  readonly gateway: string
  readonly exchange: Exchange
  /** Current directory. Throws RabtError (DIRECTORY_OUTDATED) when nothing may be served any more. */
  readonly directory: () => DirectoryView
  /** Counts calls against what their agreement allows. */
  readonly usage: Pick<UsageMeter, 'take'>
  readonly clients: (id: string) => ClientSetting | undefined
  /** Unix milliseconds. */
  readonly clock: () => number
  /** n random bytes from a cryptographic source. */
  readonly random: (n: number) => Uint8Array
  readonly spelling: Spelling
  /** Where errors are explained; `#` and the code in lower case are appended. */
  readonly errorDocs?: string
  readonly log: EdgeLog
  readonly hooks: EdgeHooks
  readonly limits?: Partial<EdgeLimits>
}
