import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateDir, writeFileAtomic } from '@rabt/authority'
import { type Layout, layout } from '../ceremony/layout.ts'
import { type HomeLock, lockHome } from '../files/home-lock.ts'
import { TestbedError } from '../files/testbed-error.ts'
import { findPostmaster } from '../postgres/postmaster.ts'
import { stopServer } from '../postgres/stop.ts'
import { stopOrphans } from '../supervise/orphans.ts'

/** Format of the home. A start understands this and all earlier ones; each change comes with its step forward. */
const HOME_FORMAT = 3

export interface OpenHome {
  readonly at: Layout
  readonly lock: HomeLock
}

/**
 * Takes the home for this supervisor: refuses a directory that is not ours, a home of a newer release, and one on which
 * another supervisor runs; stops what a killed one left; with `fresh` empties it.
 */
export async function openHome(
  home: string,
  options: { readonly release: string; readonly fresh: boolean },
): Promise<OpenHome> {
  const at = layout(home)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  refuseOthers(at)
  refuseForeign(at)
  const lock = lockHome(home)
  try {
    if (!options.fresh) refuseNewer(at)
    await stopOrphans(at.runs)
    if (options.fresh) await empty(at)
    for (const dir of [at.logs, at.runs]) makePrivateDir(dir)
    writeFileAtomic(at.version, `${HOME_FORMAT} ${options.release}\n`, 0o644)
    return { at, lock }
  } catch (error) {
    lock.release()
    throw error
  }
}

const LOCK = /^supervisor\.lock/

/** Root could write there; then its files would stop the owner's next start. */
function refuseOthers(at: Layout): void {
  const { uid } = statSync(at.home)
  if (uid === process.getuid?.()) return
  throw new TestbedError(
    `${at.home} belongs to user ${uid}; start as that user, or choose another RABT_HOME`,
    `المجلد ${at.home} ملك للمستخدم ${uid}؛ شغّل بحسابه أو اختر RABT_HOME آخر`,
  )
}

function refuseForeign(at: Layout): void {
  if (existsSync(at.version) || readdirSync(at.home).every((name) => LOCK.test(name))) return
  throw new TestbedError(
    `${at.home} holds other files and no VERSION: it is not a home of Rabt; choose another RABT_HOME`,
    `المجلد ${at.home} فيه ملفات أخرى وليس فيه VERSION، فليس من مجلدات «ربط»؛ اختر RABT_HOME آخر`,
  )
}

function refuseNewer(at: Layout): void {
  if (!existsSync(at.version)) return
  const [format = '', release = ''] = readFileSync(at.version, 'utf8').trim().split(' ')
  if (/^\d{1,6}$/.test(format) && Number(format) <= HOME_FORMAT) return
  throw new TestbedError(
    `${at.home} was written by a newer release (${release}); run that one: git checkout v${release} && npm start, ` +
      'or begin anew: npm start -- --fresh',
    `كُتب المجلد ${at.home} بإصدار أحدث (${release})؛ شغّل ذلك الإصدار: git checkout v${release} && npm start، ` +
      'أو ابدأ من جديد: npm start -- --fresh',
  )
}

async function empty(at: Layout): Promise<void> {
  const found = findPostmaster(join(at.postgres, 'data'))
  if (found.kind === 'live') await stopServer(found.server)
  for (const name of readdirSync(at.home)) {
    if (!LOCK.test(name)) rmSync(join(at.home, name), { recursive: true, force: true })
  }
}
