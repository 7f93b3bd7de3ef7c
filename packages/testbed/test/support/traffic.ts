import { setTimeout as delay } from 'node:timers/promises'
import type { Code, Network } from './network.ts'
import { Quiet } from './quiet.ts'

/** After each call of a way: the load of calls is not what these tests are about. Between two steps of a ceremony there are dozens on each. */
const PAUSE_MS = 100

/** What calls that never stopped came to. */
export interface TrafficRecord {
  readonly calls: number
  /** What the first failed calls were told. */
  readonly failed: readonly string[]
  readonly slowestMs: number
  /** The longest time in which no call at all was under way. */
  readonly quietMs: number
}

/** Calls one after the other on each of these ways, until it is told to stop. How continuous that was is in the record. */
export function startTraffic(network: Network, ways: readonly (readonly [from: Code, to: Code])[]) {
  const ending = new AbortController()
  let calls = 0
  let slowestMs = 0
  const quiet = new Quiet()
  const failed: string[] = []
  const run = async (from: Code, to: Code): Promise<void> => {
    while (!ending.signal.aborted) {
      const began = performance.now()
      quiet.begin()
      const told = await callTraffic(network, from, to).then(
        ({ status, text }) => (status === 200 ? null : `${status} ${text()}`),
        (error: unknown) => String(error),
      )
      calls++
      slowestMs = Math.max(slowestMs, performance.now() - began)
      quiet.end()
      if (told !== null) failed.push(`${from} to ${to}: ${told}`)
      await delay(PAUSE_MS)
    }
  }
  const running = Promise.all(ways.map(([from, to]) => run(from, to)))
  return async (): Promise<TrafficRecord> => {
    ending.abort()
    await running
    return { calls, failed, slowestMs: Math.round(slowestMs), quietMs: quiet.longestMs }
  }
}

/** The call that every description of the network begins with. */
export function callTraffic(network: Network, from: Code, to: Code) {
  return network.call(
    `/r1/${to}/GOV/MOI/traffic/violations?plate=12345`,
    { headers: [['X-Road-Client', `${from}/GOV/MOI/traffic`]] },
    from,
  )
}
