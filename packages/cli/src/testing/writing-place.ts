import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import {
  decodeCeremony,
  type OnlineKeys,
  publishCeremony,
  type Repository,
  readStanding,
  takeHandOver,
} from '@rabt/directory'
import { RabtError } from '@rabt/protocol'

export interface WritingPlace {
  /** Base URL of its mirror. */
  readonly url: string
  close(): void
}

/** A place that writes the directory, as an authority serves it: the files of a repository, and its door. */
export async function startWritingPlace(
  repository: Repository,
  onlineKeys: OnlineKeys,
  now: () => number,
): Promise<WritingPlace> {
  const take = async (request: IncomingMessage): Promise<number> => {
    const body = await buffer(request)
    const act = { repository, onlineKeys, now: now() }
    if (request.url?.endsWith('/v1/roles')) return (await takeHandOver(act, body)).size
    const { proposal, signatures } = decodeCeremony(body)
    const named = signatures.map((bytes, index) => ({ name: `${index}.json`, bytes }))
    return (await publishCeremony({ ...act, proposal, signatures: named })).files.size
  }
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice('/directory/'.length)
    const answer =
      request.method === 'POST'
        ? take(request).then(async (size) => {
            const { timestamp, snapshot } = (await readStanding(repository)) ?? {}
            return Buffer.from(JSON.stringify({ timestamp, snapshot, already: size === 0 }))
          })
        : repository.read(name)
    answer.then(
      (bytes) => (bytes === null ? response.writeHead(404).end() : response.end(bytes)),
      (error: unknown) => {
        const { code, params } = error instanceof RabtError ? error : new RabtError('INTERNAL_ERROR')
        response.writeHead(409).end(JSON.stringify({ code, params }))
      },
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/directory/`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
