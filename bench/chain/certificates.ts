import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pemOf } from '@rabt/protocol'
import { openCertificateAuthority, PROFILES } from '@rabt/testbed'

/** Files of the peers' certificates: both hops authenticate each other, as our gateways do. */
export interface Certificates {
  readonly ca: string
  readonly consumer: { readonly key: string; readonly certificate: string }
  readonly provider: { readonly key: string; readonly certificate: string }
}

/** P-256 keys and certificates of the same kind as those of our link, made anew for each run (they live seven days). */
export async function makeCertificates(workDir: string): Promise<Certificates> {
  const dir = join(workDir, 'certificates')
  mkdirSync(dir, { recursive: true })
  const authority = await openCertificateAuthority({
    dir: join(dir, 'authority'),
    code: 'GCC',
    organization: 'Rabt bench',
    url: 'http://127.0.0.1',
    clock: Date.now,
  })
  const ca = join(dir, 'ca.crt')
  writeFileSync(ca, pemOf('CERTIFICATE', authority.der))
  const issue = async (name: string) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const der = await authority.issue({
      profile: PROFILES.gatewayTls,
      subject: [['commonName', name]],
      spki: publicKey.export({ type: 'spki', format: 'der' }),
    })
    const files = { key: join(dir, `${name}.pem`), certificate: join(dir, `${name}.crt`) }
    writeFileSync(files.key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    writeFileSync(files.certificate, pemOf('CERTIFICATE', der))
    return files
  }
  return { ca, consumer: await issue('consumer'), provider: await issue('provider') }
}
