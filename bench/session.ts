import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RunningFederation } from '@rabt/testbed'
import { makeCalls } from './calls/calls.ts'
import { RECORD_BYTES } from './calls/records.ts'
import { startCaddyChain } from './chain/caddy.ts'
import { makeCertificates } from './chain/certificates.ts'
import type { Chain } from './chain/chain.ts'
import { startNginxChain } from './chain/nginx.ts'
import { chainPorts } from './chain/ports.ts'
import { startService } from './chain/service.ts'
import { findTools, missing, type Tools } from './chain/tools.ts'
import { waitForAnswer } from './chain/wait.ts'
import { chooseLoad } from './load/choose.ts'
import type { Load } from './load/result.ts'
import { registerServices } from './network/register.ts'
import { rabtChain, startNetwork } from './network/start.ts'
import { type SteadyWal, steadyWal } from './network/steady-wal.ts'

export interface SessionOptions {
  /** Kept between runs. */
  readonly workDir: string
  readonly portBase: number
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/** Everything that a measurement needs, running. */
export interface Session {
  readonly tools: Tools
  readonly federation: RunningFederation
  /** Seconds that the network took to start, and whether its home was empty before. */
  readonly start: { readonly seconds: number; readonly founded: boolean }
  readonly wal: SteadyWal
  readonly load: Load
  readonly rabt: Chain
  /** Starts the chains that ours is compared with, as far as their programs are here. */
  startPeers(): Promise<readonly Chain[]>
  /** Stops everything that was started, in reverse order. */
  stop(): Promise<void>
}

/** Starts the members' service and the network, and registers the one with the other. What it started is stopped if it rejects. */
export async function openSession({ workDir, portBase, signal, say }: SessionOptions): Promise<Session> {
  mkdirSync(workDir, { recursive: true })
  const tools = findTools()
  for (const line of missing(tools)) say(line)
  const ports = chainPorts(portBase)
  const calls = makeCalls()
  const first = calls[0] as (typeof calls)[number]
  const answers = (url: string, failure?: () => string | undefined): Promise<void> =>
    waitForAnswer(url, first, RECORD_BYTES, signal, failure)
  const undo: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop())
      await step().catch((error: unknown) => say(String(error)))
  }
  try {
    // Before the network, which calls this service when it starts again.
    const service = await startService(workDir, ports.service, tools)
    undo.push(() => service.stop())
    const serviceUrl = `http://127.0.0.1:${ports.service}`
    await answers(serviceUrl, service.failure)
    const { federation, ...start } = await startNetwork({ home: join(workDir, 'home'), portBase, signal, say })
    undo.push(() => federation.stop())
    await registerServices(federation, portBase, serviceUrl)
    const wal = await steadyWal(federation, signal, say)
    undo.push(() => wal.close())
    const rabt = rabtChain(federation)
    await answers(rabt.url)

    const startPeers = async (): Promise<readonly Chain[]> => {
      const certificates = await makeCertificates(workDir)
      const peers: Chain[] = []
      for (const startPeer of [tools.nginx && startNginxChain, tools.caddy && startCaddyChain]) {
        if (typeof startPeer !== 'function') continue
        const peer = await startPeer(workDir, ports, certificates)
        undo.push(() => peer.stop())
        await answers(peer.url, peer.failure)
        peers.push(peer)
      }
      return peers
    }
    return { tools, federation, start, wal, load: chooseLoad(tools, workDir, calls, signal), rabt, startPeers, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
