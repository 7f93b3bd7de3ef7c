import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { TestbedError } from '../files/testbed-error.ts'

/** PostgreSQL refuses to run as root. An account says how a command line is changed so that it runs as somebody else. */
export interface Account {
  readonly kind: 'self' | 'user-namespace' | 'postgres-user'
  /** Command and arguments to spawn instead. Both wrappers exec, so the process number is the wrapped command's own. */
  wrap(command: string, args: readonly string[]): readonly [string, readonly string[]]
  /** Gives an empty directory made by us to the account. */
  own(dir: string): void
}

const NAMESPACE = ['--user', '--map-user=1000', '--map-group=1000']
// Keeps the right to pass directories with mode 0700 of other people (cap_dac_override), and nothing else of root.
const SETPRIV = [
  '--clear-groups',
  '--inh-caps',
  '+dac_override',
  '--ambient-caps',
  '+dac_override',
  '--securebits',
  '+no_setuid_fixup',
]

/**
 * Chooses the account for a data directory that exists or will.
 * Ordinary user: itself. Root: a user namespace in which root is number 1000 (needs no other account, and works under a
 * home with mode 0700); where namespaces are off, the machine's `postgres` account by setpriv.
 * Throws a TestbedError that says what to open when neither works.
 */
export function chooseAccount(
  dataDir: string,
  run: (command: string, args: readonly string[]) => boolean = succeeds,
): Account {
  const uid = process.getuid?.() ?? -1
  const owner = existsSync(dataDir) ? statSync(dataDir).uid : undefined
  if (uid !== 0) {
    if (owner !== undefined && owner !== uid) {
      throw new TestbedError(
        `${dataDir} belongs to user ${owner}, and you are ${userInfo().username}; start as that user or use another RABT_HOME`,
        `المجلد ${dataDir} ملك للمستخدم ${owner} وأنت ${userInfo().username}؛ شغّل بحسابه أو اختر RABT_HOME آخر`,
      )
    }
    return { kind: 'self', wrap: (command, args) => [command, args], own: () => {} }
  }
  // A cluster stays with the account that made it: PostgreSQL compares the owner of its directory with itself.
  if (owner === undefined || owner === 0) {
    if (run('unshare', [...NAMESPACE, 'true'])) {
      return {
        kind: 'user-namespace',
        wrap: (command, args) => ['unshare', [...NAMESPACE, command, ...args]],
        own: () => {},
      }
    }
  }
  if (owner !== 0) {
    const as = owner === undefined ? ['--reuid', 'postgres', '--regid', 'postgres'] : ids(dataDir)
    if (run('setpriv', [...as, ...SETPRIV, 'true'])) {
      return {
        kind: 'postgres-user',
        wrap: (command, args) => ['setpriv', [...as, ...SETPRIV, command, ...args]],
        own: (dir) => {
          const [user, group] = numbersOf(as)
          chownSync(dir, user, group)
        },
      }
    }
  }
  throw new TestbedError(
    'PostgreSQL does not run as root, and neither user namespaces (`unshare --user`) nor an account named postgres with ' +
      '`setpriv` are available here. Start as an ordinary user, or allow user namespaces (sysctl user.max_user_namespaces), ' +
      'or create the account: useradd --system postgres',
    'لا تعمل PostgreSQL بحساب الجذر، ولا تتوفر هنا مساحات أسماء المستخدمين (unshare --user) ولا حساب باسم postgres مع setpriv. ' +
      'شغّل بحساب مستخدم عادي، أو اسمح بمساحات الأسماء (sysctl user.max_user_namespaces)، أو أنشئ الحساب: useradd --system postgres',
  )
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

function ids(dir: string): string[] {
  const { uid, gid } = statSync(dir)
  return ['--reuid', String(uid), '--regid', String(gid)]
}

function numbersOf(as: readonly string[]): readonly [number, number] {
  const number = (value: string, flag: string) =>
    /^\d+$/.test(value) ? Number(value) : Number(spawnSync('id', [flag, value], { encoding: 'utf8' }).stdout.trim())
  return [number(as[1] ?? '', '-u'), number(as[3] ?? '', '-g')]
}
