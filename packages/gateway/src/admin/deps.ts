import type { DirectoryClient } from '@rabt/directory'
import type { Hono } from 'hono'
import type pg from 'pg'
import type { Usage } from '../agreements/usage.ts'
import type { HaltedLanes } from '../link/halted-lanes.ts'
import type { LocalRegistry } from '../registry/local-registry.ts'
import type { KeyDesk } from '../trust/key-desk.ts'
import type { Revocations } from '../trust/revocations.ts'

/** What the admin API shows of the node. All may reject with a RabtError. */
export interface AdminDeps {
  readonly registry: LocalRegistry
  readonly pool: pg.Pool
  /** The node's bearer token (token.ts). */
  readonly token: string
  /** State of the node for operators, as JSON. */
  status(): unknown
  /** What the index knows of an entry, as JSON; null: unknown. */
  entry(uuid: string): Promise<unknown>
  /** Evidence bundle, CBOR; waits up to `waitMs` for receipts. Rejects with EVIDENCE_NOT_FOUND. */
  evidence(uuid: string, waitMs: number): Promise<Uint8Array>
  /** A head or body as stored, without its salt; null: not held. */
  blob(uuid: string, part: 'head' | 'body'): Promise<Uint8Array | null>
  /** Erases head and body of a request and its answer here; the number of blobs. Rejects with NOT_FOUND, or CONFLICT before the peer's receipt. */
  erase(uuid: string): Promise<number>
  /** Lanes that a fault stopped, and the decisions about them. */
  readonly lanes: Pick<HaltedLanes, 'list' | 'retry' | 'abandon'>
  /** The keys that this gateway signs with. */
  readonly keys: Pick<KeyDesk, 'list' | 'next' | 'drop'>
  /** Code of the gateway's own state. */
  readonly instance: string
  /** Ends the connections to a gateway, both ways; how many. */
  cutLink(gateway: string): number
  /** Signed revocations in force, and one more. */
  readonly revocations: Pick<Revocations, 'inForce' | 'give'>
  readonly directory: Pick<DirectoryClient, 'view' | 'refresh' | 'status'>
  /** What is used of the agreements today. */
  readonly usage: Pick<Usage, 'consumer' | 'provider'>
  /** Unix milliseconds. */
  readonly clock: () => number
  ready(): Readiness | Promise<Readiness>
  /** Prometheus text. */
  metrics(): string | Promise<string>
  /** Called with what became an INTERNAL_ERROR. */
  failed(error: unknown): void
}

export interface Readiness {
  readonly ready: boolean
  /** False: no decision lets it exchange yet, or any more; nothing is broken. */
  readonly joined: boolean
  /** In words, also when ready but degraded. */
  readonly reasons: readonly string[]
}

export type AdminApp = Hono<{ Variables: { actor: string } }>
