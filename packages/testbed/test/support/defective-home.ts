import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, request as tlsRequest } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Code, Network } from './network.ts'

/** What a proxy of ours may make of an answer before it is passed on. */
type Spoil = (
  asked: IncomingMessage,
  answer: { status: number; headers: Record<string, unknown>; body: Buffer },
) => void

/**
 * A home in which one state's node is not as it should be: its keys can be replaced, and what its consumer edge and its admin
 * API answer goes through proxies that spoil it. Everything else is the real home's.
 */
export async function openDefectiveHome(network: Network, code: Code, dir: string, edge: Spoil, admin: Spoil) {
  const own = code.toLowerCase()
  mkdirSync(dir)
  for (const name of ['officers', 'directory', 'authorities', 'root.json']) {
    symlinkSync(join(network.home, name), join(dir, name))
  }
  cpSync(network.at.node(code), join(dir, own), {
    recursive: true,
    filter: (source) => !/\/(?:blobs|ocsp|node\.log)$/.test(source),
  })
  const keys = join(dir, own, 'keys')
  const pem = (name: string) => readFileSync(join(keys, name), 'utf8')
  const { http, admin: adminPort } = network.ports(code)
  const servers: Server[] = [
    createServer(passOn(request, http, {}, edge)),
    createTlsServer(
      { key: pem('admin.pem'), cert: pem('admin.crt') },
      passOn(tlsRequest, adminPort, { ca: pem('ca.crt'), servername: 'localhost' }, admin),
    ),
  ]
  const ports: number[] = []
  for (const server of servers) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    ports.push((server.address() as AddressInfo).port)
  }
  const file = join(dir, own, 'node.json')
  const config = JSON.parse(readFileSync(file, 'utf8'))
  config.listen = { ...config.listen, http: ports[0], admin: ports[1] }
  writeFileSync(file, JSON.stringify(config))
  return {
    home: dir,
    /** Another key stands in the place of this one. */
    replaceKey: (name: string, kind: 'ed25519' | 'p256'): void => {
      const pair = kind === 'p256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')
      writeFileSync(join(keys, name), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    },
    close: (): void => {
      for (const server of servers) server.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function passOn(ask: typeof request | typeof tlsRequest, port: number, options: object, spoil: Spoil) {
  return async (asked: IncomingMessage, response: ServerResponse): Promise<void> => {
    const sent = await buffer(asked)
    const { method, url: path, rawHeaders } = asked
    const call = ask(
      { host: '127.0.0.1', port, method, path, headers: rawHeaders, agent: false, ...options },
      async (got) => {
        const headers: Record<string, unknown> = { ...got.headers }
        for (const name of ['connection', 'keep-alive', 'transfer-encoding', 'content-length']) delete headers[name]
        const answer = { status: got.statusCode ?? 502, headers, body: await buffer(got) }
        spoil(asked, answer)
        response.writeHead(answer.status, answer.headers as Record<string, string>).end(answer.body)
      },
    )
    call.on('error', () => response.destroy())
    call.end(sent)
  }
}
