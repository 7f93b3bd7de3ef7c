import type { DirectoryView } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'

export interface RouteQuestion {
  /** Canonical subsystem of the provider. */
  readonly subsystem: string
  /** `X-Road-Security-Server`, canonical; null: any gateway of the provider. */
  readonly wanted: string | null
  /** Whether requests can be sent there now, else the error to give. Maintenance is told apart from the others. */
  readonly reachable: (gateway: string) => true | RabtError
  /** n random bytes. */
  readonly random: (n: number) => Uint8Array
  /** Gateway that took the last call to this subsystem: tried first. */
  readonly lastGood?: string | undefined
}

/**
 * Chooses the provider's gateway.
 *
 * @returns the identifier of a gateway that takes requests now.
 * @throws RabtError UNKNOWN_MEMBER, INVALID_SECURITY_SERVER, MAINTENANCE_PLANNED, or what `reachable` said (NETWORK_ERROR and the like).
 */
export function pickGateway(view: DirectoryView, question: RouteQuestion): string {
  const hosts = view.subsystems.get(question.subsystem)?.gateways
  if (hosts === undefined || hosts.length === 0) throw new RabtError('UNKNOWN_MEMBER', { member: question.subsystem })
  if (question.wanted !== null) return pickWanted(view, hosts, question.wanted, question)
  if (hosts.length === 1) return orThrow(hosts[0] as string, question)
  return pickAny(hosts, question)
}

/** The caller named the gateway: it exists, it hosts the subsystem, it is not in maintenance, in this order. */
function pickWanted(view: DirectoryView, hosts: readonly string[], wanted: string, question: RouteQuestion): string {
  if (!view.gateways.has(wanted)) {
    throw new RabtError('INVALID_SECURITY_SERVER', { gateway: wanted, reason: 'could not find' })
  }
  if (!hosts.includes(wanted)) {
    throw new RabtError('INVALID_SECURITY_SERVER', { gateway: wanted, reason: 'invalid' })
  }
  return orThrow(wanted, question)
}

/** Gateways in maintenance are left out; of the others the last good one, else a random one that takes requests. */
function pickAny(hosts: readonly string[], question: RouteQuestion): string {
  const { lastGood, reachable } = question
  if (lastGood !== undefined && hosts.includes(lastGood) && reachable(lastGood) === true) return lastGood
  let maintenance: RabtError | undefined
  let failure: RabtError | undefined
  for (const gateway of shuffle(hosts, question.random)) {
    const state = reachable(gateway)
    if (state === true) return gateway
    if (state.code === 'MAINTENANCE_PLANNED') maintenance ??= state
    else failure ??= state
  }
  // All in maintenance: the administrator's note goes to the caller. One of them merely unreachable: that is the news.
  throw failure ?? maintenance ?? new RabtError('NETWORK_ERROR', { gateway: question.subsystem })
}

function orThrow(gateway: string, question: RouteQuestion): string {
  const state = question.reachable(gateway)
  if (state === true) return gateway
  throw state
}

/** Fisher-Yates. The bias of `% n` over 16 bits is below n / 65536, of no weight for spreading load. */
function shuffle(items: readonly string[], random: (n: number) => Uint8Array): string[] {
  const order = [...items]
  const dice = random(order.length * 2)
  for (let i = order.length - 1; i > 0; i--) {
    const j = ((dice[2 * i] as number) * 256 + (dice[2 * i + 1] as number)) % (i + 1)
    const swap = order[i] as string
    order[i] = order[j] as string
    order[j] = swap
  }
  return order
}
