import type { DirectoryVersion, RabtError, Secret } from '@rabt/protocol'

/** A call as the consumer's edge hands it to the link. Identifiers are canonical. */
export interface OutgoingCall {
  readonly consumer: string
  /** Five-part service identifier. */
  readonly service: string
  /** The agreement that carries it; null for what a gateway answers itself. */
  readonly agreement: string | null
  readonly method: string
  /** Gateway chosen by `route/`. */
  readonly gateway: string
  /** Serialised request head (docs/spec/heads.md), secrets replaced by their digests. */
  readonly head: Uint8Array
  readonly body: Uint8Array | null
  readonly headSalt: Uint8Array
  readonly secrets: readonly Secret[]
  /** Unix ms by which the caller has its answer or error. */
  readonly deadline: number
  /** UUIDv7 bytes of the request entry, made by the edge because the head names it (x-road-request-id). */
  readonly id: Uint8Array
  readonly created: number
  /** The caller's Idempotency-Key, and what makes two requests the same: SHA-256 over method, target, content type and body. */
  readonly idempotency: { readonly key: string; readonly fingerprint: Uint8Array } | null
}

/** What came back: committed on this side before it is handed over. */
export interface Answer {
  readonly status: number
  /** null: the service's own answer; else the fault code, e.g. `AccessDenied`. */
  readonly outcome: string | null
  readonly head: Uint8Array
  /** Salt of the head's blob: the digests of its secrets are made with it. */
  readonly headSalt: Uint8Array
  readonly body: Uint8Array | null
  readonly secrets: readonly Secret[]
  readonly provider: string
  /** The answer of an earlier call with the same Idempotency-Key: it names that call's ids. */
  readonly repeated: boolean
}

/** A request as the link hands it to the provider's side, after it is durable here. */
export interface IncomingCall {
  readonly id: Uint8Array
  readonly consumer: string
  /** Subsystem of the provider. */
  readonly provider: string
  readonly serviceCode: string
  /** The agreement that the consumer's gateway names; null: none. */
  readonly agreement: string | null
  readonly method: string
  readonly head: Uint8Array
  /** Salt of the head's blob: the digests of its secrets are made with it. */
  readonly headSalt: Uint8Array
  readonly body: Uint8Array | null
  readonly secrets: readonly Secret[]
  readonly created: number
  readonly deadline: number
  readonly directory: DirectoryVersion
  readonly consumerGateway: string
}

/** The provider side's answer, before it is sealed and appended. */
export interface AnswerDraft {
  readonly status: number
  readonly outcome: string | null
  readonly head: Uint8Array
  readonly headSalt: Uint8Array
  readonly body: Uint8Array | null
  readonly secrets: readonly Secret[]
  /** The agreement that carried the call. */
  readonly agreement: string | null
}

/** Answers one call; never rejects: a failure is an AnswerDraft with an outcome. */
export type Provide = (call: IncomingCall) => Promise<AnswerDraft>

/** The link, as the consumer's edge sees it. */
export interface Exchange {
  /** Resolves when the answer is verified and durable here; rejects with a RabtError that says what is known. */
  call(call: OutgoingCall): Promise<Answer>
  /** Whether requests to this gateway can be sent now; otherwise the error to give. */
  reachable(gateway: string): true | RabtError
}
