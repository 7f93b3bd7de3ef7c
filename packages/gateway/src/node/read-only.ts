import type { DirectoryStatus } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import type { Exchange } from '../exchange.ts'

/** Methods that change nothing at the provider (RFC 9110 §9.2.1). */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/**
 * Degradation by class of service: from 24 hours after the directory's expiry on, for seven days, only calls that change nothing go out
 * (docs/spec/directory.md); after that the directory itself refuses.
 */
export function readOnlyWhenStale(exchange: Exchange, mode: () => DirectoryStatus['mode']): Exchange {
  return {
    reachable: (gateway) => exchange.reachable(gateway),
    call: (call) =>
      mode() === 'read-only' && !SAFE.has(call.method)
        ? Promise.reject(new RabtError('DIRECTORY_OUTDATED'))
        : exchange.call(call),
  }
}
