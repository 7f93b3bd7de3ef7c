import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { codeOf } from '../../test/expect-code.ts'
import type { Header } from './header.ts'
import { extractSecrets, isSecret, restoreSecrets } from './secrets.ts'

const salt = Buffer.alloc(32, 9)
const digest = (value: string) =>
  `rabt-digest=${createHash('sha256').update(salt).update(Buffer.from(value, 'latin1')).digest('base64')}`
const headers: Header[] = [
  ['Authorization', 'Bearer t\u00e9'],
  ['Accept', '*/*'],
  ['cookie', 'a=1'],
  ['Cookie', 'b=2'],
]

describe('secrets', () => {
  it('are told by name and direction', () => {
    expect(
      ['Authorization', 'PROXY-authorization', 'cookie', 'set-cookie', 'x'].map((name) => isSecret(name, 'request')),
    ).toEqual([true, true, true, false, false])
    expect(['Set-Cookie', 'cookie'].map((name) => isSecret(name, 'response'))).toEqual([true, false])
  })

  it('leave their line with a salted digest and come back in the order of their lines', () => {
    const { headers: stored, secrets } = extractSecrets(headers, 'request', salt)
    expect(stored).toEqual([
      ['Authorization', digest('Bearer t\u00e9')],
      ['Accept', '*/*'],
      ['cookie', digest('a=1')],
      ['Cookie', digest('b=2')],
    ])
    expect(secrets.map(({ name, value }) => [name, Buffer.from(value).toString('latin1')])).toEqual([
      ['Authorization', 'Bearer t\u00e9'],
      ['cookie', 'a=1'],
      ['Cookie', 'b=2'],
    ])
    expect(restoreSecrets(stored, secrets, salt)).toEqual(headers)
  })

  it('survive a value that looks like a digest', () => {
    const odd: Header[] = [['Authorization', digest('x')]]
    const { headers: stored, secrets } = extractSecrets(odd, 'request', salt)
    expect(stored).not.toEqual(odd)
    expect(restoreSecrets(stored, secrets, salt)).toEqual(odd)
  })

  it('are lost when one is missing, changed, swapped, left over, or the salt is another', () => {
    const { headers: stored, secrets } = extractSecrets(headers, 'request', salt)
    const [first, second, third] = secrets as [(typeof secrets)[0], (typeof secrets)[0], (typeof secrets)[0]]
    const changed = { name: second.name, value: Buffer.from('a=2') }
    for (const list of [
      [],
      [first, second],
      [first, changed, third],
      [second, first, third],
      [first, second, third, third],
    ]) {
      expect(codeOf(() => restoreSecrets(stored, list, salt))).toBe('SECRET_LOST')
    }
    expect(codeOf(() => restoreSecrets(stored, secrets, Buffer.alloc(32, 8)))).toBe('SECRET_LOST')
  })

  it('cannot be feigned by a header of the other direction', () => {
    expect(codeOf(() => extractSecrets([['Set-Cookie', digest('x')]], 'request', salt))).toBe('MALFORMED_REQUEST')
    expect(extractSecrets([['Set-Cookie', 'a=1']], 'request', salt).secrets).toEqual([])
  })
})
