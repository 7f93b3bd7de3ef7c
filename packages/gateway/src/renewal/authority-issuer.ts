import { createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto'
import type { CertificateIssuer } from './issuer.ts'

export interface AuthorityOptions {
  /** Public face of the state's authority, such as `https://authority.example/`. */
  readonly url: string
  readonly gateway: string
  readonly fetch?: typeof fetch
}

/** A chain of a few certificates, or a problem document. */
const ANSWER_BYTES = 64 * 1024
const TIMEOUT_MS = 15_000

/** A certificate from the own state's authority: docs/spec/renewal.md. What is asked is signed with the key in use. */
export function authorityIssuer({ url, gateway, fetch = globalThis.fetch }: AuthorityOptions): CertificateIssuer {
  const base = url.endsWith('/') ? url : `${url}/`
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const answer = await fetch(new URL(path, base), {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { status: answer.status, text: await readBounded(answer) }
  }
  return {
    async issue(csr, current) {
      const once = async (): Promise<Answer> => {
        const given = await ask('ca/v1/nonce', {})
        if (given.status !== 200) throw refused(given)
        const body = requestOf({ gateway, nonce: nonceOf(given.text), csr: base64url(csr) }, current)
        return ask('ca/v1/renew', { method: 'POST', headers: { 'content-type': 'application/jose+json' }, body })
      }
      const first = await once()
      // §4: an authority that started again knows none of the nonces that it gave before.
      const answer = codeOf(first.text) === 'NONCE_INVALID' ? await once() : first
      if (answer.status !== 200) throw refused(answer)
      return answer.text
    },
  }
}

interface Answer {
  readonly status: number
  readonly text: string
}

/** §2: a JWS in the flattened JSON serialisation (RFC 7515 §7.2.2). */
function requestOf(payload: unknown, current: { readonly cert: string; readonly key: string }): string {
  const key = createPrivateKey(current.key)
  const header = {
    alg: key.asymmetricKeyType === 'ed25519' ? 'EdDSA' : 'ES256',
    typ: 'rabt-renewal+jws',
    x5c: [new X509Certificate(current.cert).raw.toString('base64')],
  }
  const [head, body] = [header, payload].map((part) => base64url(Buffer.from(JSON.stringify(part)))) as [string, string]
  const signature = signed(key, Buffer.from(`${head}.${body}`, 'ascii'))
  return JSON.stringify({ protected: head, payload: body, signature: base64url(signature) })
}

/** RFC 7518 §3.4: r‖s; RFC 8037 §3.1. */
function signed(key: KeyObject, bytes: Uint8Array): Uint8Array {
  return key.asymmetricKeyType === 'ed25519'
    ? sign(null, bytes, key)
    : sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' })
}

function nonceOf(text: string): string {
  const nonce = memberOf(text, 'nonce')
  if (nonce === null || !/^[\w-]{43,86}$/.test(nonce)) throw new Error('the authority gave no nonce')
  return nonce
}

function refused({ status, text }: Answer): Error {
  const code = codeOf(text)
  return new Error(code === null ? `the authority answered ${status}` : `${code}: ${memberOf(text, 'title') ?? status}`)
}

const codeOf = (text: string): string | null => memberOf(text, 'code')

function memberOf(text: string, name: string): string | null {
  try {
    const value = (JSON.parse(text) as Record<string, unknown>)[name]
    return typeof value === 'string' ? value : null
  } catch {
    return null
  }
}

async function readBounded(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of answer.body ?? []) {
    length += chunk.length
    if (length > ANSWER_BYTES) throw new Error('the authority answers too much')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
