import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { decodeFrame, type Frame } from '@rabt/protocol'
import type { Code, Network } from '../../support/network.ts'
import { until } from '../../support/until.ts'

const UPGRADE =
  'GET /link HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
const HEAD_END = '\r\n\r\n'
const BINARY = 2
const PING = 9
const PONG = 10

/** A connection to a gateway's link port with another gateway's certificate, for whoever wants to say something of his own there. */
export interface LinkSpeaker {
  /** What came back. */
  readonly heard: readonly Frame[]
  readonly over: boolean
  say(frame: Uint8Array): void
  end(): void
}

export async function speakAs(network: Network, code: Code, to: Code): Promise<LinkSpeaker> {
  const keys = join(network.at.node(code), 'keys')
  const [key, cert] = [readFileSync(join(keys, 'tls.pem')), readFileSync(join(keys, 'tls.crt'))]
  const port = network.ports(to).link
  const socket = connect({ host: '127.0.0.1', port, ca: network.ca(to), servername: 'localhost', key, cert })
  const heard: Frame[] = []
  const state = { heard, over: false, upgraded: false }
  socket.on('error', () => socket.destroy())
  socket.once('close', () => {
    state.over = true
  })
  socket.once('secureConnect', () => socket.write(UPGRADE))
  let waiting: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk])
    if (!state.upgraded) {
      const end = waiting.indexOf(HEAD_END)
      if (end < 0) return
      state.upgraded = waiting.toString('latin1', 0, end).startsWith('HTTP/1.1 101 ')
      waiting = waiting.subarray(end + HEAD_END.length)
    }
    waiting = takeMessages(socket, waiting, heard)
  })
  await until('the upgrade', () => state.upgraded)
  return Object.assign(state, {
    say: (frame: Uint8Array) => void socket.write(message(BINARY, frame)),
    end: () => void socket.destroy(),
  })
}

/** Whole messages of a server (RFC 6455 §5.2, not masked, not fragmented). @returns what is not whole yet */
function takeMessages(socket: TLSSocket, bytes: Buffer, heard: Frame[]): Buffer {
  let at = 0
  for (;;) {
    const short = bytes.length >= at + 2 ? (bytes[at + 1] as number) & 127 : 0
    const start = at + (short === 126 ? 4 : short === 127 ? 10 : 2)
    if (bytes.length < start) return bytes.subarray(at)
    const length =
      short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short
    if (bytes.length < start + length) return bytes.subarray(at)
    const [kind, payload] = [(bytes[at] as number) & 15, bytes.subarray(start, start + length)]
    if (kind === BINARY) heard.push(decodeFrame(payload))
    else if (kind === PING) socket.write(message(PONG, payload))
    at = start + length
  }
}

/** A message of a client, masked with zeros. One of control is short (§5.5). */
function message(kind: number, payload: Uint8Array): Buffer {
  if (kind === PONG) return Buffer.concat([Buffer.from([0x80 | kind, 0x80 | payload.length, 0, 0, 0, 0]), payload])
  const head = Buffer.alloc(14)
  head[0] = 0x80 | kind
  head[1] = 0x80 | 127
  head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}
