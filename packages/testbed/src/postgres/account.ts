import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, readFileSync, statSync } from 'node:fs'
import { TestbedError } from '../files/testbed-error.ts'

/** PostgreSQL refuses to run as root. An account says how a command line is changed so that it runs as somebody else. */
export interface Account {
  readonly kind: 'self' | 'user-namespace' | 'postgres-user'
  /** Command and arguments to spawn instead. Both wrappers exec, so the process number is the wrapped command's own. */
  wrap(command: string, args: readonly string[]): readonly [string, readonly string[]]
  /** Gives an empty directory made by us to the account. */
  own(dir: string): void
}

/** The machine, as far as the choice depends on it. */
export interface Machine {
  readonly uid: number
  /** Text of /etc/passwd. */
  readonly passwd: string
  run(command: string, args: readonly string[]): boolean
}

interface Entry {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

// Keeps the right to pass directories with mode 0700 of other people (cap_dac_override), and nothing else of root.
const CAPABILITIES = ['--clear-groups', '--inh-caps', '+dac_override', '--ambient-caps', '+dac_override']
const SECUREBITS = ['--securebits', '+no_setuid_fixup']

/**
 * Chooses the account that runs initdb and the server in `dir`, whose cluster is or will be in `dataDir`.
 * Ordinary user: itself. Root: a user namespace in which root bears the number of an ordinary account (needs nobody
 * else's, and works under a home with mode 0700); where that is not possible, the machine's `postgres` by setpriv.
 * Throws a TestbedError that says what to open when neither works.
 */
export function chooseAccount(dir: string, dataDir: string, machine: Machine = thisMachine()): Account {
  const { uid, run } = machine
  const owner = existsSync(dataDir) ? statSync(dataDir) : undefined
  const entries = parsePasswd(machine.passwd)
  if (uid !== 0 && owner !== undefined && owner.uid !== uid) {
    throw new TestbedError(
      `${dataDir} belongs to user ${owner.uid}; start as that user, or choose another RABT_HOME`,
      `المجلد ${dataDir} ملك للمستخدم ${owner.uid}؛ شغّل بحسابه أو اختر RABT_HOME آخر`,
    )
  }
  // initdb looks its own number up and ends if nobody has it, as in a container that runs under any number.
  if (uid !== 0 && entries.some((entry) => entry.uid === uid)) {
    return { kind: 'self', wrap: (command, args) => [command, args], own: () => {} }
  }
  // A cluster stays with the account that made it: PostgreSQL compares the owner of its directory with itself.
  const namespace = owner === undefined || owner.uid === uid ? namespaceArguments(entries) : undefined
  if (namespace !== undefined && run('unshare', [...namespace, 'test', '-w', dir])) {
    return {
      kind: 'user-namespace',
      wrap: (command, args) => ['unshare', [...namespace, command, ...args]],
      own: () => {},
    }
  }
  const as = owner ?? entries.find(({ name }) => name === 'postgres')
  if (uid === 0 && as !== undefined && as.uid !== 0) {
    const change = ['--reuid', String(as.uid), '--regid', String(as.gid), ...CAPABILITIES, ...SECUREBITS]
    if (run('setpriv', [...change, 'test', '-w', dir])) {
      return {
        kind: 'postgres-user',
        wrap: (command, args) => ['setpriv', [...change, command, ...args]],
        own: (made) => chownSync(made, as.uid, as.gid),
      }
    }
  }
  throw new TestbedError(
    'PostgreSQL runs neither as root nor under a number without an account, and neither user namespaces (`unshare ' +
      '--user`) nor an account named postgres with `setpriv` are available here. Start as an ordinary user, or allow ' +
      'user namespaces (sysctl user.max_user_namespaces), or create the account: useradd --system postgres',
    'لا تعمل PostgreSQL بحساب الجذر ولا برقم بلا حساب، ولا تتوفر هنا مساحات أسماء المستخدمين (unshare --user) ولا حساب باسم ' +
      'postgres مع setpriv. شغّل بحساب مستخدم عادي، أو اسمح بمساحات الأسماء (sysctl user.max_user_namespaces)، ' +
      'أو أنشئ الحساب: useradd --system postgres',
  )
}

/** The first person's number where there is one, else any that the machine knows; it is only a name for ourselves. */
function namespaceArguments(entries: readonly Entry[]): readonly string[] | undefined {
  const ordinary = entries.filter(({ uid }) => uid !== 0)
  const as = ordinary.find(({ uid }) => uid === 1000) ?? ordinary[0]
  return as === undefined ? undefined : ['--user', `--map-user=${as.uid}`, `--map-group=${as.gid}`]
}

/** passwd(5): name:password:UID:GID:GECOS:directory:shell */
function parsePasswd(text: string): readonly Entry[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', , uid, gid] = line.split(':')
    return /^\d+$/.test(uid ?? '') && /^\d+$/.test(gid ?? '') ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}

function thisMachine(): Machine {
  return {
    uid: process.getuid?.() ?? 0,
    passwd: readPasswd(),
    run: (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0,
  }
}

function readPasswd(): string {
  // getent also knows users of a directory service.
  const { status, stdout } = spawnSync('getent', ['passwd'], { encoding: 'utf8' })
  if (status === 0) return stdout
  try {
    return readFileSync('/etc/passwd', 'utf8')
  } catch {
    return ''
  }
}
