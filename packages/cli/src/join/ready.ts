import { setTimeout as delay } from 'node:timers/promises'
import type { Site } from '../conformance/site.ts'
import { CliError } from '../error.ts'
import { send } from '../http/send.ts'

const READY_MS = 30_000
const POLL_MS = 250

/** Waits until the state's node says that it can exchange. @throws CliError NOT_RUNNING */
export async function waitUntilReady({ node, state }: Site): Promise<void> {
  const url = new URL(`http://${node.host}:${node.admin}`)
  const giveUpAt = performance.now() + READY_MS
  while (performance.now() < giveUpAt) {
    const answer = await send({ url, path: '/readyz', method: 'GET', headers: [], timeoutMs: 5_000 }).catch(() => null)
    if (answer?.status === 200) return
    await delay(POLL_MS)
  }
  throw new CliError('NOT_RUNNING', {
    en: `${state} is live, but its node does not say that it is ready. Look: rabt doctor`,
    ar: `${state} عاملة، لكن عقدتها لا تقول إنها جاهزة. افحصها: rabt doctor`,
  })
}
