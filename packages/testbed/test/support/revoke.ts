import { readFileSync } from 'node:fs'
import { NOTHING_REVOKED, type RevocationContent, type Signer, signRevocation } from '@rabt/directory'
import { openOfficers } from '../../src/index.ts'
import { type Answer, ask } from './ask.ts'
import type { Code, Network } from './network.ts'

type Change = Partial<Omit<RevocationContent, 'revoked'>> & { readonly revoked: Partial<RevocationContent['revoked']> }

const MINUTE_MS = 60_000

/** A signed revocation of a state (default Qatar), with its ops key; of `*`, with four officers' root keys. */
export async function makeRevocation(
  network: Network,
  { revoked, ...change }: Change,
  signers?: readonly Signer[],
): Promise<Uint8Array> {
  const officers = openOfficers(network.at.officers)
  const content: RevocationContent = {
    federation: 'gcc',
    state: 'QA',
    number: 1,
    directory: 1,
    issued: Date.now() - 1000,
    expires: Date.now() + 10 * MINUTE_MS,
    decision: '11/2026',
    ...change,
    revoked: { ...NOTHING_REVOKED, ...revoked },
  }
  const own = content.state === '*' ? Object.values(officers.root).slice(0, 4) : [officers.ops[content.state] as Signer]
  return signRevocation(content, signers ?? own)
}

/** Gives a document to a node's admin API as it is. */
export function give(network: Network, code: Code, document: Uint8Array): Promise<Answer> {
  const token = readFileSync(`${network.at.node(code)}/admin.token`, 'utf8').trim()
  return ask(network.address(code, 'admin'), {
    method: 'POST',
    path: '/admin/v1/revocations',
    headers: [['Authorization', `Bearer ${token}`]],
    body: document,
    tls: { ca: network.ca(code) },
  })
}
