import { setTimeout as delay } from 'node:timers/promises'
import { type Caller, type CountedCall, type Finding, judgeCounted, makeCountedCalls } from '@rabt/directory'
import { adminCall } from '../http/admin-client.ts'
import type { PartnerClient } from './partner-client.ts'
import type { Site } from './site.ts'

/** Three seconds of calls both ways, and the link cut four times meanwhile. */
const SERIES = { calls: 120, atOnce: 4, pauseMs: 100 } as const
const CUTS_MS = [500, 700, 700, 700] as const

/** Calls both ways while the own gateway cuts the link: each ends, none ran twice, none that was answered is lost. */
export async function lookAtRecovery(
  site: Site,
  partnerGateway: string,
  caller: Caller,
  {
    own,
    partner,
    signal,
  }: { readonly own: PartnerClient; readonly partner: PartnerClient; readonly signal: AbortSignal },
): Promise<Finding> {
  const [out, back] = [`${partner.run}-o`, `${partner.run}-b`]
  const [ours, theirs, cuts] = await Promise.all([
    makeCountedCalls(caller, { name: out, ...SERIES }, signal),
    partner
      .act<{ calls: readonly CountedCall[] }>('calls', { series: back, ...SERIES })
      .then(({ calls }) => calls)
      .catch(() => null),
    cutLink(site, partnerGateway, signal),
  ])
  if (cuts === 0) return { reason: 'CUT_FAILED' }
  if (theirs === null) return { reason: 'PARTNER_SILENT' }
  const sent = judgeCounted(ours, await partner.counts(out), SERIES.calls)
  if (sent !== null) return sent
  const served = judgeCounted(theirs, await own.counts(back), SERIES.calls)
  if (served !== null) return served
  const { status, fault } = await caller.call('GET', '', signal)
  return status === 200 && fault === null ? null : { reason: 'LANES_STOPPED', detail: fault ?? `HTTP ${status}` }
}

/** How many of the cuts ended a connection. */
async function cutLink({ node }: Site, gateway: string, signal: AbortSignal): Promise<number> {
  let cuts = 0
  for (const waitMs of CUTS_MS) {
    await delay(waitMs, undefined, { signal })
    cuts += await adminCall(node, 'POST', `/admin/v1/links/${encodeURIComponent(gateway)}/cut`, 5_000).then(
      () => 1,
      () => 0,
    )
  }
  return cuts
}
