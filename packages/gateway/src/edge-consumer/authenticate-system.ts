import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { RabtError } from '@rabt/protocol'
import type { ClientSetting } from '../registry/local-registry.ts'

/** SHA-256 (hex) of each connection's client certificate, null without one. It cannot change: renegotiation is off (server.ts). */
const fingerprints = new WeakMap<TLSSocket, string | null>()

/**
 * Checks that the consumer's system authenticated as its subsystem demands (docs/spec/x-road-rest.md §9).
 * The certificate is compared whole: no CA is asked, its dates are not enforced. TLS has proved that the peer holds the key.
 *
 * @throws RabtError SSL_AUTHENTICATION_FAILED
 */
export function authenticateSystem(setting: ClientSetting, socket: Socket): void {
  if (setting.authentication === 'HTTP') return
  if (!(socket instanceof TLSSocket)) throw refusal(setting, 'plain HTTP')
  if (setting.authentication === 'HTTPS_NO_AUTH') return
  const fingerprint = fingerprintOf(socket)
  if (fingerprint === null) throw refusal(setting, 'no client certificate')
  if (!setting.certificates.includes(fingerprint))
    throw refusal(setting, `certificate ${fingerprint} is not on the list`)
}

function refusal(setting: ClientSetting, detail: string): RabtError {
  return new RabtError('SSL_AUTHENTICATION_FAILED', { client: setting.id }, { detail })
}

function fingerprintOf(socket: TLSSocket): string | null {
  const known = fingerprints.get(socket)
  if (known !== undefined) return known
  const certificate = socket.getPeerX509Certificate()
  const fingerprint = certificate === undefined ? null : createHash('sha256').update(certificate.raw).digest('hex')
  fingerprints.set(socket, fingerprint)
  return fingerprint
}
