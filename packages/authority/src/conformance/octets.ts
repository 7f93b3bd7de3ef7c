import { randomBytes } from 'node:crypto'
import { sendOctets } from '@rabt/directory'

/** What no gateway says: noise, HTTP without TLS, records of TLS that break its form. */
const HOSTILE: readonly (() => Buffer)[] = [
  () => Buffer.concat([Buffer.from([0xff]), randomBytes(2_047)]),
  () => Buffer.from(`GET /link HTTP/1.1\r\nHost: ${'x'.repeat(4_000)}\r\n\r\n`),
  // A handshake record of version 9.9 with a length beyond RFC 8446 §5.1.
  () => Buffer.concat([Buffer.from([22, 9, 9, 0xff, 0xff]), randomBytes(512)]),
  // Application data before any handshake.
  () => Buffer.concat([Buffer.from([23, 3, 3, 0, 64]), randomBytes(64)]),
]

/** Sends each of them to a link port; true if every connection was ended by the port. */
export function sendHostileOctets(linkUrl: string, signal: AbortSignal): Promise<boolean> {
  const { hostname, port } = new URL(linkUrl)
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || 443 }
  return sendOctets(
    address,
    HOSTILE.map((make) => make()),
    signal,
  )
}
