import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { chooseAccount, type Machine } from './account.ts'

const dir = mkdtempSync(join(tmpdir(), 'rabt-account-'))
afterAll(() => rmSync(dir, { recursive: true }))
const absent = join(dir, 'data')

const ROOT = 'root:x:0:0:root:/root:/bin/bash'
const DAEMON = 'daemon:x:1:2:daemon:/usr/sbin:/usr/sbin/nologin'
const POSTGRES = 'postgres:x:101:104::/var/lib/postgresql:/bin/bash'
const PERSON = 'noura:x:1000:1003:Noura:/home/noura:/bin/bash'

const machine = (uid: number, passwd: readonly string[], works: readonly string[] = []): Machine => ({
  uid,
  passwd: `${passwd.join('\n')}\n`,
  run: (command) => works.includes(command),
})

describe('the account that PostgreSQL runs under', () => {
  it('is oneself for an ordinary user', () => {
    const account = chooseAccount(dir, absent, machine(1000, [ROOT, PERSON]))
    expect(account.kind).toBe('self')
    expect(account.wrap('/bin/postgres', ['-D', 'x'])).toEqual(['/bin/postgres', ['-D', 'x']])
  })

  it('is a user namespace for root, under the first person', () => {
    const account = chooseAccount(dir, absent, machine(0, [ROOT, DAEMON, POSTGRES, PERSON], ['unshare', 'setpriv']))
    expect(account.wrap('/bin/postgres', ['-D', 'x'])).toEqual([
      'unshare',
      ['--user', '--map-user=1000', '--map-group=1003', '/bin/postgres', '-D', 'x'],
    ])
  })

  it('is a user namespace under another number where nobody is 1000, since initdb looks its number up', () => {
    const account = chooseAccount(dir, absent, machine(0, [ROOT, DAEMON], ['unshare']))
    expect(account.wrap('x', [])).toEqual(['unshare', ['--user', '--map-user=1', '--map-group=2', 'x']])
  })

  it('is a user namespace for a number without an account', () => {
    const account = chooseAccount(dir, absent, machine(4321, [ROOT, DAEMON], ['unshare']))
    expect(account.kind).toBe('user-namespace')
  })

  it('is postgres where namespaces are off, with the right to pass closed directories and nothing else', () => {
    const account = chooseAccount(dir, absent, machine(0, [ROOT, DAEMON, POSTGRES], ['setpriv']))
    expect(account.kind).toBe('postgres-user')
    const [command, args] = account.wrap('/bin/postgres', [])
    expect(command).toBe('setpriv')
    expect(args.join(' ')).toBe(
      '--reuid 101 --regid 104 --clear-groups --inh-caps +dac_override --ambient-caps +dac_override ' +
        '--securebits +no_setuid_fixup /bin/postgres',
    )
  })

  it('cannot be another than the one who made the cluster', () => {
    const { uid } = statSync(dir)
    expect(() => chooseAccount(dir, dir, machine(uid + 1, [ROOT, DAEMON], ['unshare']))).toThrow(/belongs to user/)
  })

  it('is said to be missing, with what to open, when nothing works', () => {
    expect(() => chooseAccount(dir, absent, machine(0, [ROOT, DAEMON, POSTGRES]))).toThrow(/user\.max_user_namespaces/)
    expect(() => chooseAccount(dir, absent, machine(4321, [ROOT, POSTGRES], ['setpriv']))).toThrow(/useradd/)
  })
})
