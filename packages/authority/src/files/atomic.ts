import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Makes a directory that only its owner can enter, also if it was made wider before. */
export function makePrivateDir(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  chmodSync(dir, 0o700)
}

/**
 * Writes a file so that a reader, or a start after a crash, finds the old bytes or the new ones, never a part.
 * The default mode is for secrets: readable by the owner alone from its first byte on.
 */
export function writeFileAtomic(path: string, content: string | Uint8Array, mode = 0o600): void {
  const staged = `${path}.new`
  const fd = openSync(staged, 'w', mode)
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  chmodSync(staged, mode)
  renameSync(staged, path)
  const parent = openSync(dirname(path), 'r')
  try {
    fsyncSync(parent)
  } finally {
    closeSync(parent)
  }
}
