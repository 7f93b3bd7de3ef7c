import { createHash, timingSafeEqual } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { RabtError } from '@rabt/protocol'

/** 32 random bytes in base64url or hex; anything shorter could be guessed. */
const TOKEN = /^[A-Za-z0-9_-]{43,128}$/

/**
 * Reads the node's admin token. @throws RabtError CONFIGURATION_INVALID when others can read the file, or it holds no token.
 */
export async function readAdminToken(file: string): Promise<string> {
  const { mode } = await stat(file)
  if ((mode & 0o077) !== 0)
    throw new RabtError('CONFIGURATION_INVALID', { field: 'token', file }, { detail: 'mode must be 0600' })
  const token = (await readFile(file, 'utf8')).trim()
  if (!TOKEN.test(token))
    throw new RabtError('CONFIGURATION_INVALID', { field: 'token', file }, { detail: 'holds no token' })
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
