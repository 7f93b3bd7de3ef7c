import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RunningFederation } from '../../src/index.ts'
import type { TakenNetwork } from './provided.ts'

interface Network {
  readonly federation: RunningFederation
  readonly portBase: number
  /** Ends it, unless it is taken before. */
  idle: NodeJS.Timeout | undefined
}

export type Found = (number: number) => Promise<Pick<Network, 'federation' | 'portBase'>>

/** A network that nobody takes for so long is ended: at rest it still costs what others could use. */
const IDLE_MS = 5_000

const ACTS: Readonly<Record<string, (federation: RunningFederation, child: string) => Promise<void>>> = {
  kill: (federation, child) => federation.kill(child),
  hold: (federation, child) => federation.kill(child, { hold: true }),
  restart: (federation, child) => federation.restart(child),
}

/**
 * Networks for test files, which run in processes of their own. `POST /take` gives one that nobody else has until it is returned,
 * and founds another if there is none; `POST /<n>/return`; and of the supervisor of a taken one the faults `POST /<n>/kill/<child>`,
 * `/<n>/hold/<child>` (killed and not started again) and `/<n>/restart/<child>`.
 */
export async function servePool(found: Found): Promise<{ url: string; close(): Promise<void> }> {
  const networks = new Map<number, Network>()
  const free: number[] = []
  const work = new Set<Promise<unknown>>()
  let last = 0

  const end = (number: number): Promise<void> => {
    const network = networks.get(number)
    networks.delete(number)
    clearTimeout(network?.idle)
    return network?.federation.stop() ?? Promise.resolve()
  }

  const take = async (): Promise<TakenNetwork> => {
    const number = free.pop() ?? ++last
    const network = networks.get(number) ?? { ...(await found(number)), idle: undefined }
    clearTimeout(network.idle)
    networks.set(number, network)
    return { home: network.federation.home, portBase: network.portBase, control: `${url}/${number}` }
  }

  const giveBack = (number: number, network: Network): void => {
    free.push(number)
    network.idle = setTimeout(() => {
      free.splice(free.indexOf(number), 1)
      keep(end(number))
    }, IDLE_MS)
  }

  const answer = async ({ url: path = '' }: IncomingMessage): Promise<object> => {
    const [, first = '', act = '', child = ''] = path.split('/')
    if (first === 'take') return take()
    const network = networks.get(Number(first))
    if (network === undefined) throw new RangeError(`no such network: ${first}`)
    if (act === 'return') giveBack(Number(first), network)
    else if (ACTS[act] === undefined) throw new RangeError(`no such act: ${act}`)
    else await ACTS[act](network.federation, child)
    return {}
  }

  const keep = (promise: Promise<unknown>): void => {
    const done = promise.catch((error: unknown) => console.error('a network of the tests:', error))
    work.add(done)
    done.finally(() => work.delete(done))
  }

  const server = createServer((request, response) => {
    const answered = answer(request).then(
      (body) => response.end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? (error.stack ?? '') : String(error)),
    )
    keep(answered)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await Promise.all(work)
      await Promise.all([...networks.keys()].map(end))
    },
  }
}
