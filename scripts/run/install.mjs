import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { findInstalledRuntime, WANTED_MAJOR } from './find-runtime.mjs'
import { withInstallLock } from './install-lock.mjs'
import { isInstalled, missingPackages, writeStamp } from './installed.mjs'
import { say } from './say.mjs'

/** Runs `npm ci` once when the locked packages are not there; ends the process with npm's code when that fails. */
export async function installIfNeeded(root) {
  if (isInstalled(root)) return
  await withInstallLock(root, async () => {
    // Another start may have done the work while this one waited.
    if (isInstalled(root)) return
    say.info('installing the locked packages (npm ci), once …', 'تثبيت الحزم المحددة (npm ci)، مرة واحدة …')
    await npmCi(root, findInstalledRuntime(root) ?? process.execPath)
    if (missingPackages(root).length > 0) await againWithLockedRuntime(root)
    const missing = missingPackages(root)
    if (missing.length > 0) {
      const list = missing.join(', ')
      say.info(`npm left out optional packages: ${list}`, `لم يثبّت npm حزما اختيارية: ${list}`)
    }
    writeStamp(root)
    say.info('packages installed.', 'اكتمل تثبيت الحزم.')
  })
}

/**
 * An old Node made npm skip packages that ask for a newer one. The first pass has brought Node 24, so npm runs again
 * under it: under a copy, since `npm ci` begins by deleting node_modules.
 */
async function againWithLockedRuntime(root) {
  const locked = join(root, 'node_modules', '.bin', 'node')
  if (Number.parseInt(process.versions.node, 10) >= WANTED_MAJOR || !existsSync(locked)) return
  const folder = mkdtempSync(join(tmpdir(), 'rabt-node-'))
  try {
    const copy = join(folder, 'node')
    copyFileSync(locked, copy)
    say.info('once more with Node 24, for packages that need it …', 'مرة أخرى مع Node 24 لحزم تحتاج إليه …')
    await npmCi(root, copy)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** npm's own output goes to standard error. Development packages are wanted whatever NODE_ENV says. */
async function npmCi(root, runtime) {
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional']
  const env = { ...process.env, PATH: `${dirname(runtime)}${delimiter}${process.env.PATH ?? ''}` }
  const cli = process.env.npm_execpath
  const [program, ...first] =
    cli !== undefined && basename(cli) === 'npm-cli.js' && existsSync(cli) ? [runtime, cli] : ['npm']
  const child = spawn(program, [...first, ...args], { cwd: root, env, stdio: ['ignore', 2, 2] })
  const code = await new Promise((done) => {
    child.once('error', () => done(127))
    child.once('exit', (status, signal) => done(signal === null ? status : 1))
  })
  if (code === 0) return
  say.error(
    code === 127
      ? 'npm was not found: install it beside Node.'
      : 'npm ci failed: see its words above, then start again.',
    code === 127 ? 'لم يُعثر على npm: ثبّته مع Node.' : 'فشل npm ci: اقرأ رسالته أعلاه ثم أعد المحاولة.',
  )
  process.exit(code)
}
