import { createHash, timingSafeEqual } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { RabtError } from '@rabt/protocol'

/** 32 random bytes in base64url or hex; anything shorter could be guessed. */
const TOKEN = /^[A-Za-z0-9_-]{43,128}$/

/**
 * Reads the node's admin token. @throws RabtError CONFIGURATION_INVALID when it cannot be read, others can read it too, or it holds no token.
 */
export async function readAdminToken(file: string): Promise<string> {
  const invalid = (detail: string, cause?: unknown) =>
    new RabtError('CONFIGURATION_INVALID', { field: file }, { detail, cause })
  let mode: number
  let token: string
  try {
    mode = (await stat(file)).mode
    token = (await readFile(file, 'utf8')).trim()
  } catch (cause) {
    throw invalid('cannot be read', cause)
  }
  // The last two octal digits: what group and others may do.
  if (mode % 0o100 !== 0) throw invalid('mode must be 0600')
  if (!TOKEN.test(token)) throw invalid('holds no token')
  return token
}

/** Makes the check of an Authorization header (RFC 6750 §2.1). Digests are compared, so that neither length nor prefix shows in time. */
export function bearerCheck(token: string): (header: string | undefined) => boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest()
  const expected = digest(token)
  return (header) => {
    const given = /^Bearer +([!-~]{1,256})$/i.exec(header ?? '')?.[1]
    return given !== undefined && timingSafeEqual(digest(given), expected)
  }
}
