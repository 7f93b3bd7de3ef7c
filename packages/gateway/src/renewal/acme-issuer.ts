import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { Agent } from 'node:https'
import { dirname } from 'node:path'
import { pemOf } from '@rabt/protocol'
import type { CertificateIssuer } from './issuer.ts'

export interface AcmeOptions {
  /** The ACME server's directory (RFC 8555 §7.1.1). */
  readonly directory: string
  /** File of the account's key, made the first time. */
  readonly accountFile: string
  readonly contact: string | null
  /** PEM of what the server's own certificate is judged by; null: the machine's roots. */
  readonly ca: string | null
  /** Where the server comes to see the answer of an http-01 challenge (RFC 8555 §8.3); it asks on port 80, or what stands before us does. */
  readonly challenge: { readonly host: string; readonly port: number }
}

const CHALLENGES = '/.well-known/acme-challenge/'

/** A certificate by ACME (RFC 8555) with http-01: listens for the challenge only while an order is under way. */
export function acmeIssuer({ directory, accountFile, contact, ca, challenge }: AcmeOptions): CertificateIssuer {
  return {
    async issue(csr) {
      // Only where ACME is used: the library brings much along.
      const acme = await import('acme-client')
      if (ca !== null) acme.axios.defaults.httpsAgent = new Agent({ ca })
      const client = new acme.Client({ directoryUrl: directory, accountKey: await accountKey(accountFile) })
      // The account of this key if there is one (RFC 8555 §7.3.1), else `auto` makes it.
      await client.createAccount({ onlyReturnExisting: true }).catch(() => undefined)
      const answers = new Map<string, string>()
      const server = await answerChallenges(answers, challenge)
      try {
        return await client.auto({
          csr: pemOf('CERTIFICATE REQUEST', csr),
          ...(contact === null ? {} : { email: contact }),
          termsOfServiceAgreed: true,
          challengePriority: ['http-01'],
          skipChallengeVerification: true,
          challengeCreateFn: async (_authorization, { token }, answer) => void answers.set(token, answer),
          challengeRemoveFn: async (_authorization, { token }) => void answers.delete(token),
        })
      } finally {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

async function accountKey(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const acme = await import('acme-client')
  const key = await acme.crypto.createPrivateEcdsaKey('P-256')
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, key, { mode: 0o600, flag: 'wx' })
  return key
}

async function answerChallenges(
  answers: ReadonlyMap<string, string>,
  { host, port }: AcmeOptions['challenge'],
): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const answer = path.startsWith(CHALLENGES) ? answers.get(path.slice(CHALLENGES.length)) : undefined
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/octet-stream' })
    response.end(answer)
  })
  server.listen(port, host)
  await once(server, 'listening')
  return server
}
