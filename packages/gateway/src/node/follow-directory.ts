import type { DirectoryView } from '@rabt/directory'
import type { KernelLog } from '../link/kernel.ts'
import type { Link } from '../link/link.ts'
import type { Dialler } from '../link/shell/dialler.ts'
import type { Listener, ListenerOptions } from '../link/shell/listener.ts'
import { reasonOf } from './tell.ts'

export interface Followers {
  /** The node's own id. */
  readonly gateway: string
  readonly link: {
    peer(gateway: string): Pick<ReturnType<Link['peer']>, 'outbound'>
    peers(): Iterable<{ readonly peer: string }>
    cut(gateway: string): void
  }
  readonly listener: Pick<Listener, 'recheck' | 'renew'>
  readonly dialler: Pick<Dialler, 'recheck' | 'drop' | 'keep'>
  /** What the link shows and trusts now. May throw. */
  readonly tls: () => ListenerOptions['tls']
  readonly log: KernelLog
}

/**
 * Links as a directory has them. What it takes away is ended first, and nothing may come before that or keep it from happening: own keys that
 * cannot be used are told of, and the links with those who are still listed go on (docs/spec/revocation.md §3).
 */
export function followDirectory(view: DirectoryView, followers: Followers): void {
  const { gateway: own, link, listener, dialler, tls, log } = followers
  // What may be exchanged over a link is for agreements and stages to say. A gateway that the directory does not list links with nobody:
  // it would be hung up on.
  const linked = view.gateways.has(own) ? view.gateways : new Map<string, never>()
  listener.recheck()
  dialler.recheck()
  for (const { peer } of link.peers()) {
    if (linked.has(peer)) continue
    dialler.drop(peer)
    link.cut(peer)
  }
  try {
    listener.renew(tls())
  } catch (error) {
    log.alarm('link-tls-not-renewed', { detail: reasonOf(error) })
  }
  for (const gateway of linked.keys()) dialler.keep(gateway, link.peer(gateway).outbound)
}
