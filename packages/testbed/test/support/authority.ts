import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ask } from './ask.ts'
import type { Code, Network } from './network.ts'

export type Official = 'clerk' | 'officer-1' | 'officer-2' | 'security-1' | 'security-2' | 'auditor'

export interface ShownRequest {
  readonly id: number
  readonly state: string
  readonly digest: string
}

/** A call of a state's authority by one of its sample people, over TLS 1.3 with its own CA. */
export async function askAuthority(
  network: Network,
  code: Code,
  person: Official,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const dir = network.at.authority(code)
  const token = readFileSync(join(dir, 'people', `sample-${person}.token`), 'utf8').trim()
  const answer = await ask(`https://127.0.0.1:${network.ports(code).authorityAdmin}`, {
    method: body === undefined ? 'GET' : 'POST',
    path: `/authority/v1${path}`,
    headers: [
      ['Authorization', `Bearer ${token}`],
      ['Content-Type', 'application/json'],
    ],
    tls: { ca: readFileSync(join(dir, 'ca.crt')), minVersion: 'TLSv1.3' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: answer.json() }
}

/** The same, which must succeed. */
export async function done(...call: Parameters<typeof askAuthority>): Promise<Record<string, unknown>> {
  const { status, body } = await askAuthority(...call)
  if (status >= 300) throw new Error(`${call[1]} ${call[3]}: ${status} ${JSON.stringify(body)}`)
  return body
}

/** Asked for by the clerk and approved by the first officer. */
export async function change(
  network: Network,
  code: Code,
  request: { readonly kind: string; readonly content: unknown; readonly decision?: string },
): Promise<ShownRequest> {
  const asked = await done(network, code, 'clerk', '/requests', { reason: 'test', ...request })
  const { id, digest } = asked as unknown as ShownRequest
  return (await done(network, code, 'officer-1', `/requests/${id}/approve`, { digest })) as unknown as ShownRequest
}
