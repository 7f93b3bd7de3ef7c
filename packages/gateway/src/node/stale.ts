import { type DirectoryStatus, FULL_GRACE_MS, GRACE_MS } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import type { Exchange } from '../exchange.ts'

/** Methods that change nothing at the provider (RFC 9110 §9.2.1). */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

type Age = Pick<DirectoryStatus, 'mode' | 'expires'>

/**
 * Degradation by class of service (docs/spec/directory.md §5): for 24 hours after the directory's expiry everything goes on, for seven more
 * days what changes nothing, then nothing.
 * @throws RabtError DIRECTORY_READ_ONLY, DIRECTORY_OUTDATED, with the moments in `params`
 */
export function refuseWhenStale(age: Age, method: string): void {
  if (age.mode === 'expired') throw outdated(age)
  if (age.mode !== 'read-only' || SAFE.has(method)) return
  throw new RabtError('DIRECTORY_READ_ONLY', { since: moment(age, FULL_GRACE_MS), until: moment(age, GRACE_MS) })
}

/** What a gateway says whose directory is past all grace, or that never had one. */
export const outdated = (age: Age, cause?: unknown): RabtError =>
  new RabtError('DIRECTORY_OUTDATED', { expires: moment(age, 0) }, { cause })

/** The exchange as a gateway offers it whose directory is of this age. */
export function refusingWhenStale(exchange: Exchange, age: () => Age): Exchange {
  return {
    reachable: (gateway) => exchange.reachable(gateway),
    call: async (call) => {
      refuseWhenStale(age(), call.method)
      return exchange.call(call)
    },
  }
}

const moment = ({ expires }: Age, later: number): string =>
  expires === null ? '?' : new Date(expires + later).toISOString()
