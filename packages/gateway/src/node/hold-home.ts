import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { createServer } from 'node:net'
import { RabtError } from '@rabt/protocol'

/**
 * Takes a home for this process, until it ends: a second one would take over the slot of the first, though it can listen nowhere. The lock
 * is an abstract socket (unix(7)), so the kernel gives it back however the process ends, and a process that is only paused keeps it. It
 * holds on one machine; between machines that share a database the journal's slot decides (spec link-log §5.10).
 *
 * @throws RabtError CONFLICT if another process has the home
 */
export async function holdHome(home: string): Promise<void> {
  const name = createHash('sha256')
    .update(`rabt-home/v1\n${realpathSync(home)}`)
    .digest('hex')
  const lock = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    lock.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE'
      reject(taken ? new RabtError('CONFLICT', { what: `${home}, of a process that runs on this home` }) : cause)
    })
    lock.listen(`\0rabt-${name}`, resolve)
  })
  lock.unref()
}
