import { Agent, request } from 'node:http'
import type { Call } from '../calls/calls.ts'
import { percentile } from '../statistics.ts'
import type { Load, LoadResult } from './result.ts'

const TIMEOUT_MS = 10_000

/**
 * A closed loop on node:http, for machines without wrk. It takes several times wrk's CPU, which all chains on the same cores
 * then lack: its figures compare with each other only.
 */
export function ownLoop(calls: readonly Call[], signal: AbortSignal): Load {
  return {
    name: 'node:http',
    run: async (url, connections, seconds) => {
      const agent = new Agent({ keepAlive: true, maxSockets: connections })
      const failures = { connect: 0, read: 0, write: 0, status: 0, timeout: 0 }
      const latencies: number[] = []
      let bytes = 0
      let at = 0
      const begin = performance.now()
      const caller = async (): Promise<void> => {
        while (performance.now() - begin < seconds * 1000) {
          signal.throwIfAborted()
          const call = calls[at++ % calls.length] as Call
          const started = performance.now()
          try {
            const answer = await send(agent, url, call)
            latencies.push(performance.now() - started)
            bytes += answer.bytes
            if (answer.status >= 400) failures.status++
          } catch (error) {
            if (error instanceof Error && error.name === 'TimeoutError') failures.timeout++
            else failures.read++
          }
        }
      }
      try {
        await Promise.all(Array.from({ length: connections }, caller))
      } finally {
        agent.destroy()
      }
      return summary(latencies, (performance.now() - begin) / 1000, bytes, failures)
    },
  }
}

function summary(
  latencies: readonly number[],
  seconds: number,
  bytes: number,
  failures: LoadResult['failures'],
): LoadResult {
  const sorted = Float64Array.from(latencies).sort()
  const at = (share: number): number => (sorted.length === 0 ? 0 : percentile(sorted, share))
  return { requests: sorted.length, seconds, p50Ms: at(0.5), p99Ms: at(0.99), bytes, failures }
}

function send(agent: Agent, url: string, call: Call): Promise<{ readonly status: number; readonly bytes: number }> {
  return new Promise((resolve, reject) => {
    const method = call.method ?? 'POST'
    const length = method === 'GET' ? {} : { 'Content-Length': Buffer.byteLength(call.body) }
    const headers = { ...call.headers, ...length }
    const sent = request(
      url + call.path,
      { method, agent, headers, signal: AbortSignal.timeout(TIMEOUT_MS) },
      (response) => {
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        response.once('error', reject)
        response.once('end', () => resolve({ status: response.statusCode ?? 0, bytes }))
      },
    )
    sent.once('error', reject)
    sent.end(call.body)
  })
}
