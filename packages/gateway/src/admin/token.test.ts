import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearerCheck, readAdminToken } from './token.ts'

const token = 'aB3-_'.repeat(9)
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rabt-token-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(text: string, mode = 0o600): Promise<string> {
  const path = join(folder, 'admin.token')
  await writeFile(path, text)
  await chmod(path, mode)
  return path
}
const invalid = expect.objectContaining({ name: 'RabtError', code: 'CONFIGURATION_INVALID' })

describe('the admin token', () => {
  it('is read from a file of its owner alone', async () => {
    expect(await readAdminToken(await file(`${token}\n`))).toBe(token)
    expect(await readAdminToken(await file(token, 0o400))).toBe(token)
  })

  it.each([0o640, 0o604, 0o660, 0o601, 0o777])('is refused in a file of mode %o', async (mode) => {
    await expect(readAdminToken(await file(token, mode))).rejects.toEqual(invalid)
  })

  it.each(['', 'short', `${token} ${token}`, 'x'.repeat(200)])('is refused when the file holds %j', async (text) => {
    await expect(readAdminToken(await file(text))).rejects.toEqual(invalid)
  })

  it('is refused when there is no file', async () => {
    await expect(readAdminToken(join(folder, 'nothing'))).rejects.toEqual(invalid)
  })

  it('opens only as a whole and with its scheme', () => {
    const opens = bearerCheck(token)
    expect([`Bearer ${token}`, `bearer  ${token}`].map(opens)).toEqual([true, true])
    const wrong = [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      token,
      `Basic ${token}`,
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      `Bearer ${token} x`,
    ]
    expect(wrong.filter(opens)).toEqual([])
  })
})
