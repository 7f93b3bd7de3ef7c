import { createServer, type Server } from 'node:https'
import { getRequestListener } from '@hono/node-server'

export interface AdminServerOptions {
  /** PEM. */
  readonly key: string
  readonly cert: string
  /** Answers the requests (createAuthorityApi). */
  readonly fetch: (request: Request) => Response | Promise<Response>
}

/** The admin API behind TLS 1.3. It listens nowhere yet; `setSecureContext` takes a renewed certificate. */
export function createAdminServer({ key, cert, fetch }: AdminServerOptions): Server {
  const server = createServer({ key, cert, minVersion: 'TLSv1.3' }, getRequestListener(fetch))
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  return server
}
