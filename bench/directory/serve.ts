import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

/**
 * A mirror in a thread of its own: serves the files it was started with, tells its port, and answers each message with
 * the requests and the bytes on the wire, both directions, since the message before.
 */
const { files } = workerData as { readonly files: ReadonlyMap<string, Uint8Array> }
const sockets = new Set<Socket>()
let requests = 0
let closed = 0
let told = { requests: 0, bytes: 0 }

const server = createServer((req, res) => {
  requests++
  const bytes = files.get(decodeURIComponent(req.url ?? '').slice(1))
  if (bytes === undefined) res.writeHead(404).end()
  else res.writeHead(200, { 'content-length': bytes.length }).end(bytes)
})
server.on('connection', (socket) => {
  sockets.add(socket)
  socket.on('close', () => {
    sockets.delete(socket)
    closed += socket.bytesRead + socket.bytesWritten
  })
})
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port))
parentPort?.on('message', () => {
  const bytes = [...sockets].reduce((sum, socket) => sum + socket.bytesRead + socket.bytesWritten, closed)
  parentPort?.postMessage({ requests: requests - told.requests, bytes: bytes - told.bytes })
  told = { requests, bytes }
})
