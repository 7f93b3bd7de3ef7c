import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** SHA-256 of package-lock.json: names the set of packages this copy needs. */
export function lockDigest(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

/** Whether the installed packages are those of the lock file: by our stamp, else package by package. */
export function isInstalled(root) {
  if (read(stampOf(root)) === lockDigest(root)) return true
  if (missingPackages(root).length > 0) return false
  writeStamp(root)
  return true
}

export function writeStamp(root) {
  writeFileSync(stampOf(root), lockDigest(root))
}

/**
 * Paths of locked packages that are absent or of another version, by npm's own record of what it installed.
 * An optional package counts if it names this platform: npm leaves it out when the Node that runs npm is too old for it.
 */
export function missingPackages(root) {
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const record = read(join(root, 'node_modules', '.package-lock.json'))
  const held = record === undefined ? {} : JSON.parse(record).packages
  return Object.entries(wanted)
    .filter(([path, entry]) => path.includes('node_modules/') && isWantedHere(entry))
    .filter(([path, entry]) => (entry.link ? held[path]?.link !== true : !isSame(held[path], entry)))
    .map(([path]) => path)
}

function isSame(held, wanted) {
  return held !== undefined && held.version === wanted.version && held.integrity === wanted.integrity
}

function isWantedHere(entry) {
  if (!entry.optional && !entry.devOptional) return true
  if (entry.os === undefined && entry.cpu === undefined) return false
  return names(entry.os, process.platform) && names(entry.cpu, process.arch) && names(entry.libc, libc())
}

function names(listed, ours) {
  if (listed === undefined || ours === undefined) return true
  const list = [listed].flat()
  return list.includes(ours) || (list.some((item) => item.startsWith('!')) && !list.includes(`!${ours}`))
}

function libc() {
  if (process.platform !== 'linux') return undefined
  return process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc'
}

function stampOf(root) {
  return join(root, 'node_modules', '.rabt-lock')
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
