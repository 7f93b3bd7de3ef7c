import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { nodePorts, type RunningFederation } from '@rabt/testbed'
import { PROVIDER } from '../calls/calls.ts'

const WITHIN_MS = 30_000
const POLL_MS = 5

/**
 * Seconds from the spawn of a gateway process until /readyz answers 200, on its existing database, after SIGKILL: a few times over.
 * The first start after a load also catches up with what the load left.
 */
export async function timeGatewayStarts(
  federation: RunningFederation,
  portBase: number,
  times: number,
): Promise<readonly number[]> {
  const { admin } = nodePorts(portBase, PROVIDER)
  const seconds: number[] = []
  for (let i = 0; i < times; i++) {
    await federation.kill(PROVIDER.toLowerCase(), { hold: true })
    const begin = performance.now()
    const restarted = federation.restart(PROVIDER.toLowerCase())
    restarted.catch(() => {})
    while (!(await isReady(admin))) {
      if (performance.now() - begin > WITHIN_MS) throw new Error('the gateway did not become ready')
      await delay(POLL_MS)
    }
    seconds.push((performance.now() - begin) / 1000)
    await restarted
  }
  return seconds
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: '/readyz', agent: false, timeout: 2_000 }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode === 200))
      response.once('error', () => resolve(false))
    })
    asked.once('timeout', () => asked.destroy())
    asked.once('error', () => resolve(false))
    asked.end()
  })
}
