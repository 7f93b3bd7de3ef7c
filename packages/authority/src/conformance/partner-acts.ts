import type { CheckResult } from '@rabt/directory'
import type { Context } from 'hono'
import { z } from 'zod'
import type { CertificateAuthority } from '../ca/certificate-authority.ts'
import { bodyOf } from './answers.ts'
import {
  callThrough,
  isRevoked,
  type Newcomer,
  observeIdentity,
  observeOctets,
  observeProvider,
  observeTls,
  type PartnerSide,
} from './partner.ts'
import type { Run } from './runs.ts'
import { issueSpares, revokeSpares } from './spare.ts'

const CALLS_MS = 25_000

const callsBody = z.strictObject({
  series: z.string().regex(/^[a-z0-9-]{8,64}$/),
  calls: z.int().min(1).max(200),
  atOnce: z.int().min(1).max(8),
  pauseMs: z.int().min(0).max(500),
})
const certificateBody = z.strictObject({ certificate: z.base64().max(12_000) })
const keyBody = z.strictObject({ spki: z.base64().max(2_000) })

/** What an act of a run answers; `results` are kept as what the partner saw. */
export interface Done {
  readonly results?: readonly CheckResult[]
}

export type Act = (newcomer: Newcomer, c: Context, run: Run) => Promise<Done & object>

/** What a partner does for another state's run, by name. */
export const partnerActs = (side: PartnerSide): Readonly<Record<string, Act>> => ({
  identity: async (newcomer) => ({ results: await observeIdentity(newcomer) }),
  tls: async (newcomer) => ({ results: await observeTls(side, newcomer) }),
  octets: async (newcomer) => ({ results: await observeOctets(newcomer) }),
  provider: (newcomer) => observeProvider(side, newcomer),
  calls: async (newcomer, c) => {
    const { series, ...how } = await bodyOf(c, callsBody)
    const signal = AbortSignal.timeout(CALLS_MS)
    return { calls: await callThrough(side, newcomer, { name: series, ...how }, signal) }
  },
  revoked: async (newcomer, c) => {
    const { certificate } = await bodyOf(c, certificateBody)
    return { revoked: await isRevoked(Buffer.from(certificate, 'base64'), newcomer) }
  },
})

/** What an authority does for its own state's run. */
export const ownActs = (authority: CertificateAuthority): Readonly<Record<string, Act>> => ({
  spare: async (newcomer, c, run) => {
    const { spki } = await bodyOf(c, keyBody)
    const { first, second } = await issueSpares(authority, newcomer, Buffer.from(spki, 'base64'), run)
    return { first: Buffer.from(first).toString('base64'), second: Buffer.from(second).toString('base64') }
  },
  revoke: async (_newcomer, _c, run) => ({ revoked: revokeSpares(authority, run) }),
})
