import { readFileSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const MEMORY = '/dev/shm'
const NEEDED_BYTES = 6 * 1024 ** 3

/**
 * Where tests put what they write: in memory where there is enough of it, so that no commit of a test's databases waits for a disk.
 * No test ends the machine's power, so nothing of what they show rests on the disk.
 */
export function placeForTests(): string {
  if (process.env.TMPDIR !== undefined) return process.env.TMPDIR
  try {
    const mounted = readFileSync('/proc/mounts', 'utf8').split('\n')
    const [, , kind, options = ''] = mounted.find((line) => line.split(' ')[1] === MEMORY)?.split(' ') ?? []
    const { bavail, bsize } = statfsSync(MEMORY)
    // Tests run programs that they wrote.
    if (kind === 'tmpfs' && !options.split(',').includes('noexec') && bavail * bsize > NEEDED_BYTES) return MEMORY
  } catch {
    // No Linux, or no such place.
  }
  return tmpdir()
}
