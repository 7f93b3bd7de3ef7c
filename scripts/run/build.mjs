import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Packages with `.tsx`, which Node does not strip: compiled by tsc to `dist`, without a type check, in the order of their imports. */
const COMPILED = ['packages/ui', 'packages/portal']

/** Compiles what changed since the last time; throws when tsc refuses. Under Node 24 (`bin`: its own and tsc's). */
export async function buildPages(root, node = process.execPath) {
  const here = COMPILED.filter((home) => existsSync(join(root, home, 'tsconfig.build.json')))
  await Promise.all(here.map((home) => compile(root, home, node)))
}

async function compile(root, home, node) {
  const stamp = join(root, home, 'dist', '.stamp')
  const digest = digestOf(root, home)
  if (read(stamp) === digest) return
  rmSync(join(root, home, 'dist'), { recursive: true, force: true })
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const code = await new Promise((done) => {
    const child = spawn(node, [tsc, '-p', join(root, home, 'tsconfig.build.json')], { stdio: ['ignore', 2, 2] })
    child.once('error', () => done(127))
    child.once('exit', (status) => done(status ?? 1))
  })
  if (code !== 0) throw new Error(`tsc could not compile ${home} (exit ${code})`)
  writeFileSync(stamp, digest)
}

/** Over names and contents of all sources and of the settings. */
function digestOf(root, home) {
  const hash = createHash('sha256')
  const sources = readdirSync(join(root, home, 'src'), { recursive: true }).filter((file) => /\.tsx?$/.test(file))
  const files = [
    ...sources.map((file) => join(home, 'src', file)),
    join(home, 'tsconfig.build.json'),
    'tsconfig.json',
    'package-lock.json',
  ]
  for (const file of files.sort())
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0')
  return hash.digest('hex')
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
