import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AskState, askThrough } from './ask-state.ts'

let server: Server
let ask: AskState
let answer: (request: IncomingMessage, response: ServerResponse) => void
let stopping: AbortController
beforeEach(async () => {
  stopping = new AbortController()
  server = createServer((request, response) => answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const edge = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  ask = askThrough({ edge, timeoutMs: 300, signal: stopping.signal })
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

describe('a question through the network', () => {
  it('goes to the state’s service as the portal, conditional if it was answered before', async () => {
    const seen: unknown[] = []
    answer = (request, response) => {
      seen.push([request.url, request.headers['x-road-client'], request.headers['if-none-match']])
      response.setHeader('etag', '"b"')
      response.setHeader('x-road-request-id', 'an-id')
      response.setHeader('x-road-request-hash', 'a-hash')
      response.end('{}')
    }
    expect(await ask('QA', '/changes?limit=2', '"a"', 100)).toEqual({
      status: 200,
      body: Buffer.from('{}'),
      etag: '"b"',
      requestId: 'an-id',
      requestHash: 'a-hash',
    })
    expect(seen).toEqual([['/r1/QA/GOV/EGOV/portal/content/changes?limit=2', 'GCC/GOV/SG/portal', '"a"']])
  })

  it.each([
    ['Server.ClientProxy.UnknownMember', 'not-joined'],
    ['Server.ServerProxy.AccessDenied', 'not-joined'],
    ['server.clientproxy.unknown_member', 'not-joined'],
    ['Server.ClientProxy.NetworkError', 'network'],
    ['Server.ServerProxy.ServiceFailed', 'network'],
  ])('that ends in %s is told as %s', async (fault, reason) => {
    answer = (_, response) => response.writeHead(500, { 'x-road-error': fault }).end('{}')
    await expect(ask('QA', '/changes', null, 100)).rejects.toMatchObject({ reason, detail: fault })
  })

  it('is cut when the answer is too large, also without a length', async () => {
    answer = (_, response) => {
      response.flushHeaders()
      response.write('x'.repeat(60))
      response.end('x'.repeat(60))
    }
    await expect(ask('QA', '/changes', null, 100)).rejects.toMatchObject({ reason: 'page-too-large' })
  })

  it('ends in time when nobody answers, and when the answer stops', async () => {
    answer = () => undefined
    await expect(ask('QA', '/changes', null, 100)).rejects.toMatchObject({ reason: 'unreachable' })
    answer = (_, response) => void response.write('x')
    await expect(ask('QA', '/changes', null, 100)).rejects.toMatchObject({ reason: 'network' })
  })

  it('follows no redirect', async () => {
    answer = (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    expect((await ask('QA', '/changes', null, 100)).status).toBe(302)
  })

  it('is no failure of the state when the portal stops', async () => {
    answer = () => stopping.abort(new Error('stopping'))
    await expect(ask('QA', '/changes', null, 100)).rejects.toThrow('stopping')
  })
})
