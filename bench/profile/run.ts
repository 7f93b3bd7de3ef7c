import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONSUMER, PROVIDER } from '../calls/calls.ts'
import { cpuOfThreads } from '../observe/processes.ts'
import type { Session } from '../session.ts'
import { describeProfile } from './describe.ts'
import { openInspector } from './inspector.ts'
import { summariseProfile } from './self-time.ts'

const CONNECTIONS = [32, 128]
const WARM_UP_SECONDS = 3
const SECONDS = 5

/** Lets every Node process that is started from now on open its inspector on a free port of its own. */
export function allowInspection(environment: NodeJS.ProcessEnv): void {
  environment.NODE_OPTIONS = `${environment.NODE_OPTIONS ?? ''} --inspect-port=127.0.0.1:0`.trim()
}

/** Profiles both gateways under load, prints where their time goes and writes the profiles, which Chrome DevTools opens. */
export async function profileGateways(
  { federation, rabt, load }: Session,
  dir: string,
  say: (line: string) => void,
): Promise<void> {
  mkdirSync(dir, { recursive: true })
  const sides = await Promise.all(
    [
      { side: 'consumer', node: federation.nodes[CONSUMER.toLowerCase()] },
      { side: 'provider', node: federation.nodes[PROVIDER.toLowerCase()] },
    ].map(async ({ side, node }) => {
      const pid = node?.pid()
      if (node === undefined || pid === undefined) throw new Error(`the gateway of the ${side} does not run`)
      return { side, pid, inspector: await openInspector(pid, node.logFile) }
    }),
  )
  for (const connections of CONNECTIONS) {
    await load.run(rabt.url, connections, WARM_UP_SECONDS)
    const before = sides.map(({ pid }) => cpuOfThreads(pid))
    await Promise.all(sides.map(({ inspector }) => inspector.startProfile()))
    const { requests, seconds } = await load.run(rabt.url, connections, SECONDS)
    say(`\n== c=${connections}: ${(requests / seconds).toFixed(0)} req/s while profiled (fewer than without)`)
    for (const [i, { side, pid, inspector }] of sides.entries()) {
      const after = cpuOfThreads(pid)
      const profile = await inspector.stopProfile()
      const file = join(dir, `${side}.c${connections}.cpuprofile`)
      writeFileSync(file, JSON.stringify(profile))
      const threads = new Map([...after].map(([name, cpu]) => [name, cpu - (before[i]?.get(name) ?? 0)]))
      say(`\n-- ${side}, ${file}`)
      const memory = Object.entries(await inspector.memory()).map(
        ([kind, bytes]) => `${kind} ${(bytes / 2 ** 20).toFixed(0)}`,
      )
      say(`memory, MiB: ${memory.join(', ')}`)
      say(describeProfile(summariseProfile(profile), threads, requests))
    }
  }
  for (const { inspector } of sides) inspector.close()
}
