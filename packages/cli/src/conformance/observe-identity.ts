import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { attempt, type DirectoryView, type Finding, type GatewayRecord, NotAsItShould } from '@rabt/directory'
import type { Site } from './site.ts'

const USES = ['lane', 'lane-pq', 'receipt', 'witness'] as const

/** Every key of the gateway's home is one that the directory lists now, and so is the certificate at its link port. */
export async function lookAtGateway(site: Site, record: GatewayRecord, signal: AbortSignal): Promise<Finding> {
  for (const use of USES) {
    const spki = await spkiOf(join(site.keys, `${use}.pem`))
    const listed = record.keys.filter((key) => key.use === use && key.retired === null)
    // Raw public bytes stand at the end of the SubjectPublicKeyInfo (RFC 8410 §4).
    const isListed = listed.some(({ publicKey }) => spki.subarray(-publicKey.length).equals(publicKey))
    if (!isListed) return { reason: 'KEY_DIFFERS', detail: use }
  }
  if (!lists(record, await spkiOf(join(site.keys, 'tls.pem')))) return { reason: 'KEY_DIFFERS', detail: 'tls' }
  const { certificate } = await attempt(record.linkUrl, {}, signal)
  if (certificate === null) return { reason: 'NOT_REACHABLE' }
  const shown = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })
  return lists(record, shown) ? null : { reason: 'CERTIFICATE_DIFFERS' }
}

const lists = ({ tlsKeys }: GatewayRecord, spki: Buffer): boolean => tlsKeys.some((key) => sha256(spki).equals(key))

/** Every member with a system behind this gateway has its seal here, and the directory lists it as valid now. */
export async function lookAtSeals(site: Site, view: DirectoryView, now: number): Promise<Finding> {
  const served = new Set(
    [...view.subsystems.values()].flatMap(({ member, gateways }) => (gateways.includes(site.gateway) ? [member] : [])),
  )
  const names = await readdir(join(site.keys, 'members')).catch((): string[] => [])
  for (const member of served) {
    const name = `${encodeURIComponent(member)}.pem`
    if (!names.includes(name)) return { reason: 'SEAL_DIFFERS', detail: member }
    const digest = sha256(await spkiOf(join(site.keys, 'members', name)))
    const valid = view.members
      .get(member)
      ?.sealKeys.some(
        (seal) => digest.equals(seal.digest) && seal.retired === null && seal.notBefore <= now && now < seal.notAfter,
      )
    if (valid !== true) return { reason: 'SEAL_DIFFERS', detail: member }
  }
  return served.size === 0 ? { reason: 'NOT_LISTED' } : null
}

/** SubjectPublicKeyInfo (DER) of a private key file. @throws NotAsItShould */
export async function spkiOf(file: string): Promise<Buffer> {
  try {
    return createPublicKey(createPrivateKey(await readFile(file))).export({ type: 'spki', format: 'der' })
  } catch {
    throw new NotAsItShould('KEYS_UNREADABLE')
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
