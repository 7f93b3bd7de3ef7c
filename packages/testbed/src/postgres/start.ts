import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { makePrivateDir, writeFileAtomic } from '@rabt/authority'
import { Client } from 'pg'
import { TestbedError } from '../files/testbed-error.ts'
import { type Account, chooseAccount } from './account.ts'
import { findPostgres, type PostgresBinaries } from './binaries.ts'
import { findPostmaster, isRunning, type Postmaster } from './postmaster.ts'
import { HOST_RULES, serverSettings } from './settings.ts'
import { makeSocketDir } from './socket-dir.ts'
import { stopServer } from './stop.ts'

export interface PostgresOptions {
  /** Holds `data/`, `server.log` and `superuser.password`. */
  readonly dir: string
  readonly port: number
  /** How long a start may take, WAL recovery after a crash included, ms. */
  readonly readyWithinMs?: number
}

export interface Connection {
  /** Socket directory: `pg` takes a path as host. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
}

export interface RunningPostgres {
  /** Whether a live server of a killed supervisor was taken over instead of started. */
  readonly adopted: boolean
  readonly pid: number
  readonly connection: Connection
  readonly logFile: string
  isAlive(): boolean
  /** Fast shutdown: sessions are ended, everything committed is on disk. Resolves when the process is gone. */
  stop(): Promise<void>
}

const SUPERUSER = 'rabt'
const POLL_MS = 25

/** Starts the bundled PostgreSQL on loopback, making its cluster the first time, or adopts the one that still runs there. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dir, port, readyWithinMs = 60_000 } = options
  makePrivateDir(dir)
  const dataDir = join(dir, 'data')
  const logFile = join(dir, 'server.log')
  const binaries = findPostgres(join(dir, 'binaries'))
  const account = chooseAccount(dir, dataDir)
  const password = await ensureCluster(dir, dataDir, binaries, account)
  const socketDir = makeSocketDir(dir)
  const connection: Connection = { host: socketDir, port, user: SUPERUSER, password }

  const found = findPostmaster(dataDir)
  if (found.kind === 'live') {
    if (found.server.port === port && found.server.socketDir === socketDir) {
      await waitReady(connection, found.server, readyWithinMs, logFile)
      return running(true, found.server, connection, logFile)
    }
    await stopServer(found.server)
  } else if (found.kind === 'stale') {
    // The server itself refuses when the number belongs to any live process, even a stranger's.
    rmSync(join(dataDir, 'postmaster.pid'), { force: true })
  }
  // Likewise the socket's lock file, which a killed server leaves: its number may stand for a zombie that nobody reaps.
  for (const name of readdirSync(socketDir)) rmSync(join(socketDir, name), { force: true })
  writeSettings(dataDir, serverSettings({ port, socketDir }))
  try {
    const server = await spawnServer(dataDir, logFile, binaries, account, port, readyWithinMs)
    await waitReady(connection, server, readyWithinMs, logFile)
    return running(false, server, connection, logFile)
  } catch (error) {
    if (findPostmaster(dataDir).kind !== 'live') rmSync(socketDir, { recursive: true, force: true })
    throw error
  }
}

function running(adopted: boolean, server: Postmaster, connection: Connection, logFile: string): RunningPostgres {
  return {
    adopted,
    pid: server.pid,
    connection,
    logFile,
    isAlive: () => isRunning(server),
    stop: async () => {
      await stopServer(server)
      rmSync(connection.host, { recursive: true, force: true })
    },
  }
}

/** initdb into a directory beside, then rename: a start that was killed midway leaves no half cluster. */
async function ensureCluster(
  dir: string,
  dataDir: string,
  binaries: PostgresBinaries,
  account: Account,
): Promise<string> {
  const passwordFile = join(dir, 'superuser.password')
  if (existsSync(dataDir)) return readFileSync(passwordFile, 'utf8').trim()
  const password = randomBytes(24).toString('base64url')
  writeFileAtomic(passwordFile, `${password}\n`)
  const staged = join(dir, 'data.new')
  rmSync(staged, { recursive: true, force: true })
  mkdirSync(staged, { mode: 0o700 })
  account.own(staged)
  const args = [
    '-D',
    staged,
    '--username',
    SUPERUSER,
    '--pwfile',
    passwordFile,
    '--auth',
    'scram-sha-256',
    '--encoding=UTF8',
  ]
  // The built-in provider depends on no system library's sorting, so indexes survive an upgrade of the machine.
  args.push('--locale-provider=builtin', '--locale=C.UTF-8', '--data-checksums', '--no-instructions')
  const log = openSync(join(dir, 'initdb.log'), 'w', 0o600)
  const [command, wrapped] = account.wrap(binaries.initdb, args)
  const child = spawn(command, wrapped, { stdio: ['ignore', log, log], env: environment(), cwd: dir })
  closeSync(log)
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) {
    const last = lastLines(join(dir, 'initdb.log'))
    throw new TestbedError(
      `PostgreSQL could not make its cluster in ${dir}: ${last}`,
      `تعذّر إنشاء قاعدة البيانات في ${dir}: ${last}`,
    )
  }
  renameSync(staged, dataDir)
  return password
}

function writeSettings(dataDir: string, settings: string): void {
  // 0644 inside a 0700 directory: the server may run under another account than ours.
  writeFileAtomic(join(dataDir, 'postgresql.conf'), settings, 0o644)
  writeFileAtomic(join(dataDir, 'pg_hba.conf'), HOST_RULES, 0o644)
}

async function spawnServer(
  dataDir: string,
  logFile: string,
  binaries: PostgresBinaries,
  account: Account,
  port: number,
  readyWithinMs: number,
): Promise<Postmaster> {
  const until = performance.now() + readyWithinMs
  for (;;) {
    // A file of its own: a pipe to this process would end the server's log, and hold this process, when either dies.
    const log = openSync(logFile, 'a', 0o600)
    const [command, args] = account.wrap(binaries.postgres, ['-D', dataDir])
    // A session of its own: Ctrl-C in the terminal is for the supervisor, which stops the server last.
    const child = spawn(command, args, {
      stdio: ['ignore', log, log],
      env: environment(),
      cwd: dataDir,
      detached: true,
    })
    closeSync(log)
    child.unref()
    child.on('error', () => {})
    let ended = false
    child.once('exit', () => {
      ended = true
    })
    while (!ended && performance.now() < until) {
      const found = findPostmaster(dataDir)
      if (found.kind === 'live' && found.server.pid === child.pid) return found.server
      await delay(POLL_MS)
    }
    const last = lastLines(logFile)
    // After kill -9 of the server its children need a moment to notice and let the shared memory go.
    const lingers = /pre-existing shared memory block|lock file ".*" already exists/.test(last)
    if (lingers && performance.now() < until) {
      await delay(POLL_MS * 4)
      continue
    }
    throw new TestbedError(
      `PostgreSQL did not start on port ${port}: ${last} (all of it in ${logFile})`,
      `لم تبدأ PostgreSQL على المنفذ ${port}: ${last} (التفاصيل في ${logFile})`,
    )
  }
}

async function waitReady(connection: Connection, server: Postmaster, withinMs: number, logFile: string): Promise<void> {
  const until = performance.now() + withinMs
  let cause: unknown
  while (performance.now() < until && isRunning(server)) {
    const client = new Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 2_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query('select 1')
      return
    } catch (error) {
      cause = error
      // 28P01 will not heal by waiting: the password file and the cluster are not of one home.
      if ((error as { code?: string }).code === '28P01') break
    } finally {
      await client.end().catch(() => {})
    }
    await delay(POLL_MS)
  }
  throw new TestbedError(
    `PostgreSQL runs but does not answer: ${lastLines(logFile)}`,
    `تعمل PostgreSQL لكنها لا تجيب: ${lastLines(logFile)}`,
    { cause },
  )
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
}

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-4).join(' | ')
  } catch {
    return ''
  }
}
