import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RunningFederation } from '../../src/index.ts'

/**
 * Lets test files, which run in processes of their own, ask the supervisor for a fault: `POST /kill/<child>`,
 * `POST /hold/<child>` (killed and not started again) and `POST /restart/<child>`.
 */
export async function serveControl(federation: RunningFederation): Promise<{ url: string; close(): void }> {
  const acts: Readonly<Record<string, (child: string) => Promise<void>>> = {
    kill: (child) => federation.kill(child),
    hold: (child) => federation.kill(child, { hold: true }),
    restart: (child) => federation.restart(child),
  }
  const server = createServer((request, response) => {
    const [, act = '', child = ''] = (request.url ?? '').split('/')
    const done = acts[act]?.(child) ?? Promise.reject(new RangeError(`no such act: ${act}`))
    done.then(
      () => response.end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
