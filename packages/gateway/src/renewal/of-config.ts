import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NodeConfig } from '../config.ts'
import { acmeIssuer } from './acme-issuer.ts'
import { authorityIssuer } from './authority-issuer.ts'
import { Renewal, type RenewalOptions } from './renewal.ts'

/** The renewal that a node's configuration asks for; null: none. Throws what reading the `ca` file throws. */
export async function renewalOf(
  config: NodeConfig,
  around: Omit<RenewalOptions, 'folder' | 'certificates'>,
): Promise<Renewal | null> {
  const { renewal, home, gateway } = config
  if (renewal === undefined) return null
  const certificate =
    renewal.kind === 'authority'
      ? { issuer: authorityIssuer({ url: renewal.url, gateway }), commonName: gateway, dnsNames: [] }
      : {
          issuer: acmeIssuer({
            directory: renewal.directory,
            accountFile: join(home, 'acme', 'account.pem'),
            contact: renewal.contact,
            ca: renewal.ca === null ? null : await readFile(join(home, renewal.ca), 'utf8'),
            challenge: renewal.challenge,
          }),
          commonName: renewal.names[0] ?? gateway,
          dnsNames: renewal.names,
        }
  return new Renewal({
    folder: join(home, config.keys),
    certificates: [{ name: 'tls', uris: [], ...certificate }],
    ...around,
  })
}
