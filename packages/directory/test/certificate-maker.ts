import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** Just enough DER writing to make certificates that are right, or wrong in exactly one way. */
const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const size = content.length
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, Math.floor(size / 256), size % 256]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second]
  for (const arc of rest) {
    const digits = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift(128 + (left % 128))
    bytes.push(...digits)
  }
  return tlv(0x06, Buffer.from(bytes))
}

const name = (commonName: string): Buffer =>
  tlv(0x30, tlv(0x31, tlv(0x30, oid('2.5.4.3'), tlv(0x0c, Buffer.from(commonName)))))

const utc = (time: number): Buffer =>
  tlv(0x17, Buffer.from(`${new Date(time).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))

const TRUE = tlv(0x01, Buffer.from([0xff]))

export interface Extension {
  readonly oid: string
  readonly critical?: boolean
  readonly value: Buffer
}

export const basicConstraints = (ca: boolean): Extension => ({
  oid: '2.5.29.19',
  critical: true,
  value: ca ? tlv(0x30, TRUE) : tlv(0x30),
})

export const extendedKeyUsage = (usages: readonly string[], critical = false): Extension => ({
  oid: '2.5.29.37',
  critical,
  value: tlv(0x30, ...usages.map(oid)),
})

/** `bits`: first byte, e.g. 0x80 digital signature, 0x04 certificate signing. */
export const keyUsage = (bits: number): Extension => ({
  oid: '2.5.29.15',
  critical: true,
  value: tlv(0x03, Buffer.from([0, bits])),
})

export interface Issuer {
  readonly name: string
  readonly privateKey: KeyObject
}

export interface CertificateInput {
  readonly subject: string
  readonly issuer: Issuer
  readonly publicKey: KeyObject
  readonly extensions: readonly Extension[]
  readonly notBefore: number
  readonly notAfter: number
  readonly hash?: 'sha256' | 'sha1'
}

/** DER; signed with ECDSA P-256 and SHA-256 unless said otherwise. */
export const makeCertificate = (input: CertificateInput): Buffer => {
  const algorithm = tlv(0x30, oid(input.hash === 'sha1' ? '1.2.840.10045.4.1' : '1.2.840.10045.4.3.2'))
  const spki = input.publicKey.export({ type: 'spki', format: 'der' })
  const serial = createHash('sha256').update(spki).update(input.subject).digest().subarray(0, 8)
  const tbs = tlv(
    0x30,
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.concat([Buffer.from([1]), serial])),
    algorithm,
    name(input.issuer.name),
    tlv(0x30, utc(input.notBefore), utc(input.notAfter)),
    name(input.subject),
    spki,
    tlv(
      0xa3,
      tlv(
        0x30,
        ...input.extensions.map((extension) =>
          tlv(0x30, oid(extension.oid), ...(extension.critical ? [TRUE] : []), tlv(0x04, extension.value)),
        ),
      ),
    ),
  )
  const signature = sign(input.hash ?? 'sha256', tbs, input.issuer.privateKey)
  return tlv(0x30, tbs, algorithm, tlv(0x03, Buffer.from([0]), signature))
}

export const p256 = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' })

export interface Authority extends Issuer {
  readonly certificate: Buffer
}

export const makeCa = (caName: string, notBefore: number): Authority => {
  const { publicKey, privateKey } = p256()
  const certificate = makeCertificate({
    subject: caName,
    issuer: { name: caName, privateKey },
    publicKey,
    extensions: [basicConstraints(true), keyUsage(0x04)],
    notBefore,
    notAfter: notBefore + 10 * 365 * 86_400_000,
  })
  return { name: caName, privateKey, certificate }
}
