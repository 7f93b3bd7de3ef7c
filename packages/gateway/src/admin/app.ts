import { RabtError } from '@rabt/protocol'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type pg from 'pg'
import type { LocalRegistry } from '../registry/local-registry.ts'
import { mountEntries } from './entry-routes.ts'
import { problem } from './problem.ts'
import { mountRegistry } from './registry-routes.ts'
import { bearerCheck } from './token.ts'

/** Largest body: a client with twenty certificates, or a service with a thousand endpoints. */
const BODY_BYTES = 512 * 1024

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
  ready(): Readiness | Promise<Readiness>
  /** Prometheus text. */
  metrics(): string | Promise<string>
  /** Called with what became an INTERNAL_ERROR. */
  failed(error: unknown): void
}

export interface Readiness {
  readonly ready: boolean
  /** In words, also when ready but degraded. */
  readonly reasons: readonly string[]
}

export type AdminApp = Hono<{ Variables: { actor: string } }>

/** The node's admin API and its open health routes (docs/operate/admin-api.md). Holds no state of its own. */
export function createAdminApp(deps: AdminDeps): AdminApp {
  const app: AdminApp = new Hono()
  const mayEnter = bearerCheck(deps.token)

  app.onError((error, c) => {
    if (!(error instanceof RabtError) && error.name !== 'InvalidInput') deps.failed(error)
    return problem(c, error)
  })
  app.notFound((c) => problem(c, new RabtError('NOT_FOUND', { what: c.req.path })))
  app.use(async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
    c.header('X-Content-Type-Options', 'nosniff')
  })

  app.get('/healthz', (c) => c.json({ live: true }))
  app.get('/readyz', async (c) => {
    const { ready, reasons } = await deps.ready()
    return c.json({ ready, reasons }, ready ? 200 : 503)
  })
  app.get('/metrics', async (c) =>
    c.body(await deps.metrics(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
  )

  app.use('/admin/*', async (c, next) => {
    if (!mayEnter(c.req.header('Authorization'))) throw new RabtError('UNAUTHENTICATED')
    c.set('actor', 'token')
    await next()
  })
  app.use(
    '/admin/*',
    bodyLimit({
      maxSize: BODY_BYTES,
      onError: (c) => problem(c, new RabtError('BODY_TOO_LARGE', { limit: String(BODY_BYTES) })),
    }),
  )
  app.get('/admin/v1/status', async (c) => c.json((await deps.status()) as object))
  mountRegistry(app, deps.registry)
  mountEntries(app, deps)
  return app
}
