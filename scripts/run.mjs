#!/usr/bin/env node
// `node scripts/run.mjs <file.ts> [arguments…]`: makes a fresh clone ready (packages, compiled pages), then runs the file with Node 24.
// Plain JavaScript without dependencies: this is what runs before anything is installed, under any Node >= 20.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPages } from './run/build.mjs'
import { findRuntimes } from './run/find-runtime.mjs'
import { installIfNeeded } from './run/install.mjs'
import { say } from './run/say.mjs'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * Installs the locked packages if they are missing, runs `file` (relative to the repository) and ends this process
 * as that one ended: same exit code, or the same signal.
 */
export async function run(file, args) {
  const entry = resolve(ROOT, file)
  await installIfNeeded(ROOT)
  if (!existsSync(entry)) {
    say.error(`There is no ${file} in this copy of Rabt.`, `لا يوجد الملف ${file} في هذه النسخة من ربط.`)
    process.exit(1)
  }
  await buildPages(ROOT)
  for (const runtime of findRuntimes(ROOT)) {
    if (await runWith(runtime, [entry, ...args])) return
  }
  say.error(
    'Rabt needs Node 24. It comes with npm on Linux (x64 and arm64, glibc); here it could not be used. ' +
      'Install Node 24 or newer, put it on PATH and start again.',
    'يحتاج ربط إلى Node 24. يأتي مع npm على لينكس (x64 وarm64)، وتعذر استعماله هنا. ثبّت Node 24 أو أحدث وأعد المحاولة.',
  )
  process.exit(1)
}

/** Resolves false when the program could not be started at all (absent, or built for another libc). */
function runWith(runtime, args) {
  return new Promise((done) => {
    const bin = join(ROOT, 'node_modules', '.bin')
    const env = {
      // Compiled once, loaded from then on: starts in half the time and without the type stripper in memory.
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'rabt'),
      ...process.env,
      PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    }
    const child = spawn(runtime, args, { stdio: 'inherit', env })
    const stopForwarding = forwardSignals(child)
    child.once('error', (error) => {
      stopForwarding()
      if (child.pid !== undefined) throw error
      done(false)
    })
    child.once('exit', (code, signal) => {
      stopForwarding()
      if (signal !== null) process.kill(process.pid, signal)
      // Where the signal did not end us (it is ignored by inheritance), its conventional code does.
      process.exit(code ?? 128 + constants.signals[signal])
    })
  })
}

/**
 * The child shares our process group. Ctrl-C reaches it from the terminal itself, and npm sends us one more: so with a
 * terminal nothing is forwarded on SIGINT. Without one, and for the other signals, each is forwarded once: a second
 * copy would read as "stop at once" in programs that drain on the first.
 */
function forwardSignals(child) {
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    let forwarded = signal === 'SIGINT' && process.stdin.isTTY === true
    const handler = () => {
      if (forwarded) return
      forwarded = true
      child.kill(signal)
    }
    process.on(signal, handler)
    return [signal, handler]
  })
  return () => {
    for (const [signal, handler] of handlers) process.removeListener(signal, handler)
  }
}

const startedAs = process.argv[1] === undefined ? '' : realpathSync(process.argv[1])
if (startedAs === fileURLToPath(import.meta.url)) {
  const [file, ...args] = process.argv.slice(2)
  if (file === undefined) {
    say.error(
      'Usage: node scripts/run.mjs <file.ts> [arguments…]',
      'الاستعمال: node scripts/run.mjs <file.ts> [arguments…]',
    )
    process.exit(2)
  }
  await run(file, args)
}
