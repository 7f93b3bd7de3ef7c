import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { chooseAccount } from './account.ts'

const absent = '/nonexistent/data'
afterEach(() => vi.restoreAllMocks())

const asUser = (uid: number): void => {
  vi.spyOn(process, 'getuid').mockReturnValue(uid)
}

describe('the account that PostgreSQL runs under', () => {
  it('is oneself for an ordinary user, without any helper', () => {
    asUser(1234)
    const account = chooseAccount(absent, () => {
      throw new Error('nothing is tried')
    })
    expect(account.kind).toBe('self')
    expect(account.wrap('/bin/postgres', ['-D', 'x'])).toEqual(['/bin/postgres', ['-D', 'x']])
  })

  it('is a user namespace for root', () => {
    asUser(0)
    const account = chooseAccount(absent, (command) => command === 'unshare')
    expect(account.wrap('/bin/postgres', ['-D', 'x'])).toEqual([
      'unshare',
      ['--user', '--map-user=1000', '--map-group=1000', '/bin/postgres', '-D', 'x'],
    ])
  })

  it('is the postgres account where namespaces are off, with the right to pass closed directories and nothing else', () => {
    asUser(0)
    const account = chooseAccount(absent, (command) => command === 'setpriv')
    expect(account.kind).toBe('postgres-user')
    const [command, args] = account.wrap('/bin/postgres', [])
    expect(command).toBe('setpriv')
    expect(args.join(' ')).toBe(
      '--reuid postgres --regid postgres --clear-groups --inh-caps +dac_override --ambient-caps +dac_override ' +
        '--securebits +no_setuid_fixup /bin/postgres',
    )
  })

  it('says what to open when neither works', () => {
    asUser(0)
    expect(() => chooseAccount(absent, () => false)).toThrow(/user\.max_user_namespaces/)
  })

  it('refuses a cluster of another user in words', () => {
    const dir = mkdtempSync(join(tmpdir(), 'rabt-account-'))
    try {
      asUser((process.getuid?.() ?? 0) + 77)
      expect(() => chooseAccount(dir)).toThrow(/belongs to user/)
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})
