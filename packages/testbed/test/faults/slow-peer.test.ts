import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePortBase } from '../../src/files/free-port-base.ts'
import type { Answer } from '../support/ask.ts'
import { sharedNetwork } from '../support/network.ts'
import { until } from '../support/until.ts'
import { type LinkProxy, startLinkProxy } from './support/link-proxy.ts'

// One peer is slow, trickles, or is half gone. Its callers are told; the callers of another peer notice nothing.
const network = await sharedNetwork()
const VIOLATIONS = (state: string) => `/r1/${state}/GOV/MOI/traffic/violations?plate=12345`
const MEASURED = 160
const MEASURING = 4
const INSISTING_MS = 50
/** Generous: what is to be seen is a queue behind the slow peer, not the noise of a busy machine. */
const FACTOR = 3
const NOISE_MS = 20
/** Of calls that were not run, and of those of which nobody knows. */
const TYPED = ['NETWORK_ERROR', 'RECEIPT_OWED', 'NOT_RUN', 'OUTCOME_UNKNOWN']
const { link } = network.ports('SA')
let proxy: LinkProxy

beforeAll(async () => {
  const behind = await freePortBase()
  const restarted = network.restartWith('SA', { listen: { ...network.listen('SA'), link: behind } })
  // The port is free when the first process has ended, and the second exchanges when the proxy is there.
  proxy = await until('the port is free', () => startLinkProxy(link, behind))
  await restarted
  await network.exchanging('KW', 'SA')
})
afterAll(async () => {
  await proxy?.close()
  await network.restartWith('SA', { listen: network.listen('SA') })
})

const codeOf = (answer: Answer): string =>
  /#([a-z_]+)$/.exec(answer.header('x-rabt-error-doc') ?? '')?.[1]?.toUpperCase() ?? answer.text()

async function outcomeOf(state: string): Promise<string> {
  const answer = await network.call(VIOLATIONS(state), { timeoutMs: 45_000 })
  return answer.status === 200 ? 'ANSWERED' : codeOf(answer)
}

/** Median latency of calls to Qatar, ms; throws if one is not answered. */
async function medianMs(): Promise<number> {
  const took: number[] = []
  const caller = async (): Promise<void> => {
    while (took.length < MEASURED) {
      const began = performance.now()
      expect(await outcomeOf('QA')).toBe('ANSWERED')
      took.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: MEASURING }, caller))
  return took.sort((a, b) => a - b)[Math.floor(took.length / 2)] as number
}

/** Calls the slow peer again and again, whether the calls before are answered or not; `stop` waits for all of them. */
function insist() {
  const outcomes: string[] = []
  const calls: Promise<unknown>[] = []
  const timer = setInterval(() => {
    calls.push(outcomeOf('SA').then((outcome) => outcomes.push(outcome)))
  }, INSISTING_MS)
  return {
    outcomes,
    stop: async () => {
      clearInterval(timer)
      await Promise.all(calls)
    },
  }
}

const signal = (name: NodeJS.Signals) => process.kill(network.pid('sa'), name)

const FAULTS: readonly (readonly [what: string, begin: () => void, end: () => void])[] = [
  ['does not move at all', () => signal('SIGSTOP'), () => signal('SIGCONT')],
  ['takes in a few bytes at a time', () => pass('trickling'), () => pass('freely')],
  ['is behind a connection that is half open', () => pass('silent'), () => pass('freely')],
]

function pass(how: LinkProxy['passing']): void {
  proxy.passing = how
  // What was held up would come late and in pieces: the dialler connects anew, as after any fault.
  if (how === 'freely') proxy.cut()
}

describe('a peer that', () => {
  it.each(FAULTS)(
    '%s costs its own callers a typed error, and nobody else anything',
    async (_what, begin, end) => {
      const before = await medianMs()
      begin()
      const slow = insist()
      try {
        const during = await medianMs()
        expect(during).toBeLessThan(FACTOR * before + NOISE_MS)
        await until('a caller of the slow peer is told', () => slow.outcomes.some((code) => TYPED.includes(code)))
      } finally {
        end()
      }
      await network.exchanging('KW', 'SA')
      await slow.stop()
      expect(slow.outcomes.filter((code) => code !== 'ANSWERED' && !TYPED.includes(code))).toEqual([])
      expect(await outcomeOf('SA')).toBe('ANSWERED')
    },
    60_000,
  )
})
