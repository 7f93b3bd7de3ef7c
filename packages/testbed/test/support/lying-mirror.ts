import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { directoryRepository } from '@rabt/directory'

export interface LyingMirror {
  readonly url: string
  /** What is given in place of a file; null: what is published. */
  lie: (name: string) => Uint8Array | null
  close(): void
}

/** A mirror of a repository's folder over HTTP that says of each file what a test wants. */
export async function startLyingMirror(folder: string): Promise<LyingMirror> {
  const repository = directoryRepository(folder)
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice('/directory/'.length)
    const lie = mirror.lie(name)
    const answer = lie === null ? repository.read(name) : Promise.resolve(lie)
    answer.then(
      (bytes) => (bytes === null ? response.writeHead(404).end() : response.end(bytes)),
      () => response.writeHead(500).end(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const mirror: LyingMirror = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/directory/`,
    lie: () => null,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return mirror
}
