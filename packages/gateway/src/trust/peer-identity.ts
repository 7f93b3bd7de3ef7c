import { hash, X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { DirectoryView, GatewayRecord } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'

/** SHA-256 of a certificate's DER SubjectPublicKeyInfo: what the directory lists for a gateway. */
export function keyDigest(certificate: X509Certificate): Buffer {
  return hash('sha256', certificate.publicKey.export({ format: 'der', type: 'spki' }), 'buffer')
}

/** The gateway that a directory lists for a certificate's key, or undefined; also if the CA that issued it is listed no more. */
export function gatewayOfCertificate(view: DirectoryView, certificate: X509Certificate): GatewayRecord | undefined {
  const digest = keyDigest(certificate)
  for (const gateway of view.gateways.values())
    if (gateway.tlsKeys.some((key) => digest.equals(key))) return isIssued(view, certificate) ? gateway : undefined
  return undefined
}

/** Whether a CA that the directory lists issued it: a connection outlives the handshake that checked this, and the CA may go meanwhile. */
function isIssued({ cas }: DirectoryView, certificate: X509Certificate): boolean {
  return cas.some((ca) => certificate.checkIssued(new X509Certificate(ca.certificate)))
}

/** The certificate of the other end, after the handshake. @throws RabtError PEER_MISMATCH if there is none */
export function peerCertificate(socket: TLSSocket): X509Certificate {
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) throw new RabtError('PEER_MISMATCH', {}, { detail: 'no certificate' })
  return certificate
}
