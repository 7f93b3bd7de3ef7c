import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join, sep } from 'node:path'

export const WANTED_MAJOR = 24

/** Programs to try, best first: the locked Node 24 of this repository, the Node that runs us, another one on PATH. */
export function* findRuntimes(root) {
  const locked = join(root, 'node_modules', '.bin', 'node')
  if (existsSync(locked)) yield locked
  const installed = findInstalledRuntime(root)
  if (installed !== undefined) yield installed
}

/** A Node >= 24 that does not live in this repository's `node_modules`, so that it survives a new installation. */
export function findInstalledRuntime(root) {
  const own = join(root, 'node_modules') + sep
  if (majorOf(process.versions.node) >= WANTED_MAJOR && !process.execPath.startsWith(own)) return process.execPath
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !`${folder}${sep}`.startsWith(own))
    .map((folder) => join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
    .find((program) => existsSync(program) && versionOf(program) >= WANTED_MAJOR)
}

function versionOf(program) {
  const asked = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 10_000 })
  return asked.status === 0 ? majorOf(asked.stdout.trim().replace(/^v/, '')) : 0
}

function majorOf(version) {
  return Number.parseInt(version, 10) || 0
}
