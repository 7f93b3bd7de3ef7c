import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyBundle } from '@rabt/evidence'
import { ask } from '../../support/ask.ts'
import type { Code, Network } from '../../support/network.ts'

const WAIT_MS = 5_000

/** What the evidence that a gateway gives of an exchange proves, verified offline from the trusted root: codes. @throws if there is none */
export async function proved(network: Network, code: Code, requestId: string): Promise<string[]> {
  const token = readFileSync(join(network.at.node(code), 'admin.token'), 'utf8').trim()
  const answer = await ask(network.address(code, 'admin'), {
    path: `/admin/v1/evidence/${requestId}?waitMs=${WAIT_MS}`,
    headers: [['Authorization', `Bearer ${token}`]],
    tls: { ca: network.ca(code) },
  })
  if (answer.status !== 200) throw new Error(`${code} ${requestId}: ${answer.status} ${answer.text()}`)
  const report = verifyBundle(answer.body, { trustedRoot: readFileSync(network.at.root), now: Date.now() })
  return report.proved.map((one) => one.code)
}
