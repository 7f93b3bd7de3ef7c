import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { answerEnds } from './service.ts'

// The members' system where nginx is missing: `node-service.ts <port>`.

const ends = answerEnds()
let answered = 0
const server = createServer((request, response) => {
  request.resume()
  const end = ends[answered++ % ends.length] ?? ''
  const body = Buffer.from(`{"answer":"${randomBytes(16).toString('hex')}",${end}`)
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body)
})
server.keepAliveTimeout = 300_000
server.listen(Number(process.argv[2]), '127.0.0.1')
