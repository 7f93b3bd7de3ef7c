import type { DirectoryClient, DirectoryView } from '@rabt/directory'
import type pg from 'pg'
import type { Readiness } from '../admin/app.ts'
import type { NodeConfig } from '../config.ts'
import type { Link } from '../link/link.ts'
import type { OcspChecker } from '../trust/ocsp.ts'
import type { CommitWatch } from './commit-watch.ts'

/** What the node is and with whom it is linked. */
export function status(config: NodeConfig, link: Link, directory: DirectoryClient, clock: () => number): object {
  const { version, expires, lastRefresh, mode, issues } = directory.status()
  return {
    gateway: config.gateway,
    run: link.run.map(({ slot, epoch }) => ({ slot, epoch })),
    waitingCalls: link.waiting,
    links: [...link.peers()].map((peer) => ({
      peer: peer.peer,
      ready: peer.ready,
      receiptOwed: peer.outbound.due.owed(clock()),
    })),
    directory: { version: version?.number ?? null, expires, lastRefresh, mode, issues },
  }
}

/**
 * The links that ought to stand. One with a gateway that the directory took away is down for good, and a gateway that is not
 * listed itself links with nobody (follow-directory.ts).
 */
export function wantedLinks(
  gateway: string,
  link: Pick<Link, 'peers'>,
  { gateways }: DirectoryView,
): readonly ReturnType<Link['peer']>[] {
  return gateways.has(gateway) ? [...link.peers()].filter(({ peer }) => gateways.has(peer)) : []
}

/** Whether calls can be served, and what is not as it should be. */
export async function readiness(
  gateway: string,
  pool: pg.Pool,
  link: Pick<Link, 'peers'>,
  directory: Pick<DirectoryClient, 'view' | 'status'>,
  commits: Pick<CommitWatch, 'hangs'>,
  ocsp: Pick<OcspChecker, 'silent'>,
): Promise<Readiness> {
  const reasons: string[] = []
  const down: string[] = []
  let ready = true
  let joined = true
  // The connection that commits may hang while others work.
  if (commits.hangs) {
    ready = false
    reasons.push('database does not commit')
  }
  try {
    await pool.query('SELECT 1')
  } catch {
    ready = false
    reasons.push('database does not answer')
  }
  const { mode, lastError, lastRefresh } = directory.status()
  if (lastError !== null) {
    const since = lastRefresh === null ? 'the start' : new Date(lastRefresh).toISOString()
    reasons.push(`directory was not refreshed since ${since}: ${lastError.code}`)
  }
  if (mode === 'expired') {
    ready = false
    reasons.push('directory has expired')
  } else {
    if (mode !== 'current') reasons.push(`directory is past its expiry: ${mode}`)
    const view = directory.view()
    const absence = whyAbsent(gateway, view)
    if (absence !== null) {
      ready = false
      joined = false
      reasons.push(absence)
    }
    for (const { peer, ready } of wantedLinks(gateway, link, view)) if (!ready) down.push(`no link with ${peer}`)
  }
  for (const [url, since] of ocsp.silent)
    reasons.push(`OCSP responder ${url} does not answer since ${new Date(since).toISOString()}`)
  return { ready, joined, reasons: [...reasons, ...down] }
}

/** Why nobody may exchange with this gateway yet; null if somebody may. */
function whyAbsent(gateway: string, view: DirectoryView): string | null {
  const record = view.gateways.get(gateway)
  if (record === undefined) return `not yet joined, or taken out: the directory does not list ${gateway}`
  if (view.states.get(record.state)?.stage !== 'candidate') return null
  return `not yet joined: ${record.state} is a candidate and may run its conformance run alone`
}
