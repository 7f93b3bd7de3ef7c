import type { DirectoryView } from '@rabt/directory'
import type { RabtError } from '@rabt/protocol'
import { pickGateway } from './pick-gateway.ts'

/** Subsystems whose last good gateway is remembered; a network of six states has fewer. */
const REMEMBERED = 10_000

export interface Router {
  /**
   * As `pickGateway`, and remembers the answer for the next call to that subsystem. `planned` says that a gateway is in maintenance now,
   * where any is.
   */
  pick(
    view: DirectoryView,
    subsystem: string,
    wanted: string | null,
    planned?: (gateway: string) => RabtError | null,
  ): string
}

export interface RouterDeps {
  readonly reachable: (gateway: string) => true | RabtError
  readonly random: (n: number) => Uint8Array
}

export function makeRouter(deps: RouterDeps): Router {
  const lastGood = new Map<string, string>()
  return {
    pick(view, subsystem, wanted, planned) {
      const reachable = planned === undefined ? deps.reachable : (id: string) => planned(id) ?? deps.reachable(id)
      const question = { subsystem, wanted, reachable, random: deps.random, lastGood: lastGood.get(subsystem) }
      const gateway = pickGateway(view, question)
      // A gateway that one caller asked for says nothing about where the others should go.
      if (wanted === null && lastGood.get(subsystem) !== gateway) {
        if (lastGood.size >= REMEMBERED) lastGood.clear()
        lastGood.set(subsystem, gateway)
      }
      return gateway
    },
  }
}
