import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'

export interface AdminAnswer {
  readonly status: number
  readonly body: string
}

/** Calls a node's admin API with the token and CA of its home. Rejects when the node cannot be reached. */
export function callAdmin(
  nodeDir: string,
  port: number,
  method: string,
  path: string,
  body?: unknown,
): Promise<AdminAnswer> {
  const ca = readFileSync(join(nodeDir, 'keys', 'ca.crt'))
  const token = readFileSync(join(nodeDir, 'admin.token'), 'utf8').trim()
  const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        servername: 'localhost',
        port,
        method,
        path,
        ca,
        agent: false,
        timeout: 10_000,
        headers: {
          authorization: `Bearer ${token}`,
          ...(bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': bytes.length }),
        },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        )
      },
    )
    call.once('timeout', () => call.destroy(new Error(`no answer from the admin API on port ${port}`)))
    call.once('error', reject)
    call.end(bytes)
  })
}
